"""Render: the text of a file with its changes; whatever does not change stays as it is."""

from dataclasses import dataclass

from reconciler.spec.edit.block import Block, block_of, inside
from reconciler.spec.edit.brackets import brackets_of
from reconciler.spec.edit.changes import Changes, Entry, New, Way
from reconciler.spec.edit.lines import Lines, assembled
from reconciler.spec.edit.nodes import Item, Node
from reconciler.spec.edit.source import Source
from reconciler.spec.edit.words import Word, joined
from reconciler.spec.edit.written import (
    entry_lines,
    fits,
    in_braces,
    in_brackets,
    item_lines,
    like,
)

_USUAL_OFFSET = 2


def render(source: Source, changes: Changes) -> str:
    """The new text. Raises `Unsafe` where a change would tear a comment from its item."""
    offset = _offset(source, source.root)
    writer = _Writer(source, changes, _USUAL_OFFSET if offset is None else offset)
    return writer.value(source.root, (), 0, len(source.text))


def _offset(source: Source, node: Node) -> int | None:
    """How far right of its key the first list of the file stands."""
    for item in node.items:
        value = item.value
        if node.kind == "mapping" and value.is_block and value.kind == "list":
            return source.column(value.items[0].start) - source.column(item.start)
        found = _offset(source, value) if value.is_block else None
        if found is not None:
            return found
    return None


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes values with their regions, from the outside in."""

    source: Source
    changes: Changes
    offset: int

    def value(self, node: Node, way: Way, start: int, end: int, column: int | None = None) -> str:
        """The region of a value; `column` is that of its key, if the key stands on a line."""
        text = self.source.text
        if way in self.changes.replaced:
            return self._replaced(node, way, start, end)
        if not self.changes.touches(way) or node.kind == "alias":
            return text[start:end]
        if node.is_block:
            return self._block(node, way, start, end)
        if not node.items and column is not None and self._needs_lines(node, way):
            return self._unfolded(node, way, (start, end), column)
        return text[start : node.bare] + self._flow(node, way) + text[node.end : end]

    def _replaced(self, node: Node, way: Way, start: int, end: int) -> str:
        text, value = self.source.text, self.changes.replaced[way]
        if node.is_block:
            return f" {in_brackets(value)}{text[node.end : end]}"
        new = like(text[node.bare : node.end], value)
        return text[start : node.bare] + new + text[node.end : end]

    def _block(self, node: Node, way: Way, start: int, end: int) -> str:
        block = block_of(self.source, node, start, end)
        entries = self.changes.arranged.get(way, range(len(node.items)))
        lines = [self._lines(block, entry, way) for entry in entries]
        return assembled(self.source, block, lines)

    def _lines(self, block: Block, entry: Entry, way: Way) -> Lines:
        if isinstance(entry, New):
            return Lines(self._new(block, entry))
        piece, item, text = block.pieces[entry], block.node.items[entry], self.source.text
        above = " " * block.column if piece.lead == piece.item else text[piece.lead : piece.item]
        column = block.column if block.node.kind == "mapping" else None
        body = above + self._item(item, (*way, entry), piece.end, column)
        return Lines(body, text[piece.start : piece.lead], entry)

    def _new(self, block: Block, entry: New) -> str:
        if block.node.kind == "list":
            lines = item_lines(entry.value, block.column, self.offset)
        else:
            lines = entry_lines(entry.key, entry.value, block.column, self.offset)
        return "".join(line + self.source.line_end for line in lines)

    def _flow(self, node: Node, way: Way) -> str:
        text, brackets = self.source.text, brackets_of(self.source, node)
        entries = self.changes.arranged.get(way, range(len(node.items)))
        words = [self._word(node, entry, way) for entry in entries]
        between = joined(self.source, brackets, words)
        return text[node.bare : brackets.start] + between + text[brackets.end : node.end]

    def _word(self, node: Node, entry: Entry, way: Way) -> Word:
        if isinstance(entry, New):
            return Word(
                in_braces(entry.key, entry.value) if entry.key else in_brackets(entry.value)
            )
        item = node.items[entry]
        return Word(self._item(item, (*way, entry), item.end), entry)

    def _item(self, item: Item, way: Way, end: int, column: int | None = None) -> str:
        """An item from its dash or key on, with what stands behind its value up to `end`."""
        start = inside(item)
        return self.source.text[item.start : start] + self.value(
            item.value, way, start, end, column
        )

    def _needs_lines(self, node: Node, way: Way) -> bool:
        """Whether new items of an empty list are too much for brackets."""
        values = [entry.value for entry in self.changes.arranged[way] if isinstance(entry, New)]
        return node.kind == "list" and not fits(values, self.source.column(node.bare))

    def _unfolded(self, node: Node, way: Way, region: tuple[int, int], column: int) -> str:
        """New items below the key of an empty list, instead of its brackets."""
        text, after = self.source.text, self.source.next_line(node.end)
        lines = "".join(
            line + self.source.line_end
            for entry in self.changes.arranged[way]
            if isinstance(entry, New)
            for line in item_lines(entry.value, column + self.offset, self.offset)
        )
        start, end = region
        return (
            text[start : node.bare].rstrip(" ") + text[node.end : after] + lines + text[after:end]
        )
