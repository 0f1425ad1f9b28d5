"""Canonical form: one JSON-able shape, and so one digest, for values that are equal."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any


def canonical(value: Any) -> Any:
    """The value as dicts, lists, text, numbers, booleans and None, sorted where order is nothing.

    A dataclass becomes a dict of its fields; a set a sorted list; a mapping a dict, or a sorted
    list of pairs where its keys are not text; an aware datetime its instant in UTC. Raises
    TypeError for what has no canonical form: naive datetimes, floats, anything else.
    """
    if isinstance(value, Enum):
        value = value.value
    if value is None or isinstance(value, str | int):
        return value
    return _date(value) if isinstance(value, date) else _collection(value)


def text(value: Any) -> str:
    """Canonical JSON: the same characters for equal values, on every machine."""
    return _json(canonical(value))


def digest(value: Any) -> str:
    """The SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(text(value).encode()).hexdigest()


def _date(value: date) -> str:
    if not isinstance(value, datetime):
        return value.isoformat()
    if value.tzinfo is None:
        raise TypeError("a datetime without time zone is no instant")
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _collection(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _mapping(value)
    if isinstance(value, set | frozenset):
        return sorted(value) if _is_text(value) else _sorted(map(canonical, value))
    if isinstance(value, list | tuple):
        return [canonical(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: canonical(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"no canonical form for {type(value).__name__}")


def _mapping(value: Mapping[Any, Any]) -> Any:
    if _is_text(value):
        return {str(key): canonical(item) for key, item in value.items()}
    return _sorted([canonical(key), canonical(item)] for key, item in value.items())


def _is_text(values: Iterable[Any]) -> bool:
    return set(map(type, values)) <= {str}


def _sorted(values: Iterable[Any]) -> list[Any]:
    return sorted(values, key=_json)


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))
