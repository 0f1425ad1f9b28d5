"""Who waits for whom: found again from the changes of a plan and their waves, never stored.

A plan's changes carry the addresses of their own moment. Read backwards through the moves, each
one's old address becomes a live one; read forwards, every other address becomes a final one; that
is the situation they were ordered in. Where their waves are not those of the rules, the order was
found by a search, and the waves say it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reconciler.core.model import Container
from reconciler.core.order.final import final_changes, is_move
from reconciler.core.order.found import beyond_rules
from reconciler.core.order.situation import Situation
from reconciler.core.order.sort import Ordered, in_order
from reconciler.core.plan import Step
from reconciler.core.rename import Moves


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
    places = {change: place for place, change in final_changes(steps)}
    moves = Moves({change.old_ref: change.ref for change in places if is_move(change)})
    stays = frozenset(Container(moves.final(one.ref), one.scope) for one in kept)
    takes_along = any(step.along for step in steps)
    ordered = in_order(Situation(list(places), moves, stays, takes_along, negation))
    place_of = [places[change] for change in ordered.changes]
    waves = [steps[place].wave for place in place_of]
    later: list[set[int]] = [set() for _ in steps]
    for first, then in (*_by_rule(ordered, waves), *beyond_rules(ordered, waves)):
        later[place_of[first]].add(place_of[then])
    return Waiting([sorted(places) for places in later])


def _by_rule(ordered: Ordered, waves: Sequence[int]) -> Iterator[tuple[int, int]]:
    """What the rules say, but where a better order was found."""
    for first, after in enumerate(ordered.graph.after):
        yield from ((first, then) for then in after if waves[first] < waves[then])
