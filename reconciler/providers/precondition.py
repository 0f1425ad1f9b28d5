"""Preconditions: whether a change is still to be written, by what stands in the live system."""

from datetime import datetime

from reconciler.core.change import Action, Change
from reconciler.core.diff import has_ended, unlike
from reconciler.core.model import Membership, State, Thing
from reconciler.core.outcome import Status


def precondition(
    change: Change, live: Thing | Membership | None, now: datetime, moved: Thing | None = None
) -> Status | None:
    """Whether a change is still to be written: None to write it, else what it already is.

    `live` is what stands at the change's old address, `moved` what stands at the new address of a
    move. What a create leaves open (None) is not compared.
    """
    match change.action:
        case Action.MOVE:
            return _of_move(live, moved)
        case Action.UPDATE:
            return _of_update(change, live)
        case Action.CREATE:
            return None if live is None else _status(done=not unlike(change.after, live))
        case _:
            return _of_the_whole(change, live, now)


def _of_move(live: Thing | Membership | None, moved: Thing | None) -> Status | None:
    """Only the address changes: what else became of the thing is not this change's business."""
    if moved is None:
        return None if live is not None else Status.CONFLICT
    return _status(done=live is None)


def _of_update(change: Change, live: Thing | Membership | None) -> Status | None:
    if live is None:
        return Status.CONFLICT
    fields = unlike(change.after, change.before)
    if not unlike(change.after, live, fields):
        return Status.ALREADY
    return Status.CONFLICT if unlike(change.before, live, fields) else None


def _of_the_whole(change: Change, live: Thing | Membership | None, now: datetime) -> Status | None:
    """What goes must be the thing that was seen; of a membership its end counts too."""
    if live == change.after:
        return Status.ALREADY
    if change.after is not None and isinstance(live, Membership) and has_ended(live, now):
        return None if change.before is None else Status.CONFLICT
    return None if live == change.before else Status.CONFLICT


def _status(*, done: bool) -> Status:
    return Status.ALREADY if done else Status.CONFLICT


def lost_race(change: Change, live: Thing | Membership | None) -> str:
    """Why a change is a conflict, in words: what is no longer as the plan saw it."""
    if live is None:
        return "it is gone since the plan was made"
    if change.before is None or change.action is Action.MOVE:
        return "something else has taken its place since the plan was made"
    if isinstance(live, Membership):
        what = "it has ended" if live == change.before else "its end was changed"
        return f"{what} since the plan was made"
    changed = " and ".join(unlike(change.before, live))
    return f"its {changed} changed since the plan was made"


def standing(state: State, change: Change) -> tuple[Thing | Membership | None, Thing | None]:
    """What a state has at the old address of a change, and at the new one of a move."""
    value = change.value
    if isinstance(value, Membership):
        return state.membership(value.member, value.container), None
    moved = state.thing(change.ref) if change.ref != change.old_ref else None
    return state.thing(change.old_ref), moved
