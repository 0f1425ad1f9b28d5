"""The search for a safe order: every set of steps is looked at once, however one comes to it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from reconciler.core.proof.component import Component
from reconciler.core.proof.demand import Kind

MOST_STEPS = 60
"""Components with more steps keep the order of the rules."""
_WHOLE = 12
"""With so many steps, the least bad order is found where none is without fault."""
_TRIED = 2_000
"""So many sets of steps are looked at for an order without fault."""
_SHIFT = 24


@dataclass
class Search:
    """Orders of one component, by what each place must wait for at any rate, as bits."""

    component: Component
    before: Sequence[int]
    _costs: dict[int, int] = field(default_factory=dict)
    _least: dict[int, int] = field(default_factory=dict)

    def best(self) -> tuple[int, ...]:
        """The places in the order with the least that goes wrong; empty where none was found."""
        free = self._free()
        return free if free or len(self.before) > _WHOLE else self._cheapest()

    def cost(self, made: int) -> int:
        """What goes wrong once these steps are made, the worst kind first."""
        if made not in self._costs:
            self._costs[made] = sum(
                1 << _SHIFT * (max(Kind) - demand.kind)
                for demand, masks in zip(self.component.demands, self.component.masks, strict=True)
                if any(on & made == on and not off & made for on, off in masks)
                != demand.kind.must_hold
            )
        return self._costs[made]

    @property
    def _all(self) -> int:
        return (1 << len(self.component.steps)) - 1

    def _next(self, made: int) -> Iterator[int]:
        for place, before in enumerate(self.before):
            if not made >> place & 1 and before & made == before:
                yield place

    def _free(self) -> tuple[int, ...]:
        """The first order in which nothing goes wrong; empty without any."""
        dead: set[int] = set()

        def follow(made: int) -> tuple[int, ...] | None:
            if made == self._all:
                return ()
            if len(self._costs) > _TRIED and len(self.before) > _WHOLE:
                return None
            for place in self._next(made):
                then = made | 1 << place
                if then not in dead and not self.cost(then):
                    found = follow(then)
                    if found is not None:
                        return (place, *found)
            dead.add(made)
            return None

        return follow(0) or ()

    def _cheapest(self) -> tuple[int, ...]:
        found: list[int] = []
        made = 0
        while made != self._all:
            place = min(self._next(made), key=self._after(made))
            found.append(place)
            made |= 1 << place
        return tuple(found)

    def _after(self, made: int) -> Callable[[int], int]:
        return lambda place: self._rest(made | 1 << place)

    def _rest(self, made: int) -> int:
        """What a set of steps costs, and the cheapest way from it to the end."""
        if made not in self._least:
            rest = min((self._rest(made | 1 << place) for place in self._next(made)), default=0)
            self._least[made] = self.cost(made) + rest
        return self._least[made]
