"""Brackets: where each item between brackets stands, and which comments are its own.

```
permissions: [      # the list's
  # above a
  a,                # behind a
  b ]
```
Comments on the line where an item ends are its own; those on lines by themselves belong to the next
item, or behind the last to the list.
"""

import re
from dataclasses import dataclass

from reconciler.spec.edit.nodes import Node
from reconciler.spec.edit.source import Source

_COMMENTS = re.compile(r"#[^\r\n]*")


@dataclass(frozen=True, slots=True)
class Slot:
    """One item, `[start, end)`.

    Up to `start`, from `lead` on, stand the comments above it; up to `behind` its comma and the
    comment behind it.
    """

    lead: int
    start: int
    end: int
    behind: int


@dataclass(frozen=True, slots=True)
class Brackets:
    """What stands between the brackets, `[start, end)`; `comments` are those outside of items."""

    start: int
    end: int
    slots: tuple[Slot, ...]
    comments: tuple[int, ...]


def brackets_of(source: Source, node: Node) -> Brackets:
    """The slots of a list or mapping in brackets; `[user: jack]` holds a mapping without any."""
    bare = source.text[node.bare] not in "[{"
    start, end = node.bare + (not bare), node.end - (not bare)
    lead = _rest_of_line(source, start, node.items[0].start if node.items else end)
    slots = []
    for index, item in enumerate(node.items):
        last = index + 1 == len(node.items)
        behind = _rest_of_line(source, item.end, end if last else node.items[index + 1].start)
        slots.append(Slot(lead, item.start, item.end, behind))
        lead = behind
    comments = (
        found.start()
        for a, b in _between(start, end, slots)
        for found in _COMMENTS.finditer(source.text, a, b)
    )
    return Brackets(start, end, tuple(slots), tuple(comments))


def _between(start: int, end: int, slots: list[Slot]) -> list[tuple[int, int]]:
    """Everything between the brackets that is no item."""
    places = [start, *(place for slot in slots for place in (slot.start, slot.end)), end]
    return list(zip(places[::2], places[1::2], strict=True))


def _rest_of_line(source: Source, start: int, end: int) -> int:
    """Behind the comma and the comment that stand on the line of a place, `end` at most."""
    return min(source.next_line(start), end)
