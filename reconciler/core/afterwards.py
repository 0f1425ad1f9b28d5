"""Afterwards: what a live system is like once a plan is made, all at final addresses."""

from collections.abc import Sequence

from reconciler.core.model import State
from reconciler.core.order.final import final_changes, is_move
from reconciler.core.plan import Step
from reconciler.core.rename.moves import Moves
from reconciler.core.rename.relocate import relocate
from reconciler.core.replay import replay


def afterwards(live: State, steps: Sequence[Step]) -> State:
    """The state that these steps lead to."""
    moves = moves_of(steps)
    changes = (change for _, change in final_changes(steps))
    return replay(relocate(live, moves) if moves.new else live, changes)


def moves_of(steps: Sequence[Step]) -> Moves:
    """Where these steps move things, from the live addresses to the final ones."""
    if not any(is_move(step.change) for step in steps):
        return Moves({})
    changes = (change for _, change in final_changes(steps) if is_move(change))
    return Moves({change.old_ref: change.ref for change in changes})
