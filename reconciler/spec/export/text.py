"""The text of a document: keys in schema order, one person a line, few permissions on one.

This is the layout that `reconciler fmt` leaves alone.
"""

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from reconciler.spec.documents import Document, MemberItem, RolesFile
from reconciler.spec.scalar import scalar, value_at
from reconciler.spec.schema import schema_path

WIDTH = 100
"""So many columns a line of several permissions may have."""

_INLINE = frozenset(("permissions", "sets"))
_Item: TypeAlias = str | Document


def modeline(path: str, kind: str) -> str:
    """The first line that tells an editor the schema of a file; `path` starts at the project."""
    return f"# yaml-language-server: $schema={'../' * path.count('/')}{schema_path(kind)}\n"


def text_of(file: RolesFile) -> str:
    """A role file. Every value reads back as the very same text."""
    blocks = ("\n".join(_pair(key, value, "")) for key, value in _fields(file))
    return "\n\n".join(blocks) + "\n"


def _fields(document: Document) -> Iterator[tuple[str, Any]]:
    """The keys that say something, in the order of the schema."""
    for key in type(document).model_fields:
        if (value := getattr(document, key)) is not None:
            yield key, value


def _pair(key: str, value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, str):
        yield f"{indent}{key}: {scalar(value)}"
    elif isinstance(value, dict):
        yield f"{indent}{key}:"
        for name, items in value.items():
            yield from _list(scalar(name), items, f"{indent}  ", inline=True)
    else:
        yield from _list(key, value, indent, inline=key in _INLINE)


def _list(key: str, items: Sequence[_Item], indent: str, *, inline: bool) -> Iterator[str]:
    if inline or not items:
        line = f"{indent}{key}: [{', '.join(map(_flow, items))}]"
        if len(line) <= WIDTH or not items:
            yield line
            return
    yield f"{indent}{key}:"
    for item in items:
        yield from _item(item, f"{indent}  ")


def _item(item: _Item, indent: str) -> Iterator[str]:
    if isinstance(item, str | MemberItem):
        yield f"{indent}- {_flow(item)}"
        return
    start = f"{indent}- "
    for key, value in _fields(item):
        for line in _pair(key, value, f"{indent}  "):
            yield start + line[len(start) :]
            start = f"{indent}  "


def _flow(item: _Item) -> str:
    """An item on one line."""
    if isinstance(item, str):
        return scalar(item)
    return f"{{{', '.join(f'{key}: {value_at(key, text)}' for key, text in _fields(item))}}}"
