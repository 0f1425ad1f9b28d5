"""Since: what a change of the files does to access, apart from what was pending before it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from reconciler.core.access.comparison import between
from reconciler.core.access.difference import difference
from reconciler.core.access.question import Access
from reconciler.core.access.sides import Side, Sides
from reconciler.core.afterwards import afterwards, moves_of
from reconciler.core.change import Change
from reconciler.core.model import Container, Membership, State, Thing
from reconciler.core.order.final import final_changes
from reconciler.core.plan import Plan, Since, Step
from reconciler.core.rename.moves import Moves
from reconciler.core.target import Target


@dataclass(frozen=True, slots=True)
class Looked:
    """One look at a live system, by which both plans were made."""

    live: State
    target: Target
    now: datetime


def since(revision: str, base: Plan, plan: Plan, looked: Looked) -> Since | None:
    """What comes by the change alone; None where access is not computed.

    `base` is the plan that the files of the revision lead to, from the same look.
    """
    if base.access is None or plan.access is None:
        return None
    moves = between(*(moves_of(each.steps) for each in (base, plan)))
    sides = Sides(
        Side(_access(base.steps, looked), moves),
        Side(_access(plan.steps, looked)),
    )
    due = {change for _, change in final_changes(plan.steps)}
    pending = sum(_moved(change, moves) in due for _, change in final_changes(base.steps))
    return Since(revision, difference(sides), base.access, pending)


def _access(steps: Sequence[Step], looked: Looked) -> Access:
    return Access(afterwards(looked.live, steps), looked.target, looked.now)


def _moved(change: Change, moves: Moves) -> Change:
    """The same change of something that the files of the revision have under another name."""
    if not moves.new:
        return change
    return Change(*(side and _placed(side, moves) for side in (change.before, change.after)))


def _placed(side: Thing | Membership, moves: Moves) -> Thing | Membership:
    if not isinstance(side, Membership):
        return replace(side, ref=moves.final(side.ref))
    container = side.container
    return replace(side, container=Container(moves.final(container.ref), container.scope))
