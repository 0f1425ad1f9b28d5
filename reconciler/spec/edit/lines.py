"""Lines: the items of a block put together anew, whole lines at a time."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reconciler.spec.edit.block import Block
from reconciler.spec.edit.refusal import Unsafe
from reconciler.spec.edit.source import Source

_BLANK_LINES = re.compile(r"(?:[ \t]*(?:\r\n|\r|\n))*")


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of one item, with the comments above and behind it.

    `apart` is what separates it from the item before: blank lines, and in lists headings. `old` is
    its index as it was, None for a new one.
    """

    body: str
    apart: str = ""
    old: int | None = None


def assembled(source: Source, block: Block, items: Sequence[Lines]) -> str:
    """The region of a block with these items, in this order."""
    text, end = source.text, source.line_end
    head, tail = text[block.start : block.pieces[0].lead], text[block.pieces[-1].end : block.end]
    is_list = block.node.kind == "list"
    lines = "".join((_of_list if is_list else _of_mapping)(source, block, items))
    if not items:
        empty = "[]" if is_list else "{}"  # no value at all would be null
        return f" {empty}{end if block.inline else head}{lines}{tail}"
    if block.node is source.root and items[0].old and lines.startswith("#"):
        head += end if _lacks_blank_line(head) else ""
    if not block.inline:
        return head + lines + tail
    if lines.lstrip(" ").startswith("#"):
        return f"{end}{lines}{tail}"  # behind the dash it would be the whole item's comment
    return head + lines[block.column :] + tail


def _lacks_blank_line(header: str) -> bool:
    """Whether comments below would be taken for the file's own: those go up to a blank line."""
    return not header or header.splitlines()[-1].strip() != ""


def _of_mapping(source: Source, block: Block, items: Sequence[Lines]) -> Iterator[str]:
    """The entries of a mapping, each with its blank lines; above the first there are none."""
    for place, item in enumerate(items):
        apart = item.apart
        if item.old is None:
            apart = _usual(source, block)
        elif item.old == 0:
            apart = items[0].apart
        yield item.body if place == 0 else apart + item.body


def _usual(source: Source, block: Block) -> str:
    """The blank lines above a new entry: those that stand above all others."""
    known = {source.text[piece.start : piece.lead] for piece in block.pieces[1:]}
    return known.pop() if len(known) == 1 else ""


def _of_list(source: Source, block: Block, items: Sequence[Lines]) -> Iterator[str]:
    """The items of a list, section by section. An empty section goes, unless it has a heading."""
    sections = _sections(block, items)
    is_top = True
    for number, divider in enumerate(_dividers(source, block)):
        bodies = sections[number]
        if bodies or "#" in divider:
            yield _BLANK_LINES.sub("", divider, count=1) if is_top else divider
            yield from bodies
            is_top = False


def _dividers(source: Source, block: Block) -> list[str]:
    """What stands above each section of a list: blank lines, and headings among them."""
    texts = (source.text[piece.start : piece.lead] for piece in block.pieces[1:])
    return ["", *filter(None, texts)]


def _sections(block: Block, items: Sequence[Lines]) -> dict[int, list[str]]:
    """The lines of the items by section; a new item stands in that of the item above."""
    numbers = block.sections
    current = next((numbers[item.old] for item in items if item.old is not None), 0)
    found: dict[int, list[str]] = defaultdict(list)
    for item in items:
        section = current if item.old is None else numbers[item.old]
        if item.old is not None and section < current:
            message = "an item would move across a blank line, which divides this list"
            raise Unsafe(message, "move it by hand", block.pieces[item.old].item)
        current = section
        found[section].append(item.body)
    return found
