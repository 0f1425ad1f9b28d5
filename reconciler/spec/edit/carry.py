"""Carrying: the lines of an item, with its comments, on their way to another list or file."""

from collections.abc import Iterator, Mapping

from reconciler.spec.edit.block import Block, Piece, block_of, inside
from reconciler.spec.edit.changes import Way
from reconciler.spec.edit.comments import comments_of
from reconciler.spec.edit.draft import Draft
from reconciler.spec.edit.nodes import Item, Node
from reconciler.spec.edit.source import Source
from reconciler.spec.edit.written import Carried
from reconciler.spec.places import Tree
from reconciler.spec.prune import Steps
from reconciler.spec.reader import read_yaml


class Stuck(Exception):
    """An item cannot be carried; why, as the end of a sentence."""


def carried(tree: Tree, raw: bytes, steps: Steps, new: Mapping[str, str | None]) -> Carried:
    """A mapping of a list as it shall stand elsewhere: with other texts, or without some keys.

    Raises `Stuck` where its lines, or the comments in it, cannot be told from those around it.
    """
    edited, again = _edited(tree, raw, steps, new)
    data, way = edited.data, list[int]()
    for step in steps:
        way.append(list(data).index(step) if isinstance(data, dict) else int(step))
        data = data[step]
    source, owner = Source.of(again), tuple(way)
    notes = tuple(
        (each.owner[len(owner) :], each.text)
        for each in comments_of(source)
        if each.owner[: len(owner)] == owner
    )
    lines = tuple(_lines(source, owner))
    if notes and not lines:
        raise Stuck(_COMMENTED)
    return Carried(data, lines, notes)


def _edited(
    tree: Tree, raw: bytes, steps: Steps, new: Mapping[str, str | None]
) -> tuple[Tree, bytes]:
    """The file with other texts in a mapping, where it still stands."""
    keys = tree.data
    for step in steps:
        keys = keys[step]
    draft = Draft(tree, raw)
    for key, text in new.items():
        if text is None:
            draft.remove((*steps, key))
        elif key in keys:
            draft.set((*steps, key), text)
        else:
            draft.put(steps, key, text)
    again, _ = draft.finish()
    edited = None if again is None else read_yaml(tree.path, again)[0]
    if again is None or edited is None:
        raise Stuck(_UNCLEAR)
    return edited, again


def _lines(source: Source, way: Way) -> Iterator[str]:
    """The lines of an item from its dash on, as if that stood in the first column.

    None where it does not stand on lines of its own.
    """
    found = _piece(source, way)
    if found is None:
        return
    block, piece, item = found
    if any(map(_is_shared, _all(item.value))):
        raise Stuck(_SHARED)
    above = " " * block.column if piece.lead == piece.item else source.text[piece.lead : piece.item]
    for line in (above + source.text[item.start : piece.end]).splitlines():
        indent, text = line[: block.column], line[block.column :]
        if not indent.strip():
            yield text
        elif line.lstrip().startswith("#"):
            yield line.lstrip()
        else:
            raise Stuck(_LEFT)


def _piece(source: Source, way: Way) -> tuple[Block, Piece, Item] | None:
    """The lines of an item, from the top of the file down to its list."""
    node, start, end = source.root, 0, len(source.text)
    found = None
    for index in way:
        if not node.is_block:
            return None
        block = block_of(source, node, start, end)
        piece, item = block.pieces[index], node.items[index]
        node, start, end = item.value, inside(item), piece.end
        found = block, piece, item
    return found


def _all(node: Node) -> Iterator[Node]:
    yield node
    for item in node.items:
        yield from _all(item.value)


def _is_shared(node: Node) -> bool:
    """Whether an anchor says that a value stands in more than one place."""
    return node.kind == "alias" or node.bare > node.start


_UNCLEAR = "its name stands where it cannot be edited"
_LEFT = "lines of it stand further left than it does"
_COMMENTED = "a comment stands in its brackets"
_SHARED = "an anchor in it, or one that it uses, binds it to its place"
