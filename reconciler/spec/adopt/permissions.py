"""Permissions, adopted: in the list itself, or in a set where all that use it differ alike."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce

from reconciler.core.model import Ref, Thing
from reconciler.core.scope import Scope
from reconciler.spec.adopt.case import Case
from reconciler.spec.adopt.desk import Unclear
from reconciler.spec.mentions import Mention
from reconciler.spec.sets import PREFIX, NamedSet

_Set = tuple[str, Scope]


@dataclass(frozen=True, slots=True)
class Difference:
    """What a role or group carries in the live system and not in the files, and the reverse."""

    more: frozenset[str] = frozenset()
    less: frozenset[str] = frozenset()

    @classmethod
    def of(cls, live: Thing, declared: Thing) -> "Difference":
        """The difference of two values of one thing."""
        there, wanted = live.permissions or frozenset(), declared.permissions or frozenset()
        return cls(there - wanted, wanted - there)


NONE = Difference()


@dataclass(slots=True)
class Permissions:
    """Adopts permissions of things; `gone` are things whose entries leave the files.

    `sets` are the sets that are edited, and by what.
    """

    case: Case
    differences: dict[Ref, Difference]
    gone: frozenset[Ref] = frozenset()
    sets: dict[_Set, Difference] = field(default_factory=dict)

    def adopt(self) -> None:
        """The sets that most use first: they spare the edits of what uses them."""
        users = {key: self._users(key) for key in self.case.declared.notes.sets}
        for key in sorted(users, key=lambda key: (-len(users[key]), key)):
            named = self.case.origins.sets.find(*key)
            if named is not None and users[key]:
                self._in_set(named, users[key])
        for ref in sorted(self.differences):
            try:
                self._in_lists(ref, self.differences[ref])
            except Unclear as unclear:
                self.case.refused.thing(ref, self.case.said, str(unclear))

    def _users(self, key: _Set) -> Sequence[Ref]:
        uses = self.case.declared.notes.uses
        return [ref for ref in sorted(uses) if key in uses[ref] and ref not in self.gone]

    def _in_set(self, named: NamedSet, users: Sequence[Ref]) -> None:
        """Edit a set by what differs alike in all that use it; it grows only where these are many.

        With one user it would say no more than the list does.
        """
        each = [self._difference(user) for user in users]
        less = reduce(frozenset.__and__, (one.less for one in each)) & frozenset(named.permissions)
        more = reduce(frozenset.__and__, (one.more for one in each)) if users[1:] else frozenset()
        more -= self._grown(users[0])
        if not less and not more:
            return
        try:
            place = self.case.desk.inside(named.tree, named.places)
        except Unclear:
            return  # then each list says it for itself
        for key in less:
            place.remove(named.permissions.index(key))
        for key in self.case.target.catalog.sorted(more):
            place.parent.add(named.name, key, self.case.manner.rank_permission)
        self.sets[named.name, named.scope] = Difference(more, less)

    def _difference(self, ref: Ref) -> Difference:
        """What differs in a thing, whoever answers for it; nothing where it is not seen."""
        live, declared = self.case.live.thing(ref), self.case.declared.state.thing(ref)
        return Difference.of(live, declared) if live and declared else NONE

    def _grown(self, ref: Ref) -> frozenset[str]:
        """What edited sets bring to a thing anew."""
        used = self.case.declared.notes.uses[ref]
        return frozenset().union(*(self.sets[key].more for key in used if key in self.sets))

    def _in_lists(self, ref: Ref, difference: Difference) -> None:
        """Shorten the lists of a thing, and write beside what they do not bring then."""
        declared = self.case.declared.state.thing(ref)
        wanted = ((declared and declared.permissions) or frozenset()) - difference.less
        wanted |= difference.more
        mentions = self.case.origins.mentions.things[ref]
        listing = [one for one in mentions if one.entry.permissions is not None]
        entries = [
            self.case.desk.at(one.spot) for one in listing
        ]  # all of them, before one changes
        missing = wanted.difference(*(self._shorten(one, difference.less) for one in listing))
        if not missing:
            return
        if unfit := missing - self.case.world.lists.get(ref, frozenset()):
            message = f"no file can give it the permission {min(unfit)}"
            raise Unclear(message)
        entry = self.case.complete(ref, "permissions") or entries[0]
        for key in self.case.target.catalog.sorted(missing):
            entry.add("permissions", key, self.case.manner.rank_permission)

    def _shorten(self, mention: Mention, less: frozenset[str]) -> frozenset[str]:
        """Take out what is not live, and sets that bring some of it; what the list brings then."""
        entry, brings = self.case.desk.at(mention.spot), frozenset[str]()
        for index, item in enumerate(mention.entry.permissions or ()):
            keys = self._keys(item, mention.ref.scope)
            if keys.isdisjoint(less):
                brings |= keys
            else:
                entry.remove("permissions", index)
        return brings

    def _keys(self, item: str, scope: Scope) -> frozenset[str]:
        """What an item of a list stands for, a set as it is edited."""
        if not item.startswith(PREFIX):
            return frozenset({item})
        name = self.case.target.names.fold(item.removeprefix(PREFIX))
        named = self.case.origins.sets.visible(scope)[name]
        edit = self.sets.get((named.name, named.scope), NONE)
        return (frozenset(named.permissions) - edit.less) | edit.more
