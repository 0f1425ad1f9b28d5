"""Final addresses of a plan's changes: where everything stands once all moves are made."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from reconciler.core.change import Action, Change
from reconciler.core.model import Container, Membership, Ref, Thing
from reconciler.core.plan import Step

Rewriting: TypeAlias = Sequence[tuple[Ref, Ref]]
"""Old and new addresses of subtrees, in the order they are applied."""


def final_changes(steps: Sequence[Step]) -> Iterator[tuple[int, Change]]:
    """Every change at final addresses, with the place of its step: what comes along has one too.

    Of a move, `before` stands at the live address.
    """
    moves = [step for step in steps if is_move(step.change)]
    for place, step in enumerate(steps):
        for change in (step.change, *step.along):
            yield place, _final(change, step.wave, moves)


def at_its_moment(change: Change, wave: int, moves: Sequence[Step]) -> Change:
    """A change at final addresses by those of its own wave, where just these moves are to come."""
    later = [(one.change.ref, one.change.old_ref) for one in moves if one.wave >= wave]
    return Change(*(_placed(side, later[::-1]) for side in (change.before, change.after)))


def interim(steps: Sequence[Step]) -> Iterator[tuple[Ref, Ref]]:
    """Where things stand when steps speak of them that will stand elsewhere, with that address."""
    moves = [step for step in steps if is_move(step.change)]
    for step in steps if moves else ():
        later = [(one.change.old_ref, one.change.ref) for one in moves if one.wave >= step.wave]
        for change in (step.change, *step.along) if later and not is_move(step.change) else ():
            for ref in _spoken_of(change):
                for each in (ref, *ref.above):
                    if (final := _rewritten(each, later)) != each:
                        yield each, final


def is_move(change: Change) -> bool:
    """Whether the change gives something another address."""
    return change.action is Action.MOVE


def _spoken_of(change: Change) -> Iterator[Ref]:
    yield change.ref
    if isinstance(change.value, Membership) and isinstance(change.value.member, Ref):
        yield change.value.member


def _final(change: Change, wave: int, moves: Sequence[Step]) -> Change:
    if not is_move(change):
        later = [(one.change.old_ref, one.change.ref) for one in moves if one.wave >= wave]
        return Change(*(_placed(side, later) for side in (change.before, change.after)))
    earlier = [(one.change.ref, one.change.old_ref) for one in moves if one.wave < wave]
    return Change(_placed(change.before, earlier[::-1]), change.after)


def _placed(side: Thing | Membership | None, moves: Rewriting) -> Thing | Membership | None:
    match side:
        case None:
            return None
        case Membership(member, container):
            home = Container(_rewritten(container.ref, moves), container.scope)
            who = member if isinstance(member, str) else _rewritten(member, moves)
            return replace(side, member=who, container=home)
        case _:
            return replace(side, ref=_rewritten(side.ref, moves))


def _rewritten(ref: Ref, moves: Rewriting) -> Ref:
    for old, new in moves:
        if old.holds(ref):
            ref = Ref(ref.kind, ref.scope, new.name + ref.name[len(old.name) :])
    return ref
