"""Comments: every comment of a file, and the item, entry or list that it belongs to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reconciler.spec.edit.block import block_of, inside
from reconciler.spec.edit.brackets import brackets_of
from reconciler.spec.edit.changes import Way
from reconciler.spec.edit.nodes import Item, Node
from reconciler.spec.edit.source import Source

_COMMENT = re.compile(r"^%[^\r\n]*|#[^\r\n]*", re.MULTILINE)
_HEADER = re.compile(r"[|>][-+\d]*[ \t]+(#[^\r\n]*)")


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment, where it stands, and whose it is."""

    owner: Way
    text: str
    place: int


def comments_of(source: Source) -> list[Comment]:
    """All comments of a file."""
    return list(_Finder(source).inside(source.root, (), 0, len(source.text)))


class _Finder:
    def __init__(self, source: Source) -> None:
        self._source = source

    def inside(self, node: Node, way: Way, start: int, end: int) -> Iterator[Comment]:
        """The comments of a value, and in its region where it is a block."""
        if self._source.text.find("#", start, end) < 0:
            return  # as nearly everywhere: nothing to tell apart
        if node.is_block:
            yield from self._block(node, way, start, end)
            return
        yield from self._between(start, node.bare, way)
        if node.kind == "text":
            yield from self._header(node, way)
        elif node.flow:
            yield from self._flow(node, way)
        yield from self._between(node.end, end, way)

    def _block(self, node: Node, way: Way, start: int, end: int) -> Iterator[Comment]:
        block = block_of(self._source, node, start, end)
        yield from self._between(start, block.pieces[0].start, way)
        for index, (piece, item) in enumerate(zip(block.pieces, node.items, strict=True)):
            below = (*way, index)
            yield from self._between(piece.start, piece.lead, way)
            yield from self._between(piece.lead, piece.item, below)
            yield from self._item(item, below, piece.end)
        yield from self._between(block.pieces[-1].end, end, way)

    def _flow(self, node: Node, way: Way) -> Iterator[Comment]:
        brackets = brackets_of(self._source, node)
        place = brackets.start
        for index, (slot, item) in enumerate(zip(brackets.slots, node.items, strict=True)):
            below = (*way, index)
            yield from self._between(place, slot.lead, way)
            yield from self._between(slot.lead, slot.start, below)
            yield from self._item(item, below, slot.behind)
            place = slot.behind
        yield from self._between(place, brackets.end, way)

    def _item(self, item: Item, way: Way, end: int) -> Iterator[Comment]:
        start = inside(item)
        yield from self._between(item.intro, start, way)
        yield from self.inside(item.value, way, start, end)

    def _between(self, start: int, end: int, owner: Way) -> Iterator[Comment]:
        """The comments in text that holds no values."""
        for found in _COMMENT.finditer(self._source.text, start, end):
            if found[0][0] == "#":
                yield Comment(owner, found[0].rstrip(), found.start())

    def _header(self, node: Node, owner: Way) -> Iterator[Comment]:
        """The comment behind the `|` of a text over several lines."""
        found = _HEADER.match(self._source.text, node.bare, node.end)
        if found:
            yield Comment(owner, found[1].rstrip(), found.start(1))
