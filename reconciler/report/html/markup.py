"""Markup: elements of HTML, in which every text is escaped and no text becomes an element."""

from collections.abc import Iterable
from html import escape
from typing import TypeAlias

from reconciler.report.escape import visible

LONGEST = 2_000
"""A text of more characters is cut in its middle, and says how many are missing."""

_EMPTY = frozenset({"input", "meta"})


class Markup(str):
    """Text that is HTML already. Only this module and the files of this folder make it."""

    __slots__ = ()


NOTHING = Markup()


Value: TypeAlias = str | int | bool | None
"""What an attribute may be."""


def element(tag: str, *inside: str, **attributes: Value) -> Markup:
    """One element; what is inside is escaped unless it is `Markup`.

    `class_` is written `class` and `data_row` is `data-row`. None and False leave an attribute
    out, True writes its name alone.
    """
    written = "".join(_attribute(name, value) for name, value in attributes.items())
    if tag in _EMPTY:
        return Markup(f"<{tag}{written}>")
    return Markup(f"<{tag}{written}>{joined(inside)}</{tag}>")


def joined(parts: Iterable[str], between: str = "") -> Markup:
    """Several parts, one after the other."""
    return Markup(escaped(between).join(map(escaped, parts)))


def escaped(text: str) -> Markup:
    """A text as HTML; what is HTML already stays as it is."""
    if isinstance(text, Markup):
        return text
    return Markup(escape(visible(clipped(text))))


def clipped(text: str, room: int = LONGEST) -> str:
    """The text, or its start and its end with the number of characters between them."""
    if len(text) <= room:
        return text
    half = room // 2
    return f"{text[:half]} … ({len(text) - 2 * half:,} more characters) … {text[-half:]}"


def _attribute(name: str, value: Value) -> str:
    if value is None or value is False:
        return ""
    written = name.rstrip("_").replace("_", "-")
    return f" {written}" if value is True else f' {written}="{escaped(str(value))}"'
