"""Inert: what comes from outside, written so that Markdown makes nothing of it.

It stands in a code span or in a fence, and nowhere else: there no renderer looks for tags, links,
images, headings, tables, mentions (`@team`) or references (`#123`, `GH-1`, a commit, an address),
and no forge for commands of its own. Neither is changed by that: a name can be copied.
"""

import re
from collections.abc import Iterable
from itertools import chain

from rich.text import Text

from reconciler.report.escape import visible
from reconciler.report.harmless import harmless
from reconciler.report.layout import fold

LONGEST = 400
"""Names of more characters are shortened."""

WIDTH = 88
"""Cells of a line in a fence: as many as a comment shows beside each other."""
_RUN = re.compile("`+")
_PLAIN = re.compile(r"[A-Z][A-Za-z, ]*\.")


def seen(text: str) -> str:
    """The text with what nobody sees made visible, and no start of an HTML comment.

    Comments are found again by a marker in one; no name can be a marker, wherever it stands.
    """
    return visible(text).replace("<!--", "<U+003C>!--")


def brief(text: str, longest: int = LONGEST) -> str:
    """What is seen of the text, without its middle where it is too long, and its length then.

    Of a text of any length no more is looked at than is shown.
    """
    start, end = seen(text[:longest]), seen(text[-longest:])
    if len(text) <= longest and len(start) <= longest:
        return start
    tail = longest // 3
    return f"{start[: longest - tail]}[… {len(text):,} characters …]{end[-tail:]}"


def code(text: str, longest: int = LONGEST) -> str:
    """A code span of exactly this text."""
    shown = brief(text, longest)
    run = "`" * (_longest_run([shown]) + 1)
    pad = " " if _is_trimmed(shown) else ""
    return f"{run}{pad}{shown}{pad}{run}"


def prose(text: str) -> str:
    """A sentence as it is where it is made of plain words, else in a fence."""
    if _PLAIN.fullmatch(text):
        return text
    return fence(line.plain for line in fold(Text(brief(text, 2_000)), WIDTH))


def fence(lines: Iterable[str], language: str = "text") -> str:
    """A block of code of exactly these lines; a build server obeys none of them either."""
    shown = [harmless(Text(seen(line))).plain.rstrip() for line in lines]
    run = "`" * max(_longest_run(shown) + 1, 3)
    return "\n".join([f"{run}{language}", *shown, run])


def _longest_run(texts: Iterable[str]) -> int:
    return max(map(len, chain.from_iterable(map(_RUN.findall, texts))), default=0)


def _is_trimmed(text: str) -> bool:
    """Whether a renderer would take a space or a backtick at an end for its own."""
    is_spaced = text.startswith(" ") and text.endswith(" ") and bool(text.strip(" "))
    return not text or text.startswith("`") or text.endswith("`") or is_spaced
