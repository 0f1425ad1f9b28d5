"""The diff: each change on one line, removals red, additions green.

The lines are those of the text report. A diff wants its sign at the very left:

```
@@ /acme/london  Phone system, 2 changes @@
! group Top Role/Sales                               london.yaml:5
+     permission  presence.access  Access Presence
-     member  noah                                   london.yaml:7
```
"""

import re
from collections.abc import Iterator

from rich.cells import cell_len
from rich.text import Text

from reconciler.report.body import Body
from reconciler.report.folding import Excerpt
from reconciler.report.layout import Item, fold
from reconciler.report.markdown.inert import brief, seen
from reconciler.report.review.review import Review

_WIDTH = 100
"""Cells of a line, without the file that is named behind it."""
_NOTE = 56
"""From this cell on a file is named, if the change ends before it."""
_SIGNED = re.compile(r"( *)([-+~>]) ")
_SIGNS = {"-": "-", "+": "+", "~": "!", ">": "!"}
_INDENT = 2


def diff(review: Review, excerpt: Excerpt, longest: int, room: int) -> list[str] | None:
    """The lines of a diff of what is shown; a change of more characters loses its middle.

    None where they have no room: that is known before they are folded, which takes its time.
    """
    body = Body(review.saved.plan, excerpt, review.beside, review.causes)
    items = list(body.items())
    if sum(min(len(item.text.plain), longest) for item in items) > room:
        return None
    lines = [line for item in items for line in _lines(item, longest)]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _lines(item: Item, longest: int) -> Iterator[str]:
    """One line of the text report; where it is folded each of its lines has its sign."""
    text = item.text
    if len(text.plain) > longest:
        text = Text(brief(text.plain, longest))
    first, *others = (line.plain for line in fold(text, _WIDTH, item.hang))
    if first.startswith("/"):
        yield " ".join(filter(None, ["@@", first, *(line.strip() for line in others), "@@"]))
        return
    sign, line = _signed(first)
    yield _noted(f"{sign} {line}", item)
    yield from (f"{sign} {other[_INDENT:]}" for other in others)


def _signed(line: str) -> tuple[str, str]:
    """The sign of a line, and the line without it and without the column that it leaves."""
    found = _SIGNED.match(line)
    if found is None:
        return " ", line.removeprefix(" " * _INDENT)
    indent = " " * max(len(found[1]) - _INDENT, 0)
    return _SIGNS[found[2]], f"{indent}{line[found.end() :]}"


def _noted(line: str, item: Item) -> str:
    if not item.note:
        return line.rstrip()
    return f"{line}{' ' * max(_NOTE - cell_len(line), 2)}{seen(item.note)}"
