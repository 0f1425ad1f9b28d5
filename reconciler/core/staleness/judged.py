"""Judging: every change of a plan at its final address, against what is live."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from types import MappingProxyType
from typing import TypeAlias

from reconciler.core.change import Action, Change
from reconciler.core.diff import unlike
from reconciler.core.finding import Finding, Origin
from reconciler.core.model import Membership, Ref, State, Thing
from reconciler.core.order import at_its_moment, final_changes
from reconciler.core.plan import Plan, Step
from reconciler.core.rename import Moves
from reconciler.core.rename.relocate import relocate
from reconciler.core.spelling import Spelling
from reconciler.core.staleness.around import Around
from reconciler.core.staleness.moved import Fate, Moved, moved
from reconciler.core.staleness.standing import Standing, standing
from reconciler.core.staleness.words import Words

NOWHERE: Mapping[int, Origin] = MappingProxyType({})

_Placed: TypeAlias = tuple[int, Change]
"""A change at final addresses, and the place of its step."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A plan against a live state.

    `live` is that state with all moves of the plan made; `to_do` are the other changes that are
    not made yet, and what comes along with them, at final addresses too. `steps` are those of the
    plan, each by the addresses that will hold at its moment; `done` are the places of those that
    are made already, `left` of those of which nothing is. With `findings` the plan is stale.
    """

    live: State
    to_do: tuple[Change, ...]
    steps: tuple[Step, ...]
    done: frozenset[int]
    left: frozenset[int]
    findings: tuple[Finding, ...]


def judge(
    plan: Plan, live: State, now: datetime, origins: Mapping[int, Origin] = NOWHERE
) -> Judged:
    """Where each change stands. Total: there is an answer for any plan and any state.

    A scope that `live` does not hold completely is gone. `now` is aware, in UTC. `origins` are
    where the files have the steps, by place.
    """
    moves = moved(plan.steps, live)
    there = relocate(live, moves.addresses) if moves.addresses.new else live
    lost = {change.scope for change in plan.changes} - live.complete
    changes = list(final_changes(plan.steps))
    spelling = Spelling((*plan.spelling.written, there.spelling, live.spelling))
    words = Words(spelling, _unmade(changes, moves))
    around = Around([change for _, change in changes], there, words)
    left = [(at, change) for at, change in changes if change.scope not in lost]
    judging = _Judging(left, moves, around, now)
    findings = [*map(words.gone, lost), *_placed(judging.findings(), origins)]
    return Judged(
        there,
        tuple(judging.to_do()),
        tuple(judging.steps(plan.steps)),
        judging.done,
        judging.left,
        tuple(sorted(findings, key=lambda finding: finding.order)),
    )


def _placed(
    findings: Iterable[tuple[int, Finding]], origins: Mapping[int, Origin]
) -> Iterator[Finding]:
    """Each once, at the place of the first step that it is about."""
    first = {finding: place for place, finding in reversed(list(findings))}
    for finding, place in first.items():
        yield replace(finding, origin=origins.get(place))


def _unmade(changes: Sequence[_Placed], moves: Moved) -> Moves:
    """The moves that are not made: from the address that something has, or had, to the final."""
    gone = {
        change.old_ref: change.ref
        for place, change in changes
        if moves.fates.get(place) is Fate.GONE
    }
    return Moves({**gone, **moves.addresses.new})


@dataclass(frozen=True)
class _Judging:
    changes: Sequence[_Placed]
    moves: Moved
    around: Around
    now: datetime

    @cached_property
    def stands(self) -> Sequence[tuple[_Placed, Standing]]:
        """Where each change stands."""
        return [(placed, self._where(*placed)) for placed in self.changes]

    @cached_property
    def done(self) -> frozenset[int]:
        """The steps of which nothing is left to do."""
        return self._all(Standing.DONE)

    @property
    def left(self) -> frozenset[int]:
        """The steps of which nothing is done."""
        return self._all(Standing.TO_DO)

    def _all(self, standing: Standing) -> frozenset[int]:
        """The steps that stand so, with all that comes along with them."""
        others = {place for (place, _), where in self.stands if where is not standing}
        return frozenset(place for place, _ in self.changes) - others

    def to_do(self) -> Iterator[Change]:
        """What is left to do; the moves are made in `live`."""
        for (_, change), where in self.stands:
            if where is Standing.TO_DO and change.action is not Action.MOVE:
                yield change

    def steps(self, planned: Sequence[Step]) -> Iterator[Step]:
        """The steps as they would be made now: what moved before its time is found where it is."""
        moves = [planned[at] for at, fate in self.moves.fates.items() if fate is Fate.LEFT]
        final = dict(reversed(self.changes))  # of a step and what comes along, the step
        for place, step in enumerate(planned):
            if place in self.done or place not in final or step.change.action is Action.MOVE:
                yield step
            else:
                yield replace(step, change=at_its_moment(final[place], step.wave, moves))

    def findings(self) -> Iterator[tuple[int, Finding]]:
        """All that is not as the plan saw it, with the place of the step that it is about."""
        for (place, change), where in self.stands:
            if not self._is_hidden(place, change):
                yield from ((place, finding) for finding in self._wrong(place, change, where))

    def _wrong(self, place: int, change: Change, where: Standing) -> Iterable[Finding]:
        match where:
            case Standing.STALE:
                return self._stale(place, change)
            case Standing.TO_DO:
                return self.around.findings(change)
        return ()

    def _where(self, place: int, change: Change) -> Standing:
        if change.action is not Action.MOVE:
            return standing(change, self._found(change), self.now)
        fate = self.moves.fates[place]
        if fate in (Fate.GONE, Fate.BLOCKED) or self._is_other(change):
            return Standing.STALE
        return Standing.DONE if fate is Fate.MADE else Standing.TO_DO

    def _is_other(self, move: Change) -> bool:
        """Whether what moves is not what it was; where it is updated too, that is judged there."""
        live = self.around.live.thing(move.ref)
        return move.ref not in self._updated and bool(unlike(move.after, live))

    def _stale(self, place: int, change: Change) -> Iterable[Finding]:
        words, live = self.around.words, self._found(change)
        match self.moves.fates.get(place):
            case Fate.GONE:
                return [words.gone(change.ref)]
            case Fate.BLOCKED:
                return [words.new(change.ref)]
            case _:
                return words.differs(change, live)

    def _is_hidden(self, place: int, change: Change) -> bool:
        """Whether something else stands in the place of what it changes, or above: said once."""
        is_behind = not self._blocked.isdisjoint((change.ref, *change.ref.above))
        return is_behind and self.moves.fates.get(place) is not Fate.BLOCKED

    def _found(self, change: Change) -> Thing | Membership | None:
        """What is live in the place of a change."""
        value = change.value
        if isinstance(value, Membership):
            return self.around.live.membership(value.member, value.container)
        return self.around.live.thing(value.ref)

    @cached_property
    def _blocked(self) -> frozenset[Ref]:
        fates = self.moves.fates
        return frozenset(one.ref for at, one in self.changes if fates.get(at) is Fate.BLOCKED)

    @cached_property
    def _updated(self) -> frozenset[Ref]:
        return frozenset(one.ref for _, one in self.changes if one.action is Action.UPDATE)
