"""Sources: the lines that findings point at, read again from the files when they are shown."""

from bisect import bisect_left
from codecs import BOM_UTF8
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import overload

from reconciler.spec.files import read_bytes

_LINE_ENDS = (b"\r\n", b"\r", b"\n", b"\xc2\x85", b"\xe2\x80\xa8", b"\xe2\x80\xa9")
"""What the YAML parser counts as the end of a line, in UTF-8."""
_PIECE = 64 * 1024


class Lines(Sequence[str]):
    """The lines of a file; it may have millions, and nobody asks for more than a few."""

    def __init__(self, data: bytes) -> None:
        ended = data
        for line_end in _LINE_ENDS:
            ended = ended.replace(line_end, b"\n".rjust(len(line_end)))
        pieces = range(0, len(ended), _PIECE)
        self._data = data
        self._ended = ended
        """The same, and as long, with a line feed as the last byte of every line."""
        self._before = [0, *accumulate(ended.count(b"\n", at, at + _PIECE) for at in pieces)]
        """How many lines end before each piece."""

    def __len__(self) -> int:
        """How many there are; an empty file has one."""
        return self._before[-1] + 1

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        """One line, without its end; bytes that are no text are replaced."""
        numbers = range(len(self))[index]
        if isinstance(numbers, range):
            return [self[number] for number in numbers]
        start = self.start(numbers)
        end = self._ended.find(b"\n", start)
        line = self._data[start : end + 1 if end >= 0 else None]
        ends = (line_end for line_end in _LINE_ENDS if line.endswith(line_end))
        return line.removesuffix(next(ends, b"")).decode(errors="replace")

    def start(self, index: int) -> int:
        """How many bytes stand before a line. Raises `IndexError` where there is no such line."""
        if index >= len(self):
            raise IndexError(index)
        if not index:
            return len(BOM_UTF8) if self._data.startswith(BOM_UTF8) else 0
        piece = max(bisect_left(self._before, index) - 1, 0)
        start = piece * _PIECE
        for _ in range(index - self._before[piece]):
            start = self._ended.index(b"\n", start) + 1
        return start


class FileSources:
    """The lines of files by their path, relative to `base`; None for what cannot be read.

    A file outside of `base`, or behind a link that leads outside, is never shown: a finding
    about such a link would print a line of any file.
    """

    def __init__(self, base: Path) -> None:
        self._base = base
        self._lines: dict[str, Lines | None] = {}

    def __call__(self, path: str) -> Lines | None:
        """The lines of one file."""
        if path not in self._lines:
            raw, _ = read_bytes(self._base, path)
            self._lines[path] = None if raw is None else Lines(raw)
        return self._lines[path]
