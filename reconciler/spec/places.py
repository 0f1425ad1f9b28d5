"""Places: where everything stood in a YAML file, one packed number for each item.

```
 63      37 36      11 10     0
+----------+----------+--------+
|   line   |  column  | length |   lines and columns count from 0 here, from 1 in an `Origin`
+----------+----------+--------+
```
"""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from reconciler.core.finding import Origin

_LINE, _COLUMN = 37, 11
_COLUMN_MASK = (1 << (_LINE - _COLUMN)) - 1
_LONGEST = (1 << _COLUMN) - 1

Place: TypeAlias = int
Step: TypeAlias = str | int
"""A key of a mapping or an index of a list: one step down the tree."""


def pack(line: int, column: int, length: int) -> Place:
    """A place as one number; a length that does not fit is cut."""
    return line << _LINE | column << _COLUMN | min(length, _LONGEST)


def pack_all(starts: Iterable[Any], lengths: Iterable[int]) -> list[Place]:
    """Many places, from the parser's marks and lengths that fit."""
    return [
        start.line << _LINE | start.column << _COLUMN | length
        for start, length in zip(starts, lengths, strict=True)
    ]


def origin(path: str, place: Place) -> Origin:
    """The place for people."""
    column = (place >> _COLUMN & _COLUMN_MASK) + 1
    return Origin(path, (place >> _LINE) + 1, column, column + (place & _LONGEST))


@dataclass(slots=True)
class Places:
    """The places in one list or mapping, beside the data itself.

    `packed` holds the place of each item of a list; of a mapping the place of each key and then of
    its value. `children` are the places inside the items that are lists or mappings, by index.
    """

    data: Any
    packed: "array[int]"
    children: dict[int, "Places"] = field(default_factory=dict)

    def of(self, step: Step) -> Place:
        """The place of an item, or of the value of a key."""
        index = self._index(step)
        return self.packed[index * 2 + 1] if isinstance(self.data, dict) else self.packed[index]

    def of_key(self, key: str) -> Place:
        """The place of a key."""
        return self.packed[self._index(key) * 2]

    def below(self, step: Step) -> "Places":
        """The places inside an item; without any for text."""
        return self.children.get(self._index(step), NOWHERE) if step in self else NOWHERE

    def entries(self) -> Iterator[tuple[str, Place, "Places"]]:
        """Every key of a mapping, its place, and the places inside its value."""
        for index, key in enumerate(self.data):
            yield key, self.packed[index * 2], self.children.get(index, NOWHERE)

    def __contains__(self, step: Step) -> bool:
        """Whether there is such a key or item."""
        if isinstance(self.data, dict):
            return step in self.data
        return isinstance(step, int) and step < len(self.data)

    def _index(self, step: Step) -> int:
        if isinstance(step, int):
            return step
        return next((index for index, key in enumerate(self.data) if key == step), -1)


NOWHERE = Places((), array("q"))
"""The inside of what has no inside."""


@dataclass(frozen=True, slots=True)
class Tree:
    """One YAML file: plain dicts, lists, text and None, with the places beside them."""

    path: str
    data: Any
    place: Place
    places: Places

    def origin(self, place: Place) -> Origin:
        """A place of this file for people."""
        return origin(self.path, place)
