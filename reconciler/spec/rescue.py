"""Rescue: what a file with mistakes in its shape says all the same, so that the rest is checked.

The smallest keys and items that hold a mistake are taken out. A wrong set stays, empty, so that
nobody who uses it is told that there is none; a wrong `mode` counts as the only one there is.
Nothing is ever planned from what is rescued: its mistakes are errors.
"""

from collections.abc import Iterator
from functools import reduce
from operator import getitem
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from reconciler.spec.bounds import MAX_FINDINGS
from reconciler.spec.enough import Patience
from reconciler.spec.places import Places, Step, Tree
from reconciler.spec.prune import Steps, pruned
from reconciler.spec.shape import is_other_side

Model = TypeVar("Model", bound=BaseModel)


def rescued(model: type[Model], tree: Tree) -> tuple[Model, Tree] | None:
    """The document without what is wrong in it, and its tree; None where nothing is left of it."""
    while True:  # taking something out can show another mistake; each round takes one at least
        try:
            return model.model_validate(tree.data, context=Patience()), tree
        except ValidationError as error:
            if error.error_count() >= MAX_FINDINGS:
                return None
            wrong = [_innermost(tree.places, place) for place in _places(error)]
        if not all(wrong):
            return None
        instead = {steps: value for steps in wrong for value in _instead(tree.data, steps)}
        tree = pruned(tree, [steps for steps in wrong if steps not in instead], instead)


def _places(error: ValidationError) -> list[Steps]:
    """Where the mistakes are; where text or a mapping may stand, only what the writer chose."""
    details = error.errors(include_url=False)
    chosen = [each for each in details if not is_other_side(each["type"], each["input"])]
    return [each["loc"] for each in chosen or details]


def _innermost(places: Places, place: Steps) -> Steps:
    """The way to the innermost key or item that holds a mistake: other steps name models."""
    way: list[Step] = []
    for step in place:
        if step in places:
            places = places.below(step)
            way.append(step)
    return tuple(way)


def _instead(data: Any, steps: Steps) -> Iterator[Any]:
    """What stands for a wrong value, if it does not stand there yet."""
    value = reduce(getitem, steps, data)
    if len(steps) == 2 and steps[0] == "sets":
        stand_in: Any = []
    elif steps[-1] == "mode":
        stand_in = "additive"
    else:
        return
    if value != stand_in:
        yield stand_in
