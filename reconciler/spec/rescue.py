"""Rescue: what a file with mistakes in its shape says all the same, so that the rest is checked.

The smallest keys that hold a mistake are taken out; a wrong set stays, empty, so that nobody who
uses it is told that there is none. Nothing is ever planned from what is rescued: its mistakes are
errors.
"""

from copy import deepcopy
from typing import Any

from pydantic import ValidationError

from reconciler.spec.bounds import MAX_FINDINGS
from reconciler.spec.documents import RolesFile
from reconciler.spec.enough import Patience
from reconciler.spec.places import Tree
from reconciler.spec.shape import is_other_side


def rescued(tree: Tree) -> RolesFile | None:
    """The document without what is wrong in it; None where nothing can be made of it."""
    data = tree.data
    while True:  # taking a key out can show another mistake; each round takes one at least
        try:
            return RolesFile.model_validate(data, context=Patience())
        except ValidationError as error:
            if error.error_count() >= MAX_FINDINGS:
                return None
            data = deepcopy(data) if data is tree.data else data
            keys = [_key(data, place) for place in _places(error)]
        if not _take_out(data, keys):
            return None


def _places(error: ValidationError) -> list[tuple[str | int, ...]]:
    """Where the mistakes are; where text or a mapping may stand, only what the writer chose."""
    details = error.errors(include_url=False)
    chosen = [each for each in details if not is_other_side(each["type"], each["input"])]
    return [each["loc"] for each in chosen or details]


def _key(data: Any, place: tuple[str | int, ...]) -> tuple[dict[str, Any], str] | None:
    """The innermost key on the way to a mistake, in its mapping."""
    found: tuple[dict[str, Any], str] | None = None
    inside = data
    for step in place:
        if isinstance(inside, dict) and step in inside:
            found, inside = (inside, str(step)), inside[step]
        elif isinstance(inside, list) and isinstance(step, int):
            inside = inside[step]
    return found


def _take_out(data: Any, keys: list[tuple[dict[str, Any], str] | None]) -> bool:
    """Take out what can be named; False where something cannot, as a scope that is missing."""
    for found in keys:
        if found is None:
            return False
        mapping, key = found
        if mapping is data.get("sets") and mapping.get(key):
            mapping[key] = []  # what is wrong with an empty one is its name
        else:
            mapping.pop(key, None)
    return True
