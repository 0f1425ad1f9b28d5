"""Layout: pieces of styled text folded into lines that fit, with room for a note at the right."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.cells import cell_len, chop_cells, set_cell_size
from rich.text import Text

from reconciler.report.escape import visible

NARROWEST = 24
"""No fold is narrower than this: a line that is too long reads better than a column of letters."""

_WORD = re.compile(r"^ *[^ ]+ *|[^ ]+ *")


@dataclass(frozen=True, slots=True)
class Item:
    """A line before it is folded: what continues it stands `hang` cells from the left.

    `note` stands at the right edge of the first line, where the page has room for notes.
    """

    text: Text
    hang: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """How wide lines may be, and how much of that a note at the right may take (0: no notes)."""

    width: int
    notes: int = 0

    def lay(self, items: Iterable[Item]) -> list[Text]:
        """All lines of all items."""
        return [line for item in items for line in self._lines(item)]

    def _lines(self, item: Item) -> list[Text]:
        note = keep_end(visible(item.note), self.notes) if self.notes else ""
        taken = cell_len(note) + 2 if note else 0
        lines = fold(item.text, self.width, item.hang, taken)
        if note:
            lines[0].append(" " * (self.width - lines[0].cell_len - cell_len(note)))
            lines[0].append(note, "dim")
        return lines


def fold(text: Text, width: int, hang: int = 0, taken: int = 0) -> list[Text]:
    """Lines of at most `width` cells, broken at spaces, else anywhere; later ones are indented.

    Of the first line so many cells are `taken` by something else. The text may be changed in place.
    """
    if text.cell_len <= width - taken:
        return [text]
    rooms = max(width - taken, NARROWEST), max(width - hang, NARROWEST)
    first, *others = text.divide(_breaks(text.plain, *rooms))
    first.rstrip()
    for line in others:
        line.rstrip()
        line.pad_left(hang)
    return [first, *others]


def _breaks(plain: str, room: int, rest: int) -> Iterator[int]:
    """The offsets where a new line starts; the first line has `room`, the others have `rest`."""
    used = 0
    for word in _WORD.finditer(plain):
        size = cell_len(word[0].rstrip(" "))
        if used and used + size > room:
            yield word.start()
            room, used = rest, 0
        if size > room:
            *breaks, last = _chopped(plain, word.span(), room, rest)
            yield from breaks
            room, used = rest, cell_len(plain[last : word.end()])
        else:
            used += cell_len(word[0])


def _chopped(plain: str, word: tuple[int, int], room: int, rest: int) -> Iterator[int]:
    """Where a word that is longer than a line is broken; the last break comes twice."""
    place, end = word
    while _is_wider(plain[place:end].rstrip(" "), room):
        place += len(chop_cells(plain[place : min(end, place + 4 * room)], room)[0])
        room = rest
        yield place
    yield place


def _is_wider(text: str, width: int) -> bool:
    """Whether a text takes more cells. Its beginning says it, if not all of that is unseen."""
    if cell_len(text[: 4 * width]) > width:
        return True
    return len(text) > 4 * width and cell_len(text) > width


def keep_end(text: str, width: int) -> str:
    """The text in at most `width` cells, cut at its left: of a place the end says more."""
    if cell_len(text) <= width:
        return text
    return "…" + set_cell_size(text[::-1], width - 1)[::-1]
