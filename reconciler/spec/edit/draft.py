"""Draft: careful edits of one file, gathered by what they mean and made all at once."""

from bisect import bisect_right
from collections.abc import Callable
from functools import cached_property
from itertools import pairwise
from typing import Any, TypeAlias

from pydantic import BaseModel

from reconciler.core.finding import Finding
from reconciler.spec.documents import RolesFile
from reconciler.spec.edit.block import sections
from reconciler.spec.edit.changes import Changes, Entry, New, Way
from reconciler.spec.edit.nodes import node_at
from reconciler.spec.edit.refusal import Unsafe
from reconciler.spec.edit.render import render
from reconciler.spec.edit.source import Source
from reconciler.spec.edit.verify import verify
from reconciler.spec.models import keys_at
from reconciler.spec.places import Tree, pack
from reconciler.spec.prune import Steps

Rank: TypeAlias = Callable[[Any], Any]
"""What a list is ordered by: something comparable for each item."""


class Draft:
    """The edits of one file that the reader has read without an error.

    Every operation names its place by the steps of the tree as it was read, whatever has been
    edited before: `("groups", 0, "members", 2)`. Values are text, lists and mappings.
    """

    def __init__(self, tree: Tree, raw: bytes, model: type[BaseModel] = RolesFile) -> None:
        self._tree = tree
        self._raw = raw
        self._model = model
        self._changes = Changes()

    def remove(self, steps: Steps) -> None:
        """Take out an item of a list, or an entry of a mapping, with its comments.

        A list that loses its last item is left as `[]`.
        """
        self._entries(steps[:-1]).remove(self._way(steps)[-1])

    def set(self, steps: Steps, value: Any) -> None:
        """Put another value in the place of one: of text best. The comments around it stay."""
        self._changes.replace(self._way(steps), value)

    def put(self, steps: Steps, key: str, value: Any) -> None:
        """Give a mapping a key that it does not have: at its place in the schema, or at the end."""
        keys, entries = list(self._at(steps)), self._entries(steps)
        order = keys_at(self._model, steps)
        above = order[: order.index(key)] if key in order else None
        names = [entry.key if isinstance(entry, New) else keys[entry] for entry in entries]
        places = [place for place, name in enumerate(names, 1) if above is None or name in above]
        entries.insert(max(places, default=0), New(value, key))

    def add(self, steps: Steps, key: str, value: Any, rank: Rank | None = None) -> None:
        """Give the list at a key of a mapping a new item; the list may be empty, or not there.

        It comes to its place by `rank` where the list is in that order, else to the end.
        """
        mapping = self._at(steps)
        if key in mapping:
            items, entries = mapping[key], self._entries((*steps, key))
            values = [entry.value if isinstance(entry, New) else items[entry] for entry in entries]
            entries.insert(_place(values, value, rank), New(value))
            return
        begun = [each for each in self._entries(steps) if isinstance(each, New) and each.key == key]
        if not begun:
            self.put(steps, key, [value])
            return
        begun[0].value.insert(_place(begun[0].value, value, rank), value)

    def arrange(self, steps: Steps, order: list[int]) -> None:
        """Put the items of a list, or the entries of a mapping, in another order, by index."""
        self._entries(steps)[:] = order

    def sort(self, steps: Steps, rank: Rank) -> None:
        """Put the items of a list in order; each section by itself, where blank lines divide it."""
        ranks = [rank(each) for each in self._at(steps)]
        if all(one <= other for one, other in pairwise(ranks)):
            return
        node = node_at(self._source.root, self._way(steps))
        parts = sections(self._source, node)
        order = sorted(range(len(ranks)), key=lambda index: (parts[index], ranks[index]))
        if order != list(range(len(ranks))):
            self.arrange(steps, order)

    def finish(self) -> tuple[bytes | None, list[Finding]]:
        """The new file. None with the reason where it could not be made without harm.

        It has been read again: it says what was meant, and every comment is where it belongs.
        """
        if not self._changes.touches(()):
            return self._raw, []
        source = self._source
        try:
            new = source.encoded(render(source, self._changes))
            verify(self._tree, source, self._changes, new)
        except Unsafe as unsafe:
            place = pack(source.line(unsafe.place), source.column(unsafe.place), 1)
            return None, [unsafe.problem.at(self._tree.origin(place))]
        return new, []

    @cached_property
    def _source(self) -> Source:
        return Source.of(self._raw)

    def _entries(self, steps: Steps) -> list[Entry]:
        return self._changes.arrange(self._way(steps), len(self._at(steps)))

    def _way(self, steps: Steps) -> Way:
        """The indexes of steps."""
        data, way = self._tree.data, []
        for step in steps:
            way.append(list(data).index(step) if isinstance(data, dict) else int(step))
            data = data[step]
        return tuple(way)

    def _at(self, steps: Steps) -> Any:
        data = self._tree.data
        for step in steps:
            data = data[step]
        return data


def _place(values: list[Any], value: Any, rank: Rank | None) -> int:
    """Where a new item goes."""
    if rank is None:
        return len(values)
    ranks = [rank(each) for each in values]
    ordered = all(one <= other for one, other in pairwise(ranks))
    return bisect_right(ranks, rank(value)) if ordered else len(values)
