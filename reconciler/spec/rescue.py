"""Rescue: what a file with mistakes in its shape says all the same, so that the rest is checked.

The smallest keys that hold a mistake are taken out; a wrong set stays, empty, so that nobody who
uses it is told that there is none. Nothing is ever planned from what is rescued: its mistakes are
errors.
"""

from copy import deepcopy
from typing import Any

from pydantic import ValidationError

from reconciler.spec.documents import RolesFile
from reconciler.spec.places import Tree


def rescued(tree: Tree) -> RolesFile | None:
    """The document without what is wrong in it; None where nothing can be made of it."""
    data = deepcopy(tree.data)
    while True:  # taking a key out can show another mistake; each round takes one at least
        try:
            return RolesFile.model_validate(data)
        except ValidationError as error:
            keys = [_key(data, detail["loc"]) for detail in error.errors(include_url=False)]
        if not _take_out(data, keys):
            return None


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
        if mapping is data.get("sets"):
            mapping[key] = []
        else:
            mapping.pop(key, None)
    return True
