"""Layers: a line of steps shortened, so that what need not wait is made at once."""

from collections.abc import Iterator, Sequence
from itertools import pairwise, product
from typing import TypeAlias

from reconciler.core.change import Action
from reconciler.core.graph import Union
from reconciler.core.order.sort import Ordered
from reconciler.core.proof.component import Component
from reconciler.core.proof.judge import Missed, missed

Layers: TypeAlias = tuple[tuple[int, ...], ...]
"""Steps that do not wait for each other, but for all of the layer before."""


def shortened(line: Component, before: Sequence[int], ordered: Ordered) -> Layers:
    """The same order in as few layers as it comes to, if it can be found again from its waves.

    `before` is what each place of the line must wait for at any rate, as bits. A move stays alone:
    what is made at once must not depend on where something stands.
    """
    one_by_one = tuple((step,) for step in line.steps)
    least = [*missed(line, waits(line, one_by_one))]
    moves = set(ordered.situation.steps(Action.MOVE))
    layers: list[tuple[int, ...]] = []
    for place, step in enumerate(line.steps):
        is_alone = not layers or not moves.isdisjoint({*layers[-1], step})
        wider = [] if is_alone else [*layers[:-1], (*layers[-1], step)]
        rest = [(other,) for other in line.steps[place + 1 :]]
        if wider and _fits(line, before[place], layers[-1], [*wider, *rest], least):
            layers = wider
        else:
            layers.append((step,))
    return tuple(layers) if _is_found_again(layers, ordered) else one_by_one


def edges(layers: Layers) -> Iterator[tuple[int, int]]:
    """Each layer waits for the one before."""
    for these, those in pairwise(layers):
        yield from product(these, those)


def waits(line: Component, layers: Layers) -> list[int]:
    """For each place of a line what comes directly before it in layers, as bits."""
    return line.before(edges(layers))


def _fits(
    line: Component,
    before: int,
    layer: Sequence[int],
    layers: Sequence[tuple[int, ...]],
    least: Sequence[Missed],
) -> bool:
    """Whether a step need not wait for a layer that it joins."""
    if any(before & line.bits[step] for step in layer):
        return False
    found = [*missed(line, waits(line, tuple(layers)))]
    return {one.demand for one in found} <= {one.demand for one in least}


def _is_found_again(layers: Sequence[tuple[int, ...]], ordered: Ordered) -> bool:
    """Whether the waves tell each layer from what the rules would do by themselves."""
    ruled, linked = ordered.graph.waves(), Union(len(ordered.changes))
    wave = {step: number for number, layer in enumerate(layers) for step in layer}
    for step in wave:
        for later in ordered.graph.after[step]:
            linked.join(step, later)
    out = {linked.root(step) for step in wave if wave[step] != ruled[step]}
    return all(
        then in ordered.graph.after[first]
        or not out.isdisjoint({linked.root(first), linked.root(then)})
        for first, then in edges(tuple(layers))
    )
