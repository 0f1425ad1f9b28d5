"""Causes: the lines of the files behind each change, and behind each effect on people."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from heapq import nsmallest
from itertools import product

from reconciler.core.access.effect import Effect
from reconciler.core.afterwards import moves_of
from reconciler.core.declared import Notes
from reconciler.core.finding import Key, Origin, Origins
from reconciler.core.model import Container, Member, Ref, user_key
from reconciler.core.plan import Plan
from reconciler.core.polarity import added
from reconciler.core.rename.moves import Moves
from reconciler.core.target import Target
from reconciler.report.lines import Line
from reconciler.report.place import declared_at
from reconciler.report.review.behind import Behind, Found, Many
from reconciler.report.review.gone import Cause, Gone, key_of, nothing_gone

__all__ = ["TRACED", "Cause", "Causes", "Lines"]

MOST = 20
"""So many lines are named behind one effect, all are counted."""
TRACED = 20
"""The lines behind so many effects are looked up where more are told together."""
_ASKED = 200
"""So many memberships are looked up where no change explains an effect."""
_NONE = frozenset[str]()
_GROWN = "RC0329"
"""The finding that says that the live system is not what the pinned catalog says."""


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines behind an effect: the first `MOST` in the order of the files, and how many."""

    some: tuple[Cause, ...] = ()
    count: int = 0


@dataclass(frozen=True)
class Causes:
    """Where the changes and effects of a plan come from, as far as the files say it.

    `gone` knows the lines that were there before, `catalog` is the file of the pinned catalog.
    `said` is what a plan that was read says of its effects: it has no files to look at, and one of
    an older format says nothing.
    """

    plan: Plan
    origins: Origins
    target: Target
    notes: Notes = field(default_factory=Notes)
    gone: Gone = nothing_gone
    catalog: str = ""
    said: Mapping[Effect, Lines] | None = None

    def of_change(self, line: Line) -> Cause | None:
        """The line that says a change; of a removal the one that is gone, where it is known."""
        if (gone := self.gone_of(line)) is not None:
            return gone
        origin = declared_at(line.named, self.origins)
        return None if origin is None else Cause(origin)

    def gone_of(self, line: Line) -> Cause | None:
        """The line that said what a removal takes away, where it is gone and known."""
        return self._gone_key(key_of(line.named.value)) if line.change.after is None else None

    def of_effect(self, effect: Effect) -> tuple[Cause, ...]:
        """The lines behind an effect, each once, in the order of the files: the first `MOST`."""
        return self.behind(effect).some

    def behind(self, effect: Effect) -> Lines:
        """The lines of all changes behind an effect; where there are none, what else explains it.

        That may be a line that the files have no more and nobody has carried out, or a catalog
        that grew.
        """
        if self.said is not None:
            return self.said.get(effect, Lines())
        found = self._behind.of(effect)
        told = self._lines((*self._of_found(found), *self._undone(effect, found)), found.many)
        if told.count:
            return told
        likely = self._behind.likely(effect, found.unexplained)
        told = self._lines(self._of_found(likely), likely.many)
        return told if told.count else _first(self._else(effect))

    def _lines(self, causes: Iterable[Cause], many: Many | None) -> Lines:
        """These, with what other effects have behind them too: that is gathered once for all."""
        own = {*causes}
        if many is None:
            return _first(own)
        if own:
            return _first({*own, *self._of_lines(many.gather())})
        if many.key not in self._gathered:
            self._gathered[many.key] = _first(self._of_lines(many.gather()))
        return self._gathered[many.key]

    @cached_property
    def _gathered(self) -> dict[Hashable, Lines]:
        return {}

    def _of_found(self, found: Found) -> Iterator[Cause]:
        yield from self._of_lines(found.lines)
        for line, keys in found.contents:
            yield from self._of_contents(line, keys)

    def _of_lines(self, changes: Iterable[Line]) -> Iterator[Cause]:
        for line in changes:
            if cause := self.of_change(line):
                yield cause

    def _of_contents(self, line: Line, keys: Iterable[str]) -> Iterator[Cause]:
        """The lines of permissions that come to a role or group, or go, also by a set of it."""
        spots = (spot for key in keys for spot in self._spots(line, key))
        causes = {cause for spot in spots if (cause := self._at(spot)) is not None}
        yield from causes or filter(None, [self.of_change(line)])

    def _spots(self, line: Line, key: str) -> Iterator[Key]:
        """Where a permission of a role or group is said: in sets that changed, else in its list.

        A set whose permissions all come is named anew in the list.
        """
        ref, notes, new = line.named.ref, self.notes, added(line.change)
        edited: list[Key] = [
            (scope, f"set:{name}", key)
            for name, scope in notes.uses.get(ref, ())
            if not notes.sets.get((name, scope), _NONE) <= new
        ]
        spots = [spot for spot in edited if self._at(spot) is not None]
        yield from spots
        if not spots or key in notes.listed.get(ref, ()):
            yield ref, key

    def _at(self, key: Key) -> Cause | None:
        """The line of a key as it is now, else as it was."""
        origin = self.origins.of(key)
        return self._gone_key(key) if origin is None else Cause(origin)

    def _undone(self, effect: Effect, found: Found) -> Iterator[Cause]:
        """Lines that are gone of what nobody has given yet: no change of the plan takes it back."""
        for container, member in _memberships(effect, found.unexplained):
            if cause := self._gone_key((container, member)):
                yield cause

    def _else(self, effect: Effect) -> Iterator[Cause]:
        """The catalog where it grew, else the lines that say what the effect goes through."""
        if any(finding.code == _GROWN for finding in self.plan.findings) and self.catalog:
            yield Cause(Origin(self.catalog))
            return
        for container, member in _memberships(effect, frozenset(effect.people)):
            if origin := self.origins.of_member(container, member):
                yield Cause(origin)

    def _gone_key(self, key: Key) -> Cause | None:
        return self.gone(key, self._former(key))

    def _former(self, key: Key) -> Key:
        """What the files called something before it was moved."""
        if not self._moves.new:
            return key
        match key:
            case Ref():
                return self._moves.live(key)
            case (Container() as container, member):
                home = Container(self._moves.live(container.ref), container.scope)
                return home, self._moves.live(member) if isinstance(member, Ref) else member
            case (Ref() as ref, str() as name):
                return self._moves.live(ref), name
        return key

    @cached_property
    def _moves(self) -> Moves:
        return moves_of(self.plan.steps)

    @cached_property
    def _behind(self) -> Behind:
        return Behind(self.plan, self.target)


def _first(causes: Iterable[Cause]) -> Lines:
    """The first of these, and how many they are."""
    each = {*causes}
    return Lines(tuple(nsmallest(MOST, each)), len(each))


def _memberships(effect: Effect, people: frozenset[Ref]) -> Iterator[tuple[Container, Member]]:
    """The memberships of people in what an effect goes through, not more than can be asked for."""
    pairs = product((*effect.through, *effect.instead), sorted(people)[:_ASKED])
    for _, (container, person) in zip(range(_ASKED), pairs, strict=False):
        yield container, user_key(person.name[0], person.scope, container.scope)
