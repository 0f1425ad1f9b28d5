"""The skeleton of a text in any script, from Unicode's data: loaded when first needed.

A skeleton is NFD(map(NFD(text))) without what cannot be seen (UTS 39, section 4). Here it stands
for the standard's own: where only two characters look alike, either may be the prototype.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from unicodedata import normalize

from reconciler.core.lookalike.skeleton import ascii_skeleton
from reconciler.spec.text import without_hidden

_MARK = r"\u200e"
"""The data keeps the marks that the standard's file puts around text from right to left."""


def skeleton(text: str) -> str:
    """The skeleton of a text; the data is loaded for one that is not ASCII."""
    if text.isascii():
        return ascii_skeleton(text)
    seen = normalize("NFD", without_hidden(text))
    return normalize("NFD", seen.translate(_prototypes()))


@cache
def _prototypes() -> Mapping[int, str]:
    """The character or characters that stand for each one that looks like them."""
    data = files("homoglyphs_fork").joinpath("confusables.json").read_text("utf-8")
    return prototypes(json.loads(data.replace(_MARK, "")))


def prototypes(pairs: Mapping[str, list[str]]) -> dict[int, str]:
    """The prototype of each character, from who looks like whom, said in both directions.

    A character that is no prototype looks like its prototype only. Of two that look like each
    other and like nothing else, the longer text or the smaller code point is taken for it.
    """

    def rank(text: str) -> tuple[int, int, int]:
        return len(pairs[text]), len(text), -ord(text[0])

    found = {
        ord(text): alike[0]
        for text, alike in pairs.items()
        if len(text) == len(alike) == 1 and rank(alike[0]) > rank(text)
    }
    return {code: text.translate(found) for code, text in found.items()}
