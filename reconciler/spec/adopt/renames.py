"""Renames and moves, adopted: files call things as they are called, and put them where they are."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from reconciler.core.change import Action
from reconciler.core.model import Ref
from reconciler.core.names import escape, join, split
from reconciler.spec.adopt.case import Case
from reconciler.spec.adopt.desk import Handle, Unclear
from reconciler.spec.adopt.things import Things
from reconciler.spec.adopt.twins import Renaming
from reconciler.spec.edit.written import Carried
from reconciler.spec.mentions import Mention


@dataclass(frozen=True, slots=True)
class _Home:
    """A mapping whose list of groups is to name one, by `names`; whether it only adds."""

    entry: Handle
    names: tuple[str, ...]
    is_additive: bool


@dataclass(frozen=True, slots=True)
class _Leaving:
    """An entry on its way to another list."""

    mention: Mention
    entry: Handle
    home: _Home

    def carried(self) -> Carried:
        """Its lines, as they shall stand there. Raises `Unclear`."""
        new: dict[str, str | None] = {"name": join(self.home.names)}
        if "previously" in self.entry.data:
            new["previously"] = None
        if self.mention.spot.is_additive and not self.home.is_additive:
            new["mode"] = "additive"
        return self.entry.carry(new)


@dataclass(slots=True)
class Renames:
    """Adopts renames and moves of which none stands below another, in the files or live.

    So no entry is on its way into, or out of, one that is carried itself. `made` are the groups
    that get an entry so that others can stand in it.
    """

    case: Case
    made: set[Ref] = field(default_factory=set)

    def adopt(self, renaming: Renaming) -> bool:
        """Give a thing its live name wherever files speak of it, or put it where it lives.

        False where the group above it has no entry yet: that is written first.
        """
        try:
            name = self.case.live_name(renaming.live)
            if renaming.declared.parent != renaming.live.parent:
                return self._move(renaming, name)
            _rename(renaming.declared, name, self.case)
        except Unclear as unclear:
            self.refuse(renaming, str(unclear))
        return True

    def refuse(self, renaming: Renaming, why: str) -> None:
        """Leave it where it is declared, and where it lives."""
        self.case.refused.thing(renaming.declared, self.case.said, why)
        self.case.refused.twin(renaming.live)

    def _move(self, renaming: Renaming, name: str) -> bool:
        above = renaming.live.parent
        is_early = above is not None and self._wants_entry(above)
        if self.case.refused.has(renaming.live):
            raise Unclear(_BELOW_REFUSED)
        if is_early:
            return False
        names = (*(self.case.names.spelling.names(above) if above else ()), name)
        leaving: list[_Leaving] = []
        staying: list[tuple[Handle, tuple[str, ...]]] = []
        for mention, entry in _outermost(self.case.entries(renaming.declared)):
            written = split(mention.entry.name)
            deeper = len(mention.ref.name) - len(renaming.declared.name)
            full = (*names, *written[len(written) - deeper :])
            owner = mention.ref.name[: -len(written)]
            if len(written) == 1 and not leaving:
                home = self._home((mention, entry), renaming.live, full)
                leaving.append(_Leaving(mention, entry, home))
            elif len(written) > 1 and renaming.live.name[: len(owner)] == owner:
                staying.append((entry, full[len(owner) :]))
            else:
                leaving.append(_Leaving(mention, entry, _by_path(entry, full)))
        _carry(leaving)
        for entry, path in staying:
            _readdress(entry, path)
        return True

    def _wants_entry(self, above: Ref) -> bool:
        """Whether a group needs an entry before others can stand in it; the topmost one gets it."""
        come = {one.ref for one in self.case.changes if one.action is Action.DELETE}
        missing = [
            ref
            for ref in (above, *above.above)
            if ref in come and ref not in self.case.origins.mentions.things
        ]
        if missing and missing[-1] not in self.made:
            self.made.add(missing[-1])
            Things(self.case).appear_alone(missing[-1])
        return bool(missing)

    def _home(self, moved: tuple[Mention, Handle], live: Ref, full: tuple[str, ...]) -> _Home:
        """The list where a group lives, or one that brings nothing else under management."""
        mention, entry = moved
        above = live.parent
        found = self.case.complete(above or live.scope, "groups")
        if found is not None:
            return _Home(found, full[-1:], is_additive=False)
        if above is not None and self._is_alone(live, above):
            for other in self.case.origins.mentions.things.get(above, ()):
                if other.spot.is_additive == mention.spot.is_additive:
                    return _Home(self.case.desk.at(other.spot), full[-1:], other.spot.is_additive)
        return _by_path(entry, full)

    def _is_alone(self, live: Ref, above: Ref) -> bool:
        """Whether nothing else lives beside it that no file speaks of."""
        beside = set(self.case.world.below.get(above, ())) - {live}
        return beside <= self.case.origins.mentions.things.keys()


def _carry(leaving: Sequence[_Leaving]) -> None:
    """Take whole entries to other lists, all or none."""
    values = [one.carried() for one in leaving]
    for one, value in zip(leaving, values, strict=True):
        one.home.entry.add("groups", value)
        one.entry.remove()


def _by_path(entry: Handle, full: tuple[str, ...]) -> _Home:
    """The list of the file that an entry stands in: what it names by path, it names alone."""
    top = entry.top
    return _Home(top, full, "mode" in top.data)


def _outermost(entries: Sequence[tuple[Mention, Handle]]) -> list[tuple[Mention, Handle]]:
    """The entries that stand inside none of the others."""
    places = {entry.place for _, entry in entries}
    return [
        (mention, entry)
        for mention, entry in entries
        if not any((entry.place[0], entry.steps[:end]) in places for end in range(len(entry.steps)))
    ]


def _readdress(entry: Handle, names: tuple[str, ...]) -> None:
    """Another path for an entry that is named by one."""
    entry.set(join(names), "name")
    if "previously" in entry.data:
        entry.remove("previously")


def _rename(ref: Ref, name: str, case: Case) -> None:
    entries = case.entries(ref)
    holders = case.holders(ref) if ref.kind == "role" else []
    for mention, entry in entries:
        names = list(split(mention.entry.name))
        place = len(ref.name) - len(mention.ref.name) - 1  # from the end: the entry's own is -1
        if -place <= len(names):
            names[place] = name
            entry.set(join(tuple(names)), "name")
        if mention.ref == ref and "previously" in entry.data:
            entry.remove("previously")
    for entry in holders:
        entry.set(escape(name), "role")


_BELOW_REFUSED = "it has moved into what is not adopted"
