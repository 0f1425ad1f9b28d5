"""Pieces: headings, lists, and what is folded away, as a channel knows it."""

from collections.abc import Iterable, Sequence

from reconciler.report.markdown.limit import Limit
from reconciler.report.wording import plural

_OPEN = 10
"""So many items of a list are seen at once; more are folded away."""


def heading(words: str) -> str:
    """The heading of a part."""
    return f"#### {words}"


def items(sentences: Iterable[str]) -> str:
    """A list."""
    return "\n".join(f"- {sentence}" for sentence in sentences)


def folded(title: str, body: str, limit: Limit) -> str:
    """A body that is seen once somebody asks for it; `title` is our own words."""
    if not limit.html:
        return f"**{title}**\n\n{body}"
    return f"<details>\n<summary>{title}</summary>\n\n{body}\n\n</details>"


def small(words: str, limit: Limit) -> str:
    """A line of small print."""
    return f"<sub>{words}</sub>" if limit.html else words


def long_list(sentences: Sequence[str], limit: Limit) -> str:
    """A list whose first items are seen at once."""
    if len(sentences) <= _OPEN + 2:
        return items(sentences)
    rest = folded(f"{len(sentences) - _OPEN:,} more", items(sentences[_OPEN:]), limit)
    return f"{items(sentences[:_OPEN])}\n\n{rest}"


def shown_of(shown: int, everything: int, noun: str) -> str:
    """How many are shown of how many."""
    return f"{shown:,} of {plural(everything, noun)} shown"
