"""A plan as JSON text, and read back only where every word of it can be trusted."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reconciler.core.plan import FORMAT_VERSION
from reconciler.core.saved import SavedPlan
from reconciler.document.shape import Flaw, shaped
from reconciler.errors import PlanFileError
from reconciler.report.beside import Beside
from reconciler.report.plan_beside import beside_plan
from reconciler.report.plan_data import CHECKSUM, Data, checksum, plan_data
from reconciler.report.plan_document import PlanDocument
from reconciler.report.plan_read import saved_plan


@dataclass(frozen=True, slots=True)
class ReadPlan:
    """A plan that was read from a file, with what reports look up beside it, and its data."""

    saved: SavedPlan
    beside: Beside
    data: Data


def plan_json(data: Data) -> str:
    """The data of a plan as JSON in ASCII: each change and each finding on a line of its own."""
    pairs = ",\n".join(f"  {json.dumps(name)}: {_lines(data[name])}" for name in data)
    return f"{{\n{pairs}\n}}\n"


def _lines(value: Any) -> str:
    if not isinstance(value, list) or not value:
        return json.dumps(value)
    items = ",\n".join(f"    {json.dumps(item)}" for item in value)
    return f"[\n{items}\n  ]"


def read_plan(name: str, content: bytes) -> ReadPlan:
    """The plan in a file; `name` is what errors call it.

    Raises `PlanFileError` for whatever is not exactly a plan as it was written.
    """
    try:
        return _read(content)
    except RecursionError:
        raise PlanFileError(f"{name} is no plan: it is nested too deep.") from None
    except Flaw as flaw:
        raise PlanFileError(f"{name} {flaw}") from None


def _read(content: bytes) -> ReadPlan:
    data = _json(content)
    _demand_version(data)
    document = shaped(PlanDocument, content, "plan")
    saved, beside = _understood(document)
    if saved.plan.digest != document.digest:
        raise Flaw("does not match its own digest: its changes are not what was planned.")
    if checksum(data) != document.checksum:
        raise Flaw("does not match its own checksum: it was changed after it was made.")
    free = {name: data[name] for name in ("format_version", "findings", CHECKSUM)}
    for where in _contradictions({**plan_data(saved, beside), **free}, data):
        raise Flaw(f"contradicts itself: `{where}` is not what its changes say.")
    return ReadPlan(saved, beside, data)


def _understood(document: PlanDocument) -> tuple[SavedPlan, Beside]:
    try:
        saved = saved_plan(document)
        return saved, beside_plan(document, saved.plan)
    except Flaw:
        raise
    except ValueError as error:
        raise Flaw(f"is no plan: `{error}` is no address.") from None


def _json(content: bytes) -> Data:
    try:
        data = json.loads(
            content.decode(),
            object_pairs_hook=_object,
            parse_float=_no_number,
            parse_constant=_no_number,
        )
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise Flaw(f"is no plan: it is not JSON at {place}; was it cut off?") from None
    except UnicodeDecodeError:
        raise Flaw("is no plan: it is not UTF-8.") from None
    except Flaw:
        raise
    except ValueError:
        raise Flaw("is no plan: a number in it is too long.") from None
    if not isinstance(data, dict):
        raise Flaw("is no plan: it is no JSON object.")
    return data


def _object(pairs: list[tuple[str, Any]]) -> Data:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise Flaw("is no plan: a name stands twice in it.")
    return made


def _no_number(text: str) -> Any:
    raise Flaw(f"is no plan: `{text}` is no whole number.")


def _demand_version(data: Data) -> None:
    found = data.get("format_version")
    if not isinstance(found, str):
        raise Flaw("is no plan of reconciler: it has no `format_version`.")
    major = FORMAT_VERSION.partition(".")[0]
    if found.partition(".")[0] != major:
        raise Flaw(
            f"has format {found}; this version of reconciler reads {major}.x. "
            "Plan again, or use the version that made it."
        )


def _contradictions(derived: Any, said: Any, where: str = "") -> Iterator[str]:
    """The places where a document does not say what follows from it; it may say more."""
    match derived, said:
        case Mapping(), Mapping():
            for name in derived:
                yield from _contradictions(derived[name], said.get(name), f"{where}.{name}")
        case list(), list() if len(derived) == len(said):
            for number, (one, other) in enumerate(zip(derived, said, strict=True)):
                yield from _contradictions(one, other, f"{where}.{number}")
        case _ if derived != said:
            yield where.lstrip(".")
