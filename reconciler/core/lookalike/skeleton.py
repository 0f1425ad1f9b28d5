"""Skeletons: texts that look the same have the same one (Unicode's UTS 39, section 4)."""

from collections.abc import Callable
from typing import TypeAlias

Skeleton: TypeAlias = Callable[[str], str]
"""Gives the skeleton of a text, line by line: it neither makes line ends nor drops them."""

_PROTOTYPES = {'"': "''", "%": "º/₀", "0": "O", "1": "l", "I": "l", "`": "'", "m": "rn", "|": "l"}
"""All that `confusables.txt` (17.0.0) says of ASCII."""


def ascii_skeleton(text: str) -> str:
    """The skeleton of ASCII text; other characters stand for themselves."""
    for character, prototype in _PROTOTYPES.items():
        text = text.replace(character, prototype)
    return text
