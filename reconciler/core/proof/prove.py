"""Proving an order: the rules' where it is safe, a better one where there is one.

```
rules -> graph -> what is demanded of every step -> components -> judge -> search -> graph
```
A component that the search puts in order becomes layers: each waits for the one before. So the
waves of a plan tell, and who waits for whom is found again from them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from reconciler.core.graph import Graph, Union
from reconciler.core.order.found import neighbours
from reconciler.core.order.sort import Ordered
from reconciler.core.order.structure import necessity
from reconciler.core.proof.component import Component, components
from reconciler.core.proof.demand import Demand, Kind
from reconciler.core.proof.judge import Missed, missed
from reconciler.core.proof.layers import Layers, edges, shortened, waits
from reconciler.core.proof.search import MOST_STEPS, Search


@dataclass(frozen=True, slots=True)
class Proved:
    """An order, what goes wrong in it, and which of its components were put in layers."""

    ordered: Ordered
    missed: tuple[Missed, ...] = ()
    layered: tuple[Layers, ...] = ()


def prove(ordered: Ordered, demands: Sequence[Demand], beside: Sequence[Demand] = ()) -> Proved:
    """The order of the rules, each component in layers where that is better.

    `beside` counts where it lies within one component, and is not told of.
    """
    if ordered.findings:
        return Proved(ordered)
    found: list[Missed] = []
    layered: list[Layers] = []
    searching = Searching(ordered)
    for component in components(ordered, demands, beside):
        amiss = [*missed(component, component.before(_edges(ordered, component)))]
        better = searching.better(component, amiss) if amiss else None
        if better is not None:
            layered.append(better[0])
            amiss = better[1]
        found += amiss
    told = (one for one in found if one.demand.kind is not Kind.CALLER)
    return Proved(in_layers(ordered, layered), tuple(told), tuple(layered))


def unmet(ordered: Ordered, demands: Sequence[Demand]) -> Iterator[Missed]:
    """Which demands an order does not meet, be they of one component or of several."""
    if demands and not ordered.findings:
        waves = ordered.graph.waves()
        steps = sorted(range(len(waves)), key=lambda step: (waves[step], step))
        whole = Component(tuple(steps), tuple(demands))
        yield from missed(whole, whole.before(_edges(ordered, whole)))


@dataclass(frozen=True)
class Searching:
    """Seeks better orders than that of the rules."""

    ordered: Ordered

    def better(
        self, component: Component, amiss: Sequence[Missed]
    ) -> tuple[Layers, list[Missed]] | None:
        """A component in layers, and what still goes wrong; None where that is no better."""
        places = self._best(component)
        if not places:
            return None
        line = replace(component, steps=tuple(component.steps[place] for place in places))
        layers = shortened(line, line.before(self._necessity), self.ordered)
        rest = [*missed(line, waits(line, layers))]
        return (layers, rest) if _badness(rest) < _badness(amiss) else None

    def _best(self, component: Component) -> tuple[int, ...]:
        """The places of a component that is small, and can be found again, in the best order."""
        near = {self._near.root(step) for step in component.steps}
        if len(component.steps) > MOST_STEPS or len(near) > 1:
            return ()
        return Search(component, component.before(self._necessity)).best()

    @cached_property
    def _near(self) -> Union:
        return neighbours(self.ordered.situation)

    @cached_property
    def _necessity(self) -> Sequence[tuple[int, int]]:
        carriers = self.ordered.situation.carriers
        return [
            (carriers[first], carriers[then]) for first, then in necessity(self.ordered.situation)
        ]


def in_layers(ordered: Ordered, several: Sequence[Layers]) -> Ordered:
    """The same order, some of its components in layers."""
    if not several:
        return ordered
    layered = {step for layers in several for layer in layers for step in layer}
    graph = Graph(len(ordered.changes))
    for layers in several:
        for first, then in edges(layers):
            graph.add(first, then)
    for first, after in enumerate(ordered.graph.after):
        for then in after if first not in layered else ():
            graph.add(first, then)
    return replace(ordered, graph=graph)


def _edges(ordered: Ordered, component: Component) -> Iterator[tuple[int, int]]:
    for step in component.steps:
        yield from ((step, then) for then in ordered.graph.after[step])


def _badness(amiss: Sequence[Missed]) -> tuple[int, ...]:
    """How much goes wrong, the worst kind first."""
    kinds = [one.demand.kind for one in amiss]
    return tuple(kinds.count(kind) for kind in Kind)
