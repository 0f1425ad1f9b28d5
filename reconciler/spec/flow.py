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
_PIECE = 64 * 1024
_BETWEEN = re.compile(rb"[\s,\[\]{}\"']")
"""What is no part of a word: between two of these nothing depends on what stands around."""


def masked(data: bytes) -> tuple[bytes, Mapping[str, str]]:
    """The bytes for the parser, and what to put back: the stand-in and what it stands for."""
    stands_for: dict[str, str] = {}
    if b"[" not in data and b"{" not in data:
        return data, stands_for
    free = _free(data)
    for character, inside in _INSIDE.items():
        stand_in = next(free, "")
        changed = _replaced(inside, stand_in.encode(), data) if stand_in else data
        if changed != data:
            data, stands_for[stand_in] = changed, character
    return data, stands_for


def _replaced(inside: re.Pattern[bytes], stand_in: bytes, data: bytes) -> bytes:
    """Piece by piece: all at once, every place that is replaced would be an object.

    A word as long as a piece stays as it is: no name is so long, and the parser will say so.
    """
    return b"".join(
        inside.sub(stand_in, piece) if len(piece) <= 2 * _PIECE else piece
        for piece in _pieces(data)
    )


def _pieces(data: bytes) -> Iterator[bytes]:
    """The bytes in pieces of whole words."""
    start = 0
    while start < len(data):
        found = _BETWEEN.search(data, start + _PIECE)
        end = found.end() if found else len(data)
        yield data[start:end]
        start = end


def _free(data: bytes) -> Iterator[str]:
    """Characters for private use that the file does not hold."""
    for code in _PRIVATE:
        if chr(code).encode() not in data:
            yield chr(code)
