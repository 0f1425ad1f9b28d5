"""Places beside lines: at the right edge where there is room, else below; never cut."""

from collections.abc import Iterable, Iterator

from rich.cells import cell_len
from rich.text import Text

from reconciler.report.escape import visible
from reconciler.report.layout import Item, fold

_GAP = 2


def lay(items: Iterable[Item], width: int) -> Iterator[Text]:
    """All lines of all items, each note behind the last line of its item."""
    for item in items:
        *lines, last = fold(item.text, width, item.hang)
        yield from lines
        yield from _noted(last, visible(item.note), width) if item.note else [last]


def _noted(line: Text, note: str, width: int) -> Iterator[Text]:
    room = width - cell_len(note)
    if line.cell_len + _GAP > room:
        yield line
        line = Text()
    line.append(" " * max(room - line.cell_len, 0))
    yield from fold(line.append(note, "dim"), width)
