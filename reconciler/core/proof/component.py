"""Components: the steps of a plan that wait for each other, or meet in what is demanded."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from reconciler.core.graph import Union
from reconciler.core.order.sort import Ordered
from reconciler.core.proof.demand import Demand
from reconciler.core.proof.ways import Ways, steps_of

Masks: TypeAlias = tuple[tuple[int, int], ...]
"""Ways as two sets of bits: what must be made, what must not be."""


@dataclass(frozen=True)
class Component:
    """Steps in an order that the rules allow, and what they must keep; bit *n* is the step *n*."""

    steps: tuple[int, ...]
    demands: tuple[Demand, ...]

    @cached_property
    def bits(self) -> dict[int, int]:
        """The bit of each step."""
        return {step: 1 << place for place, step in enumerate(self.steps)}

    @cached_property
    def masks(self) -> list[Masks]:
        """The ways of each demand."""
        return [self._masks(demand.ways) for demand in self.demands]

    def before(self, edges: Iterable[tuple[int, int]]) -> list[int]:
        """For each place the steps that some edges put directly before it, as bits."""
        found = [0] * len(self.steps)
        place = {step: number for number, step in enumerate(self.steps)}
        for first, then in edges:
            if first in place and then in place:
                found[place[then]] |= self.bits[first]
        return found

    def _masks(self, ways: Ways) -> Masks:
        return tuple(
            (self._bits(each for each in way if each > 0), self._bits(-x for x in way if x < 0))
            for way in sorted(ways, key=sorted)
        )

    def _bits(self, literals: Iterable[int]) -> int:
        found = 0
        for literal in literals:
            found |= self.bits[literal - 1]
        return found


def components(
    ordered: Ordered, demands: Sequence[Demand], beside: Sequence[Demand] = ()
) -> Iterator[Component]:
    """Those with a demand; each demand is of one component, whole.

    Those `beside` bind nothing together: where they lie within one component they are its own.
    """
    found = _linked(ordered, demands)
    demanded: dict[int, list[Demand]] = defaultdict(list)
    for demand in (*demands, *beside):
        roots = {found.root(step) for step in steps_of(demand.ways)}
        if len(roots) == 1:
            demanded[roots.pop()].append(demand)
    waves = ordered.graph.waves()
    steps: dict[int, list[int]] = defaultdict(list)
    for step in sorted(range(len(waves)), key=lambda step: (waves[step], step)):
        if ordered.situation.carriers[step] == step and found.root(step) in demanded:
            steps[found.root(step)].append(step)
    for root in sorted(demanded):
        yield Component(tuple(steps[root]), tuple(demanded[root]))


def _linked(ordered: Ordered, demands: Sequence[Demand]) -> Union:
    found = Union(len(ordered.changes))
    for step, after in enumerate(ordered.graph.after):
        for later in after:
            found.join(step, later)
    for demand in demands:
        first, *others = steps_of(demand.ways)
        for step in others:
            found.join(first, step)
    return found
