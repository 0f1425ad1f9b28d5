"""Judging an order: whether it can happen, at any moment, that a demand is not met.

What is made by some moment is closed: with a step all that comes before it. Steps that do not wait
for each other may be made in any order, and a failed one holds up what waits for it alone; so every
closed set is a moment, and none of them is tried. A way to break a demand says of some steps that
they are made and of others that they are not: it happens unless one of these comes before those.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from reconciler.core.proof.component import Component, Masks
from reconciler.core.proof.demand import Demand

_MOST = 20_000
"""So many ways to break one demand are tried."""


@dataclass(frozen=True, slots=True)
class Missed:
    """A demand that is not met at some moment, and the steps that are made by then.

    `is_known` is False where there were too many moments to tell; none is named then.
    """

    demand: Demand
    made: frozenset[int] = frozenset()
    is_known: bool = True


def missed(component: Component, before: Sequence[int]) -> Iterator[Missed]:
    """What can go wrong in a component; `before` is what each place waits for directly, as bits."""
    judge = Judge(before)
    for demand, masks in zip(component.demands, component.masks, strict=True):
        moment = judge.moment(masks, must_hold=demand.kind.must_hold)
        if moment is None and judge.gave_up:
            yield Missed(demand, is_known=False)
        elif moment is not None:
            made = (step for step, bit in component.bits.items() if bit & moment)
            yield Missed(demand, frozenset(made))


@dataclass
class Judge:
    """Judges the order of one component: for each place what comes directly before it, as bits."""

    before: Sequence[int]
    _tried: int = 0

    def moment(self, masks: Masks, *, must_hold: bool) -> int | None:
        """A moment at which a demand is not met, as bits of what is made by then."""
        self._tried = 0
        if must_hold:
            return self._broken(masks, 0, 0)
        for on, off in masks:
            closed = self._closed(on)
            if not closed & off:
                return closed
        return None

    def _broken(self, masks: Masks, made: int, open_: int) -> int | None:
        """A moment at which none of the ways holds: `made` closed, `open_` not made."""
        self._tried += 1
        if made & open_ or self._tried > _MOST:
            return None
        if not masks:
            return made
        (on, off), rest = masks[0], masks[1:]
        if on & open_ or off & made:
            return self._broken(rest, made, open_)
        for bit in _bits(off):
            found = self._broken(rest, made | self._closed(bit), open_)
            if found is not None:
                return found
        for bit in _bits(on):
            found = self._broken(rest, made, open_ | bit)
            if found is not None:
                return found
        return None

    def _closed(self, bits: int) -> int:
        found = bits
        for bit in _bits(bits):
            found |= self._ancestors[bit.bit_length() - 1]
        return found

    @property
    def gave_up(self) -> bool:
        """Whether the last demand had too many ways to be broken to try them all."""
        return self._tried > _MOST

    @cached_property
    def _ancestors(self) -> list[int]:
        """Of each place all that comes before it; places are in an order that the edges allow."""
        found: list[int] = []
        for before in self.before:
            all_before = before
            for bit in _bits(before):
                all_before |= found[bit.bit_length() - 1]
            found.append(all_before)
        return found


def _bits(mask: int) -> list[int]:
    found = []
    while mask:
        low = mask & -mask
        found.append(low)
        mask ^= low
    return found
