"""Listing: the first of many names, and how many more there are."""

from collections.abc import Sequence

SHOWN = 5


def listed(names: Sequence[str], between: str = ", ") -> str:
    """`a, b`, or `a, b, c, d, e and 4 more`: what is cut is counted."""
    more = len(names) - SHOWN
    return between.join(names[:SHOWN]) + (f" and {more:,} more" if more > 0 else "")
