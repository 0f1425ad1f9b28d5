"""Written: how new values look in a file, on one line in brackets or on lines of their own."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from reconciler.spec.dates import parse_day
from reconciler.spec.scalar import scalar, value_at

WIDTH = 100
"""A list that would make a line longer than this stands on lines of its own."""

_ONLY_ESCAPED = re.compile(r"[\x00-\x1f\x7f-\x9f\ufeff\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Carried:
    """An item that comes from elsewhere with its own lines, its dash in the first column.

    `notes` are its comments, each with the way from the item to what it speaks of. Without lines
    it is written as any new value is.
    """

    data: Any
    lines: tuple[str, ...]
    notes: tuple[tuple[tuple[int, ...], str], ...]


def plain(value: Any) -> Any:
    """What a new value says, wherever its lines come from."""
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value.data if isinstance(value, Carried) else value


def like(old: str, value: Any) -> str:
    """A value in the place of another, in the same quotes."""
    if isinstance(value, str) and old.startswith('"'):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and old.startswith("'") and not _ONLY_ESCAPED.search(value):
        return "'" + value.replace("'", "''") + "'"
    is_day = isinstance(value, str) and parse_day(old) and parse_day(value)
    return str(value) if is_day else in_brackets(value)


def in_brackets(value: Any) -> str:
    """A value on one line."""
    match value:
        case Carried():
            return in_brackets(value.data)
        case dict():
            return "{" + ", ".join(in_braces(key, each) for key, each in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(in_brackets, value)) + "]"
        case _:
            return scalar(value)


def in_braces(key: str, value: Any) -> str:
    """An entry of a mapping on one line."""
    text = value_at(key, value) if isinstance(value, str) else in_brackets(value)
    return f"{scalar(key)}: {text}"


def item_lines(value: Any, column: int, offset: int) -> list[str]:
    """An item of a list, its dash at this column. Lists stand `offset` right of their keys."""
    if isinstance(value, Carried):
        if value.lines:
            return [f"{'':{column}}{line}" if line else "" for line in value.lines]
        value = value.data
    if not isinstance(value, dict) or _is_short(value, column + 2):
        return [f"{'':{column}}- {in_brackets(value)}"]
    lines = [
        line for key, each in value.items() for line in entry_lines(key, each, column + 2, offset)
    ]
    return [f"{'':{column}}- {lines[0].lstrip()}", *lines[1:]]


def entry_lines(key: str, value: Any, column: int, offset: int) -> list[str]:
    """An entry of a mapping, its key at this column."""
    line = f"{'':{column}}{in_braces(key, value)}"
    if isinstance(value, str) or (len(line) <= WIDTH and not _holds_mappings(value)):
        return [line]
    return [f"{'':{column}}{scalar(key)}:", *_lines(value, column, offset)]


def _lines(value: Any, column: int, offset: int) -> Iterator[str]:
    """A list or mapping below its key."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from entry_lines(key, each, column + 2, offset)
        return
    for each in value:
        yield from item_lines(each, column + offset, offset)


def fits(values: list[Any], column: int) -> bool:
    """Whether a list stands well in brackets that open at this column."""
    return not _holds_mappings(values) and column + len(in_brackets(values)) <= WIDTH


def _is_short(value: dict[str, Any], column: int) -> bool:
    """Whether a mapping is one line, as a member with an end is; what has a name never is."""
    texts = all(isinstance(each, str) for each in value.values())
    return texts and "name" not in value and column + len(in_brackets(value)) <= WIDTH


def _holds_mappings(value: Any) -> bool:
    """Whether a list holds what needs lines of its own, as groups do."""
    return isinstance(value, list) and any(
        isinstance(each, dict) and not _is_short(each, 0) for each in plain(value)
    )
