"""Changes: what is to become of the lists and mappings of one file, as data.

A change is said by what it leads to: a list is *arranged*, which is its old items by their indexes
and new ones between them in the order they shall have. One that is missing is removed. So every
edit is one of two: arrange a list or mapping, or replace a value.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from reconciler.spec.edit.written import Carried, plain

Way: TypeAlias = tuple[int, ...]
"""The way to a value: its index in each list, or the index of its key in each mapping."""


@dataclass(frozen=True, slots=True)
class New:
    """A new item of a list, or with a `key` a new entry of a mapping."""

    value: Any
    key: str = ""


Entry: TypeAlias = int | New
"""An old item by its index, or a new one."""


@dataclass(slots=True)
class Changes:
    """What is arranged and what is replaced. Every way is that of the file as it is."""

    arranged: dict[Way, list[Entry]] = field(default_factory=dict)
    replaced: dict[Way, Any] = field(default_factory=dict)
    _touched: set[Way] = field(default_factory=set)

    def arrange(self, way: Way, count: int) -> list[Entry]:
        """The entries of a list or mapping of so many items, to be changed in place."""
        self._touch(way)
        return self.arranged.setdefault(way, list(range(count)))

    def replace(self, way: Way, value: Any) -> None:
        """Put another value in the place of one."""
        self._touch(way)
        self.replaced[way] = value

    @property
    def first(self) -> Way:
        """The way to what changes first."""
        return min((*self.arranged, *self.replaced))

    def touches(self, way: Way) -> bool:
        """Whether something changes there or below."""
        return way in self._touched

    def apply(self, data: Any, way: Way = ()) -> Any:
        """The data as it is meant to be; what does not change is shared with the old."""
        if way in self.replaced:
            return self.replaced[way]
        if not self.touches(way):
            return data
        keys = list(data) if isinstance(data, dict) else range(len(data))
        entries = self.arranged.get(way, range(len(data)))
        pairs = [
            (entry.key, plain(entry.value))
            if isinstance(entry, New)
            else (keys[entry], self.apply(data[keys[entry]], (*way, entry)))
            for entry in entries
        ]
        return dict(pairs) if isinstance(data, dict) else [value for _, value in pairs]

    def moved(self, ways: Iterable[Way]) -> Iterator[Way | None]:
        """Where the items of these ways stand afterwards; None for what is removed.

        What is inside of a value that is replaced becomes the new value's.
        """
        places = {way: _places(entries) for way, entries in self.arranged.items()}
        for each in ways:
            way = next(
                (each[:end] for end in range(len(each)) if each[:end] in self.replaced), each
            )
            steps = [_step(places.get(way[:depth]), step) for depth, step in enumerate(way)]
            yield None if None in steps else tuple(step for step in steps if step is not None)

    def carried(self) -> Iterator[tuple[Way, Carried]]:
        """What comes from elsewhere with its own lines, and where it stands afterwards."""
        lists = [way for way, entries in self.arranged.items() if any(map(_is_new, entries))]
        for way, after in zip(lists, self.moved(lists), strict=True):
            for place, entry in enumerate(self.arranged[way]):
                if after is not None and isinstance(entry, New):
                    yield from _carried(entry.value, (*after, place))

    def before(self, way: Way) -> Way:
        """Where what stands at a way afterwards stands now, as far as it is not new."""
        old: Way = ()
        for step in way:
            entries = self.arranged.get(old)
            entry = step if entries is None else entries[step]
            if isinstance(entry, New):
                break
            old = (*old, entry)
        return old

    def _touch(self, way: Way) -> None:
        self._touched.update(way[:depth] for depth in range(len(way) + 1))


def _is_new(entry: Entry) -> bool:
    return isinstance(entry, New)


def _carried(value: Any, way: Way) -> Iterator[tuple[Way, Carried]]:
    if isinstance(value, Carried):
        yield way, value
    elif isinstance(value, list):  # one that is new itself
        for place, each in enumerate(value):
            yield from _carried(each, (*way, place))


def _places(entries: list[Entry]) -> dict[int, int]:
    """The new index of each old item that stays."""
    return {old: new for new, old in enumerate(entries) if isinstance(old, int)}


def _step(places: dict[int, int] | None, step: int) -> int | None:
    return step if places is None else places.get(step)
