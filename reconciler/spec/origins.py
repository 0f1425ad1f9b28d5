"""Origins: where everything was declared, looked up in the files' places only when asked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from reconciler.core.finding import Key, Origin
from reconciler.core.model import Container, Member, Ref
from reconciler.core.scope import Scope
from reconciler.spec.mentions import Mentions
from reconciler.spec.parts import Part
from reconciler.spec.rosters import Roster, Rosters
from reconciler.spec.sets import PREFIX, Sets

_REMEMBERED = 1024
"""So many containers: what is asked about comes container by container."""


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
    | (a scope, `roles`), (it, `groups`), (it, `memberships`) | the list, if it is authoritative |
    | (a group, `groups`) | the same |
    | (a scope, `set:NAME`), (a scope, `set:NAME`, a permission) | the set, its line |
    """

    parts: Sequence[Part]
    mentions: Mentions
    rosters: Rosters
    sets: Sets
    _known: dict[Container, Sequence[tuple[Roster, Mapping[object, int]]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def of(self, key: Key) -> Origin | None:
        """The place of a declaration; None for what no file says."""
        match key:
            case (Container() as container, member):
                return self.of_member(container, member)
            case (Scope() | Ref() as owner, str() as name) if (owner, name) in self.mentions.lists:
                return self.mentions.lists[owner, name]
            case (Scope() as scope, str() as name, *permission) if name.startswith(PREFIX):
                return self._of_set(scope, name.removeprefix(PREFIX), permission)
            case (Ref() as ref, str() as field):
                return self._of_permission(ref, field) or self._of_field(ref, field)
        return next(self._named(key), None)

    def of_member(self, container: Container, member: Member) -> Origin | None:
        """The line of one membership, also of one that has ended."""
        for roster, places in self._members(container):
            if member in places:
                return roster.origin(places[member])
        return None

    def _members(self, container: Container) -> Sequence[tuple[Roster, Mapping[object, int]]]:
        """The first place of each member in each list: many are asked of one container in turn."""
        if container not in self._known:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[container] = [
                (roster, _first_places(self.rosters.keys(roster)))
                for roster in self._lists(container)
            ]
        return self._known[container]

    def _named(self, key: Key) -> Iterator[Origin]:
        """Every place that names a thing by itself."""
        if isinstance(key, Scope):
            yield from (part.origin for part in self.parts if part.scope == key)
        if isinstance(key, Ref):
            yield from (mention.origin for mention in self.mentions.things.get(key, ()))
        if isinstance(key, Container):
            yield from (roster.named for roster in self._lists(key))

    def _lists(self, container: Container) -> Sequence[Roster]:
        return self.rosters.lists.get(container, ())

    def _of_set(self, scope: Scope, name: str, permission: Sequence[str]) -> Origin | None:
        named = self.sets.find(name, scope)
        if named is None or not set(permission).issubset(named.permissions):
            return None
        return named.origin_of(permission[0]) if permission else named.origin

    def _of_field(self, ref: Ref, field: str) -> Origin | None:
        for mention in self.mentions.things.get(ref, ()):
            if getattr(mention.entry, field, None) is not None:
                return mention.spot.origin(field)
        return None

    def _of_permission(self, ref: Ref, permission: str) -> Origin | None:
        """The line that names it, else the line of a set that holds it."""
        known = self.sets.visible(ref.scope)
        holding = (named for named in known.values() if permission in named.permissions)
        through = {f"{PREFIX}{named.name}" for named in holding}
        for wanted in ({permission}, through):
            for mention in self.mentions.things.get(ref, ()):
                for index, item in enumerate(mention.entry.permissions or ()):
                    if item in wanted:
                        return mention.spot.below("permissions").origin(index)
        return None


def _first_places(keys: Iterable[object]) -> Mapping[object, int]:
    places: dict[object, int] = {}
    for place, key in enumerate(keys):
        places.setdefault(key, place)
    return places
