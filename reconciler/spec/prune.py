"""Pruning: a tree without some of its values, every place still in step with what stands there."""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from reconciler.spec.places import Places, Step, Tree

Steps: TypeAlias = tuple[Step, ...]
"""The way from the top of a file to a key or an item."""

_OUT: Final = object()


@dataclass(frozen=True, slots=True)
class _Instead:
    """What is put in the place of a value: text, or an empty list."""

    value: Any


def pruned(tree: Tree, out: Iterable[Steps], instead: Mapping[Steps, Any]) -> Tree:
    """The tree without what stands at some places, and with something else at others.

    What is not on the way to one of them is shared with the old tree, not copied.
    """
    cuts: dict[Step, Any] = {}
    for place in out:
        _note(cuts, place, _OUT)
    for place, value in instead.items():
        _note(cuts, place, _Instead(value))
    places = _cut(tree.places, cuts)
    return replace(tree, data=places.data, places=places)


def _note(cuts: dict[Step, Any], place: Steps, cut: object) -> None:
    """Note one cut; what is cut further up is gone as a whole."""
    for step in place[:-1]:
        cuts = cuts.setdefault(step, {})
        if not isinstance(cuts, dict):
            return
    cuts[place[-1]] = cut


def _cut(places: Places, cuts: dict[Step, Any]) -> Places:
    kept = Places(places.data.__class__(), array("q"))
    width = 2 if isinstance(places.data, dict) else 1
    for index, (step, value) in enumerate(_entries(places.data)):
        cut = cuts.get(step)
        if cut is not _OUT:
            value_left, inside = _left(value, places.children.get(index), cut)
            if inside is not None:
                kept.children[len(kept.data)] = inside
            kept.packed += places.packed[index * width : (index + 1) * width]
            _put(kept.data, step, value_left)
    return kept


def _left(value: Any, inside: Places | None, cut: Any) -> tuple[Any, Places | None]:
    """What is left of one value, and the places inside; None for text."""
    if isinstance(cut, _Instead):
        return cut.value, None
    if inside is None or cut is None:
        return value, inside
    inside = _cut(inside, cut)
    return inside.data, inside


def _entries(data: Any) -> Iterator[tuple[Step, Any]]:
    return iter(data.items() if isinstance(data, dict) else enumerate(data))


def _put(data: Any, step: Step, value: Any) -> None:
    if isinstance(data, dict):
        data[step] = value
    else:
        data.append(value)
