"""Snippets: one line of a source file with the marked part underlined, whatever it is made of."""

from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size

from reconciler.core.finding import Origin
from reconciler.report.escape import visible
from reconciler.report.layout import keep_end

TAB = 4
_CONTEXT = 12
_BEFORE, _AFTER = 400, 800
"""How many characters around the marked part are looked at: a line may be megabytes long."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A line as it is shown, and where the marked part starts and how wide it is, in cells."""

    shown: str
    indent: int
    length: int


def snippet(line: str, origin: Origin, width: int) -> Snippet:
    """The line with tabs spread, the unseen made visible, cut to `width` around the marked part.

    Columns count characters. A place behind the end of the line is marked behind its last one.
    """
    start = min(max(origin.column - 1, 0), len(line))
    end = min(max(origin.end - 1, start), len(line))
    first = max(start - _BEFORE, 0)
    before = _drawn(line[first:start])
    marked = _drawn(line[start:end], cell_len(before))
    after = _drawn(line[end : end + _AFTER], cell_len(before + marked))
    return _cut(before, marked, after.rstrip(), width)


def _drawn(part: str, place: int = 0) -> str:
    """A part of a line that starts `place` cells from the left."""
    drawn = ""
    for number, piece in enumerate(part.split("\t")):
        if number:
            drawn += " " * (TAB - (place + cell_len(drawn)) % TAB)
        drawn += visible(piece)
    return drawn


def _cut(before: str, marked: str, after: str, width: int) -> Snippet:
    """The window of the line that shows the marked part and some of what stands before it."""
    indent, length = cell_len(before), max(cell_len(marked), 1)
    lead = indent
    if indent + length + cell_len(after) > width:
        lead = min(indent, max(width - length - _CONTEXT, width // 3))
    shown = keep_end(before, lead) + marked + after
    if cell_len(shown) > width:
        shown = set_cell_size(shown, width - 1) + "…"
    return Snippet(shown, lead, min(length, max(width - lead, 1)))
