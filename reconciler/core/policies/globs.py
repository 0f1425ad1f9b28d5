"""Globs: patterns of names with `*`, `?` and `[...]`, matched in time that no pattern can stretch.

They come from a repository. A regular expression from there may be made to run for ever; here a
`*` is tried again from its last place only, so that the work is at most the product of the lengths.
"""

import re
from collections.abc import Callable
from typing import TypeAlias

_SET = r"\[(?:!(?:\][^\]]*|[^\]]+)|\][^\]]*|[^\]!][^\]]*)\]"
"""A `]` at its begin belongs to a set, and a set of nothing is none: shells read it so."""
_STEP = re.compile(rf"\*|\?|{_SET}|.", re.DOTALL)

_Step: TypeAlias = Callable[[str], bool] | None
"""Whether one character fits; None for `*`."""


def matches(pattern: str, name: str) -> bool:
    """Whether a name is of the pattern, letter for letter."""
    steps = [_step(part) for part in _STEP.findall(pattern)]
    at, star, resume = 0, -1, 0
    place = 0
    while place < len(name):
        step = steps[at] if at < len(steps) else _nothing
        if step is None:
            star, resume = at, place
            at += 1
        elif step(name[place]):
            at, place = at + 1, place + 1
        elif star >= 0:
            resume += 1
            at, place = star + 1, resume
        else:
            return False
    return all(step is None for step in steps[at:])


def _nothing(_: str) -> bool:
    """Behind the end of a pattern."""
    return False


def _step(part: str) -> _Step:
    if part == "*":
        return None
    if part == "?":
        return lambda _: True
    if len(part) == 1:
        return lambda letter: letter == part
    is_other = part[1] == "!"
    ranges = _ranges(part[2 if is_other else 1 : -1])
    return lambda letter: any(low <= letter <= high for low, high in ranges) != is_other


def _ranges(inside: str) -> list[tuple[str, str]]:
    found = []
    while inside:
        is_range = len(inside) > 2 and inside[1] == "-"
        found.append((inside[0], inside[2] if is_range else inside[0]))
        inside = inside[3 if is_range else 1 :]
    return found
