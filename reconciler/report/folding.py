"""Folding: of a plan too large to be read, the riskiest of every place, and counts of the rest.

A plan of up to `ROOM` changes is shown whole, from the root of the tenant tree. Of a larger one the
scopes stand riskiest first, and in each the containers; about `ROOM` changes are shown. Whatever
is not shown is counted where it would stand, so that all numbers add up to the summary line.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import Any, TypeVar

from reconciler.core.model import Container
from reconciler.core.plan import Plan
from reconciler.core.risk import Risk, Risks
from reconciler.core.scope import Scope
from reconciler.core.target import Catalog
from reconciler.report.blocks import Block, Heap, Pair, Part, by_scope, heaps, place, reading
from reconciler.report.lines import lines
from reconciler.report.tally import Tally, riskiest_first, tallies, together

ROOM = 200
"""A plan of more changes is folded, and about so many of them are shown."""

_PER_SCOPE, _PER_CONTAINER = 10, 3
"""At least so many changes are shown of each that has them, or none at all."""

_K = TypeVar("_K")
_V = TypeVar("_V")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What is shown of a plan, in the order of reading; `hidden` counts the other scopes."""

    count: int
    parts: Sequence[Part]
    hidden: Mapping[Container, Tally] = field(default_factory=dict)

    @property
    def left(self) -> int:
        """How many changes are not shown."""
        places = [self.hidden, *(part.hidden for part in self.parts)]
        inside = sum(block.hidden.total() for part in self.parts for block in part.blocks)
        return inside + sum(tally.total() for place in places for tally in place.values())


def excerpt(plan: Plan, catalog: Catalog, *, full: bool) -> Excerpt:
    """What to show of a plan; `full` folds nothing."""
    count = sum(1 + len(step.along) for step in plan.steps)
    if count <= ROOM:
        return Excerpt(count, by_scope(plan))
    return riskiest(plan, catalog, count if full else ROOM)


def riskiest(plan: Plan, catalog: Catalog, room: int) -> Excerpt:
    """About so many changes of a plan, the riskiest scopes and containers first."""
    return _Folding(plan, Risks(catalog, plan.privileged)).within(room)


@dataclass(frozen=True, slots=True)
class _Folding:
    plan: Plan
    risks: Risks

    def within(self, room: int) -> Excerpt:
        """Two walks through the plan: one counts everything, the other keeps what is shown."""
        counted = _grouped(tallies(self.plan, self.risks))
        totals = {scope: together(found.values()) for scope, found in counted.items()}
        scopes = rooms(totals, room, _PER_SCOPE, lambda scope: scope.names)
        chosen = {
            scope: rooms(counted[scope], its, _PER_CONTAINER, place)
            for scope, its in scopes.items()
        }
        kept = {container for its in chosen.values() for container in its}
        found = heaps(line for line in lines(self.plan) if line.container in kept)
        parts = [
            Part(
                scope,
                totals[scope].total(),
                [self._block(one, found[one], room) for one, room in its.items()],
                _others(counted[scope], its),
            )
            for scope, its in chosen.items()
        ]
        rest = _others(counted, chosen).values()
        hidden = {container: tally for its in rest for container, tally in its.items()}
        return Excerpt(sum(total.total() for total in totals.values()), parts, hidden)

    def _block(self, container: Container, heap: Heap, room: int) -> Block:
        """One container in room for so many; nobody is left out alone."""
        block = heap.block(container, self._order)
        here = max(room - len(block.things), 0)
        if len(block.memberships) - here <= 1:
            return block
        hidden = Counter(
            (self._risk(pair), pair[0].change.action) for pair in block.memberships[here:]
        )
        return replace(block, memberships=block.memberships[:here], hidden=hidden)

    def _order(self, pair: Pair) -> tuple[int, tuple[int, str]]:
        return self._risk(pair), reading(pair, self.plan.spelling)

    def _risk(self, pair: Pair) -> Risk:
        line, _ = pair
        return self.risks.of(line.change, line.container.ref)


def _grouped(counted: Mapping[Container, Tally]) -> Mapping[Scope, Mapping[Container, Tally]]:
    grouped: defaultdict[Scope, dict[Container, Tally]] = defaultdict(dict)
    for container, tally in counted.items():
        grouped[container.scope][container] = tally
    return grouped


def _others(everything: Mapping[_K, _V], chosen: Collection[_K]) -> Mapping[_K, _V]:
    return {key: value for key, value in everything.items() if key not in chosen}


def rooms(
    wanted: Mapping[_K, Tally], room: int, least: int, name: Callable[[_K], Any]
) -> dict[_K, int]:
    """How many changes of each are shown, the riskiest first; who is not named gets no room."""
    order = sorted(wanted, key=lambda key: (riskiest_first(wanted[key]), name(key)))
    wants = [wanted[key].total() for key in order]
    demands = accumulate(min(want, least) for want in wants)
    few = max(sum(demand <= room for demand in demands), 1)
    return dict(zip(order, shares(wants[:few], room), strict=False))


def shares(wants: Sequence[int], room: int) -> list[int]:
    """What each gets of a room: what the small ones leave goes to the large ones."""
    given = list(wants)
    for before, number in enumerate(sorted(range(len(wants)), key=wants.__getitem__)):
        given[number] = min(wants[number], room // (len(wants) - before))
        room -= given[number]
    return given
