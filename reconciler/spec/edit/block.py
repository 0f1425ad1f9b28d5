"""Blocks: which whole lines belong to each item of a list, or entry of a mapping, without brackets.

```
members:              # behind the key: the list's
  # A heading.                      } head: stays where it is
                                    }
  # about ann         lead of ann: directly above
  - ann               # behind ann
    # deeper: still ann's

  # about bob         the blank line begins a new section; its comments go with bob
  - bob
  # left in May       tail: the list's
```
A comment belongs to the item above it as long as it stands deeper than the items do; from the first
line on that does not, to what follows. In a mapping headings go with the entry below them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise

from reconciler.spec.edit.nodes import Item, Node
from reconciler.spec.edit.source import Source


@dataclass(frozen=True, slots=True)
class Piece:
    """The lines of one item, `[start, end)`.

    Up to `lead` stand blank lines, and in lists also headings that blank lines set apart: they
    separate. From there on, up to `item`, stand the comments that go with the item.
    """

    start: int
    lead: int
    item: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """A list or mapping without brackets, and the lines of its region, `[start, end)`.

    `start` is behind the dash, colon or anchor that introduces it. `pieces` follow each other; what
    stands before the first is the head, behind the last the tail. `inline`: the first item stands
    on the line of the dash above it.
    """

    node: Node
    start: int
    end: int
    column: int
    pieces: tuple[Piece, ...]
    inline: bool

    @property
    def sections(self) -> list[int]:
        """The section of each item: blank lines divide a list."""
        return list(accumulate(piece.lead > piece.start for piece in self.pieces))


def block_of(source: Source, node: Node, start: int, end: int) -> Block:
    """The lines of a block list or mapping whose region is `[start, end)`."""
    first = node.items[0].start
    column = source.column(first)
    cuts = [_top(source, node, start)]
    for item, after in pairwise(node.items):
        cuts.append(_cut(source, item, source.line_start(after.start), column))
    cuts.append(_cut(source, node.items[-1], end, column))
    inline = node is not source.root and source.line_start(first) <= start
    return Block(node, start, end, column, tuple(_pieces(source, node, cuts)), inline)


def sections(source: Source, node: Node) -> list[int]:
    """The section in which each item of a list stands; in brackets there is one."""
    if node.is_block:
        return block_of(source, node, node.start, node.end).sections
    return [0] * len(node.items)


def inside(item: Item) -> int:
    """Where the region of an item's value begins, if it is a block."""
    return item.value.bare if item.value.bare > item.value.start else item.intro


def _top(source: Source, node: Node, start: int) -> int:
    """Where the first item begins, with the comments above it that are its own."""
    first = node.items[0].start
    line = source.line_start(first)
    if node is source.root:
        return _below_header(source, line)
    if line <= start:
        return first
    above = _attached if node.kind == "list" else _behind_blanks
    return above(source, source.next_line(start), line)


def _below_header(source: Source, end: int) -> int:
    """What a file begins with is about the file: up to a blank line, or to its first key."""
    header, is_over = end, False
    for place, line in source.lines(0, end):
        text = line.strip()
        if text and text[0] != "#":
            header, is_over = end, False  # the `---` between header and content
        elif not text:
            is_over = True
        elif is_over and header == end:
            header = place
    return header


def _pieces(source: Source, node: Node, cuts: list[int]) -> Iterator[Piece]:
    for index, item in enumerate(node.items):
        start, end = cuts[index : index + 2]
        lead = start
        if index > 0:
            line = source.line_start(item.start)
            is_list = node.kind == "list"
            lead = (_attached if is_list else _behind_blanks)(source, start, line)
        yield Piece(start, lead, item.start, end)


def _cut(source: Source, item: Item, end: int, column: int) -> int:
    """Where the lines behind an item are no longer its own."""
    cut = start = source.next_line(item.end)
    for place, line in source.lines(start, end):
        text = line.strip()
        if text and (text[0] != "#" or line.index("#") <= column):
            break
        if text:
            cut = source.next_line(place)
    return cut


def _attached(source: Source, start: int, end: int) -> int:
    """Where the comments begin that stand directly above a line."""
    while end > start:
        above = source.line_start(end - 1)
        if not source.text[above:end].lstrip().startswith("#"):
            break
        end = above
    return end


def _behind_blanks(source: Source, start: int, end: int) -> int:
    """Where the first line stands that is not blank."""
    for place, line in source.lines(start, end):
        if line.strip():
            return place
    return end
