"""What the live system itself demands: a place exists before it is used, is empty before it goes.

Rules 1 and 2 of the order. These edges admit no exception: a circle among them is an error.
"""

from collections.abc import Iterator

from reconciler.core.change import Action, Change
from reconciler.core.model import Membership, Ref
from reconciler.core.order.situation import Situation
from reconciler.core.polarity import takes


def structure(situation: Situation) -> Iterator[tuple[int, int]]:
    """Pairs of steps, the first of which must be done before the second."""
    yield from necessity(situation)
    yield from _by_path(situation)


def necessity(situation: Situation) -> Iterator[tuple[int, int]]:
    """What no order can do without; by which path a thing is called is not among it."""
    for step, change in enumerate(situation.changes):
        value = change.value
        if isinstance(value, Membership):
            for ref in _involved(value):
                yield from _membership(situation, step, ref)
        else:
            yield from _thing(situation, step, change)
    yield from _retyped(situation)


def _by_path(situation: Situation) -> Iterator[tuple[int, int]]:
    """By which path a thing is called: one rule for all, so that a plan reads well."""
    for step, change in enumerate(situation.changes):
        value = change.value
        if isinstance(value, Membership):
            for ref in _involved(value):
                yield from _paths(situation, step, ref)
        elif change.action is not Action.MOVE:
            yield from _after_move(situation, step, (change.ref, *change.ref.above))


def _involved(membership: Membership) -> Iterator[Ref]:
    yield membership.container.ref
    if isinstance(membership.member, Ref):
        yield membership.member


def _membership(situation: Situation, step: int, ref: Ref) -> Iterator[tuple[int, int]]:
    """A membership between the creation and the deletion of what it involves."""
    if (created := situation.step(Action.CREATE, ref)) is not None:
        yield created, step
    if (deleted := situation.step(Action.DELETE, ref)) is not None:
        yield step, deleted


def _paths(situation: Situation, step: int, ref: Ref) -> Iterator[tuple[int, int]]:
    """What takes from a moved group comes before the move, by the old path; the rest after it.

    In a container that must keep a member nothing may be taken before it is given: all after.
    """
    change = situation.changes[step]
    value = change.value
    is_kept = isinstance(value, Membership) and value.container in situation.kept
    if takes(change) and not is_kept:
        live = situation.moves.live(ref)
        for base in (live, *live.above):
            if (new := situation.moves.new.get(base)) is not None:
                yield step, situation.by_ref(Action.MOVE)[new]
    else:
        yield from _after_move(situation, step, (ref, *ref.above))


def _after_move(
    situation: Situation, step: int, bases: tuple[Ref, ...]
) -> Iterator[tuple[int, int]]:
    """The nearest move is enough: it waits for those above it."""
    moved = situation.by_ref(Action.MOVE)
    nearest = next((moved[base] for base in bases if base in moved), None)
    if nearest is not None:
        yield nearest, step


def _thing(situation: Situation, step: int, change: Change) -> Iterator[tuple[int, int]]:
    """A role or group after what it stands in, and after its name is free."""
    ref, action = change.ref, change.action
    if action is Action.MOVE:
        yield from _after_move(situation, step, (*ref.above,))
    if action in (Action.CREATE, Action.MOVE):
        if (created := situation.step(Action.CREATE, ref.parent)) is not None:
            yield created, step
        if ref in situation.leavers:
            yield situation.leavers[ref], step
    if (
        action in (Action.DELETE, Action.MOVE)
        and (around := _around(situation, change)) is not None
    ):
        yield step, around


def _around(situation: Situation, change: Change) -> int | None:
    """The deletion of the group that something leaves, or is deleted in."""
    around = change.old_ref.parent
    if around is not None and change.action is Action.MOVE:
        around = situation.moves.final(around)
    leaves = change.action in (Action.DELETE, Action.MOVE)
    return situation.step(Action.DELETE, around) if leaves else None


def _retyped(situation: Situation) -> Iterator[tuple[int, int]]:
    """A role is empty while its type changes."""
    for ref, step in situation.by_ref(Action.UPDATE).items():
        before, after = situation.changes[step].before, situation.changes[step].after
        if getattr(before, "type", None) == getattr(after, "type", None):
            continue
        for other in situation.memberships.get(ref, ()):
            yield (other, step) if takes(situation.changes[other]) else (step, other)
