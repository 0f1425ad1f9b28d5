"""Brackets: lets `[set:manager]` and `{url: https://...}` pass a parser older than YAML 1.2.

The C parser ends plain text in brackets at every `:` and `?`, YAML 1.2 at a `: ` only. So where
such a character stands inside of a word, another one that the file does not hold takes its place
while it is parsed. It is one character for one: no place in the file moves.
"""

import re
from collections.abc import Iterator, Mapping

_INSIDE = {
    ":": re.compile(rb":(?<=[^\s,\[\]{}\"']:)(?=[^\s,\[\]{}])"),
    "?": re.compile(rb"\?(?<=[^\s,\[\]{}\"']\?)"),
}
_PRIVATE = range(0xE000, 0xF8FF)


def masked(data: bytes) -> tuple[bytes, Mapping[str, str]]:
    """The bytes for the parser, and what to put back: the stand-in and what it stands for."""
    stands_for: dict[str, str] = {}
    if b"[" not in data and b"{" not in data:
        return data, stands_for
    free = _free(data)
    for character, inside in _INSIDE.items():
        stand_in = next(free, "")
        changed = inside.sub(stand_in.encode(), data) if stand_in else data
        if changed != data:
            data, stands_for[stand_in] = changed, character
    return data, stands_for


def _free(data: bytes) -> Iterator[str]:
    """Characters for private use that the file does not hold."""
    for code in _PRIVATE:
        if chr(code).encode() not in data:
            yield chr(code)
