"""Which moves of a plan are made already: the one question that addresses alone must answer.

In the order of the plan a move comes after whatever frees its new place. So when the moves before
it are made, its new place is free exactly if it is still to do. Whether what stands there now is
the thing that was to come is judged afterwards, by what it is like.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from reconciler.core.change import Action, Change
from reconciler.core.model import Ref, State
from reconciler.core.plan import Step
from reconciler.core.rename import Moves
from reconciler.core.rename.moves import rebased
from reconciler.core.scope import Scope


class Fate(StrEnum):
    """What became of one move."""

    LEFT = "left to make"
    MADE = "made"
    GONE = "nothing is there to move"
    BLOCKED = "something else has its place"


@dataclass(frozen=True, slots=True)
class Moved:
    """The moves of a plan: what became of each, by place.

    `addresses` are those of the moves that are left to make, from live to final.
    """

    fates: Mapping[int, Fate]
    addresses: Moves


def moved(steps: Sequence[Step], live: State) -> Moved:
    """What became of the moves of these steps."""
    there = _Addresses(live)
    coming = (Action.CREATE, Action.MOVE)
    arrivals = frozenset(step.change.ref for step in steps if step.change.action in coming)
    fates: dict[int, Fate] = {}
    addresses: dict[Ref, Ref] = {}
    for place, step in enumerate(steps):
        if step.change.action is Action.MOVE:
            fates[place] = there.fate(step.change, arrivals)
            if fates[place] is Fate.LEFT:
                addresses[there.move(step.change)] = step.change.ref
    return Moved(fates, Moves(addresses))


class _Addresses:
    """Where everything stands while moves are made, and the live address of each."""

    def __init__(self, live: State) -> None:
        self._live: dict[tuple[str, Scope], dict[Ref, Ref]] = {}
        for thing in live.things:
            self._of(thing.ref)[thing.ref] = thing.ref

    def fate(self, move: Change, arrivals: frozenset[Ref]) -> Fate:
        """What became of a move, with those before it made; `arrivals` are new or moved to."""
        old_is_there = move.old_ref in self._of(move.old_ref)
        if move.ref not in self._of(move.ref):
            return Fate.LEFT if old_is_there else Fate.GONE
        return Fate.BLOCKED if old_is_there and move.old_ref not in arrivals else Fate.MADE

    def move(self, change: Change) -> Ref:
        """Make a move, with all that stands below it; the live address of what moved."""
        place, old, new = self._of(change.ref), change.old_ref, change.ref
        live = place[old]
        for ref in [ref for ref in place if old.holds(ref)]:
            place[rebased(ref, old, new)] = place.pop(ref)
        return live

    def _of(self, ref: Ref) -> dict[Ref, Ref]:
        return self._live.setdefault((ref.kind, ref.scope), {})
