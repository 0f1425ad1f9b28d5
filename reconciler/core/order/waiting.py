"""Who waits for whom: found again from the changes of a plan alone, never stored.

A plan's changes carry the addresses of their own moment. Read backwards through the moves, each
one's old address becomes a live one; read forwards, every other address becomes a final one; that
is the situation they were ordered in.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from reconciler.core.change import Action, Change
from reconciler.core.model import Container, Membership, Ref, Thing
from reconciler.core.order.situation import Situation
from reconciler.core.order.sort import in_order
from reconciler.core.plan import Step
from reconciler.core.rename import Moves

Rewriting: TypeAlias = Sequence[tuple[Ref, Ref]]
"""Old and new addresses of subtrees, in the order they are applied."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """For each step of a plan, by its place, the places that wait for it."""

    later: Sequence[Iterable[int]]

    def behind(self, place: int) -> Iterator[int]:
        """Everything that waits for one step, directly or through others."""
        seen = {place}
        todo = [place]
        for step in todo:
            for later in self.later[step]:
                if later not in seen:
                    seen.add(later)
                    todo.append(later)
                    yield later


def waiting(steps: Sequence[Step], kept: Iterable[Container], negation: str = "") -> Waiting:
    """Who waits for whom among the steps; `kept` at live addresses, `negation` the catalog's."""
    moved = [step for step in steps if _is_move(step.change)]
    places = {
        _final(change, step.wave, moved): place
        for place, step in enumerate(steps)
        for change in (step.change, *step.along)
    }
    moves = Moves({change.old_ref: change.ref for change in places if _is_move(change)})
    stays = frozenset(Container(moves.final(one.ref), one.scope) for one in kept)
    takes_along = any(step.along for step in steps)
    ordered = in_order(Situation(list(places), moves, stays, takes_along, negation))
    place_of = [places[change] for change in ordered.changes]
    later: list[list[int]] = [[] for _ in steps]
    for step, after in enumerate(ordered.graph.after):
        later[place_of[step]] += sorted(place_of[other] for other in after)
    return Waiting(later)


def _is_move(change: Change) -> bool:
    return change.action is Action.MOVE


def _final(change: Change, wave: int, moves: Sequence[Step]) -> Change:
    """The change at final addresses; of a move, its `before` at the live one."""
    if not _is_move(change):
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
