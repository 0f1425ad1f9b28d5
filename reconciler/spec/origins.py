"""Origins: where everything was declared, looked up in the files' places only when asked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from reconciler.core.finding import Key, Origin
from reconciler.core.model import Container, Member, Ref
from reconciler.core.scope import Scope
from reconciler.spec.mentions import Mention
from reconciler.spec.parts import Part
from reconciler.spec.rosters import Roster, Rosters
from reconciler.spec.sets import PREFIX, Sets


@dataclass(frozen=True, slots=True)
class DeclaredOrigins:
    """The origins of what files declare.

    | key | place |
    |---|---|
    | a scope | its first file's `scope:` |
    | a role or group | its name, where it is first mentioned |
    | (it, `type`) | the value of that key |
    | (it, a permission) | the line in its list, or of the set that brings it |
    | a container | the first list of its members |
    | (a container, a member) | the member's line |
    | (a scope, `set:NAME`), (a scope, `set:NAME`, a permission) | the set, its line |
    """

    parts: Sequence[Part]
    things: Mapping[Ref, list[Mention]]
    rosters: Rosters
    sets: Sets

    def of(self, key: Key) -> Origin | None:
        """The place of a declaration; None for what no file says."""
        match key:
            case (Container() as container, member):
                return self.of_member(container, member)
            case (Scope() as scope, str() as name, *permission):
                return self._of_set(scope, name.removeprefix(PREFIX), permission)
            case (Ref() as ref, str() as field):
                return self._of_permission(ref, field) or self._of_field(ref, field)
        return next(self._named(key), None)

    def of_member(self, container: Container, member: Member) -> Origin | None:
        """The line of one membership, also of one that has ended."""
        for roster in self._lists(container):
            keys = self.rosters.keys(roster)
            if member in keys:
                return roster.origin(keys.index(member))
        return None

    def _named(self, key: Key) -> Iterator[Origin]:
        """Every place that names a thing by itself."""
        if isinstance(key, Scope):
            yield from (part.origin for part in self.parts if part.scope == key)
        if isinstance(key, Ref):
            yield from (mention.origin for mention in self.things.get(key, ()))
        if isinstance(key, Container):
            yield from (roster.named for roster in self._lists(key))

    def _lists(self, container: Container) -> Sequence[Roster]:
        return self.rosters.lists.get(container, ())

    def _of_set(self, scope: Scope, name: str, permission: Sequence[str]) -> Origin | None:
        named = self.sets.find(name, scope)
        if named is None:
            return None
        return named.origin_of(permission[0]) if permission else named.origin

    def _of_field(self, ref: Ref, field: str) -> Origin | None:
        for mention in self.things.get(ref, ()):
            if getattr(mention.entry, field, None) is not None:
                return mention.spot.origin(field)
        return None

    def _of_permission(self, ref: Ref, permission: str) -> Origin | None:
        """The line that names it, else the line of a set that holds it."""
        known = self.sets.visible(ref.scope)
        through = {f"{PREFIX}{name}" for name in known if permission in known[name].permissions}
        for wanted in ({permission}, through):
            for mention in self.things.get(ref, ()):
                for index, item in enumerate(mention.entry.permissions or ()):
                    if item in wanted:
                        return mention.spot.below("permissions").origin(index)
        return None
