"""The nearest name: what somebody probably meant who wrote something unknown."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import overload

_LONGEST = 64
"""Comparing costs the product of the lengths; a longer name is no misspelling of anything."""


def nearest(written: str, known: Iterable[str]) -> str | None:
    """The known name that is most like what was written; None where none is like it."""
    if len(written) > _LONGEST:
        return None
    spelt = {name.lower(): name for name in sorted(known) if len(name) <= _LONGEST}
    found = get_close_matches(written.lower(), spelt, n=1, cutoff=0.6)
    return spelt[found[0]] if found else None


@overload
def did_you_mean(written: str, known: Iterable[str]) -> str | None: ...
@overload
def did_you_mean(written: str, known: Iterable[str], otherwise: str) -> str: ...
def did_you_mean(written: str, known: Iterable[str], otherwise: str | None = None) -> str | None:
    """Advice that names the nearest of the known names, or says something else."""
    found = nearest(written, known)
    return f"did you mean `{found}`?" if found else otherwise
