"""Nobody holds in between what they hold neither before nor after: takes come before gives.

Rules 3 and 4 of the order. A group's permissions work on the people below it, so what meets in
one right is: who is in a group, what the group may do, who is below it, and where it stands.
"""

from collections.abc import Iterator, Sequence

from reconciler.core.change import Action, Change
from reconciler.core.model import Membership, Ref
from reconciler.core.order.situation import Situation
from reconciler.core.polarity import added, carried, gives, removed, takes


def kept(situation: Situation) -> Iterator[tuple[int, int]]:
    """In a container that must keep a member, grants before revokes."""
    for container in sorted(situation.kept):
        steps = [
            step
            for step in situation.memberships.get(container.ref, ())
            if _membership(situation.changes[step]).container == container
        ]
        yield from _pairs(_giving(situation, steps), _taking(situation, steps))


def safety(situation: Situation) -> Iterator[tuple[int, int]]:
    """What takes access precedes what gives it."""
    yield from _people(situation)
    yield from _edits(situation)
    for step in situation.steps(Action.MOVE):
        yield from _move(situation, step)


def _people(situation: Situation) -> Iterator[tuple[int, int]]:
    """Between memberships of different people in groups one above the other.

    Not where the upper group carries nothing all the way: what it carries on one side only, its
    edit keeps apart, and an edge here would but make somebody wait, in no group at all.
    """
    for ref, below in situation.memberships.items():
        for above in situation.always_above(ref):
            steps = situation.memberships.get(above, ())
            if steps and _may_carry_throughout(situation, above):
                yield from _different(situation, below, steps)
                yield from _different(situation, steps, below)


def _may_carry_throughout(situation: Situation, group: Ref) -> bool:
    """Whether a group may hold a permission as long as it exists; unchanged ones always may."""
    for action in (Action.UPDATE, Action.CREATE, Action.DELETE, Action.MOVE):
        step = situation.step(action, group)
        if step is not None:
            return bool(carried(situation.changes[step]))
    return True


def _different(
    situation: Situation, these: Sequence[int], those: Sequence[int]
) -> Iterator[tuple[int, int]]:
    person = situation.persons
    for first, then in _pairs(_taking(situation, these), _giving(situation, those)):
        if person[first] != person[then]:
            yield first, then


def _edits(situation: Situation) -> Iterator[tuple[int, int]]:
    """Between a membership and the permissions of its container or of a group above it."""
    updates = situation.by_ref(Action.UPDATE)
    for ref, steps in situation.memberships.items():
        for holder in (ref, *situation.always_above(ref)):
            if holder in updates:
                yield from _edit(situation, updates[holder], steps)


def _edit(situation: Situation, edit: int, steps: Sequence[int]) -> Iterator[tuple[int, int]]:
    change = situation.changes[edit]
    if removed(change, situation.negation):
        yield from _pairs([edit], _giving(situation, steps))
    if added(change, situation.negation):
        yield from _pairs(_taking(situation, steps), [edit])


def _move(situation: Situation, step: int) -> Iterator[tuple[int, int]]:
    """Between a move and the memberships and permissions of groups above it on one side only."""
    final = situation.changes[step].ref
    before, after = situation.live_above(final), frozenset(final.above)
    updates = situation.by_ref(Action.UPDATE)
    for ref in before - after:
        yield from _pairs([step], _giving(situation, situation.memberships.get(ref, ())))
        if ref in updates and added(situation.changes[updates[ref]], situation.negation):
            yield step, updates[ref]
    for ref in after - before:
        yield from _pairs(_taking(situation, situation.memberships.get(ref, ())), [step])
        if ref in updates and removed(situation.changes[updates[ref]], situation.negation):
            yield updates[ref], step


def _pairs(first: Sequence[int], then: Sequence[int]) -> Iterator[tuple[int, int]]:
    return ((one, other) for one in first for other in then)


def _taking(situation: Situation, steps: Sequence[int]) -> list[int]:
    return [step for step in steps if takes(situation.changes[step])]


def _giving(situation: Situation, steps: Sequence[int]) -> list[int]:
    return [step for step in steps if gives(situation.changes[step])]


def _membership(change: Change) -> Membership:
    assert isinstance(change.value, Membership)  # noqa: S101 - by construction of the index
    return change.value
