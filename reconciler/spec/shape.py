"""Shape: holds a tree against a document model, and says where they differ, all at once."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from reconciler.core.finding import Finding, Origin, Severity
from reconciler.core.nearest import did_you_mean
from reconciler.spec.bounds import MAX_FINDINGS
from reconciler.spec.enough import Patience
from reconciler.spec.models import model_below
from reconciler.spec.places import Place, Places, Tree

Model = TypeVar("Model", bound=BaseModel)

_WANTED = {
    "string_type": "text",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "int_type": "a number",
}
_FIXED = {
    "one_member": (
        "RC0114",
        "a member is exactly one of user, group and role",
        "write one of `user:`, `group:` and `role:`",
    ),
    "string_too_short": (
        "RC0116",
        "a name cannot be empty",
        "write the name, or remove the entry",
    ),
    "no_reason": ("RC0113", "a reason cannot be empty", "say why, for whoever reviews it"),
    "no_number": ("RC0113", "this is no number", "write it in digits, such as 20"),
    "string_pattern_mismatch": (
        "RC0116",
        "a name stands on one line, without tabs",
        "write it on one line",
    ),
    "too_short": ("RC0113", "the list cannot be empty", "write one item at least"),
}
_EXAMPLES = {
    "version": "1",
    "target": "{provider: portal, url: 'sqlite:///.reconciler/portal.db', account: ...}",
    "manage": "[/]",
    "sources": "[{files: roles.yaml, within: /}]",
    "scope": "/",
    "users": "[NAME, ...]",
}
_SIBLINGS = {"members": "users", "users": "members", "role": "roles", "group": "groups"}
"""Keys that have another name in a document beside."""
_SHORT = 40


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where an error points: the nearest place that exists, and what is expected there.

    `in_union`: the value may be text or a mapping, and this error is about one of the two only.
    """

    place: Place
    inside: Places
    model: type[BaseModel] | None
    last: str | int | None
    in_union: bool


def shaped(model: type[Model], tree: Tree) -> tuple[Model | None, list[Finding]]:
    """The document, or everything that is wrong with its shape. Null is reported elsewhere."""
    try:
        return model.model_validate(tree.data, context=Patience()), []
    except ValidationError as error:
        return None, list(_findings(model, tree, error))


def _findings(model: type[Model], tree: Tree, error: ValidationError) -> Iterator[Finding]:
    for detail in error.errors(include_url=False)[:MAX_FINDINGS]:
        kind, given, loc = detail["type"], detail["input"], detail["loc"]
        if kind == "extra_forbidden":
            yield _unknown_key(_spot(model, tree, loc[:-1]), tree, str(loc[-1]))
        elif given is not None:
            spot = _spot(model, tree, loc)
            if not (spot.in_union and is_other_side(kind, given)):
                code, message, advice = _said(spot, dict(detail))
                yield _error(code, message, tree.origin(spot.place), advice)


def _error(code: str, message: str, where: Origin, advice: str | None) -> Finding:
    return Finding(code, Severity.ERROR, message, None, where, (), advice)


def _spot(model: type[BaseModel], tree: Tree, loc: tuple[str | int, ...]) -> _Spot:
    spot = _Spot(tree.place, tree.places, model, loc[-1] if loc else None, in_union=False)
    for step in loc:
        spot = _step(spot, step)
    return spot


def _step(spot: _Spot, step: str | int) -> _Spot:
    """One step down; a step that leads nowhere is a missing key or names a side of a union."""
    if step in spot.inside:
        place, inside = spot.inside.of(step), spot.inside.below(step)
        return replace(spot, place=place, inside=inside, model=model_below(spot.model, step))
    return replace(spot, in_union=spot.model is None or step not in spot.model.model_fields)


def is_other_side(kind: str, given: Any) -> bool:
    """Whether a union complains of the side that the writer did not choose."""
    return kind == "model_type" or (kind == "string_type" and isinstance(given, dict))


def _said(spot: _Spot, detail: dict[str, Any]) -> tuple[str, str, str | None]:
    kind, given, context = detail["type"], detail["input"], detail.get("ctx", {})
    if kind in _WANTED:
        wanted = "a name or a mapping" if spot.in_union else _WANTED[kind]
        return "RC0112", f"{_given(given)} stands where {wanted} belongs", _instead(spot, detail)
    if kind == "literal_error":
        return _unknown_value(str(given), str(context["expected"]))
    if kind in _FIXED or kind == "one_key":
        return _fixed(kind, context)
    if kind == "missing":
        shown = _EXAMPLES.get(str(spot.last), "...")
        otherwise = "; an empty list means nobody" if spot.last == "users" else ""
        advice = f"write `{spot.last}: {shown}`{otherwise}"
        return "RC0111", f"the key `{spot.last}` is missing", advice
    code = "RC0015" if kind == "string_too_long" else "RC0113"
    return code, f"the value does not fit: {detail['msg'].lower()}", None


def _fixed(kind: str, context: dict[str, Any]) -> tuple[str, str, str]:
    """What is always said in the same way, but for how many there must be."""
    if kind == "one_key":
        return _one_of(str(context["keys"]).split(", "))
    least = context.get("min_length", 0)
    if kind == "too_short" and least > 1:
        return "RC0113", f"the list has less than {least} items", f"write {least} or more"
    return _FIXED[kind]


def _one_of(keys: list[str]) -> tuple[str, str, str]:
    """A mapping that is exactly one of several things, and is none or two."""
    message = f"exactly one of {', '.join(keys[:-1])} and {keys[-1]} stands here"
    return "RC0113", message, "write one of them; for another write another entry"


def _instead(spot: _Spot, detail: dict[str, Any]) -> str | None:
    """What to write where the kind of value is wrong."""
    given, kind = detail["input"], detail["type"]
    if kind == "list_type" and isinstance(given, str):
        return f"write it as a list: `[{given}]`" if len(given) < _SHORT else "write it as a list"
    if kind == "model_type" and spot.model is not None and not spot.in_union:
        fields = spot.model.model_fields.items()
        keys = ", ".join(f"{key}: ..." for key, field in fields if field.is_required())
        return f"write `{{{keys}}}`"
    return None


def _given(value: Any) -> str:
    if isinstance(value, str):
        return "text"
    return "a list" if isinstance(value, list) else "a mapping"


def _unknown_key(spot: _Spot, tree: Tree, key: str) -> Finding:
    known = list(spot.model.model_fields) if spot.model else []
    meant = _SIBLINGS.get(key)
    if meant in known:
        advice: str | None = f"did you mean `{meant}`?"
    else:
        advice = did_you_mean(key, known, f"the keys here are {', '.join(known)}")
    where = tree.origin(spot.inside.of_key(key))
    return _error("RC0110", f"unknown key `{key}`", where, advice)


def _unknown_value(given: str, expected: str) -> tuple[str, str, str | None]:
    allowed = expected.replace("'", "").replace(" or ", ", ").split(", ")
    otherwise = f"write {expected.replace(chr(39), '`')}"
    message = f"`{given}` is no value here"
    return "RC0113", message, did_you_mean(given, allowed, otherwise)
