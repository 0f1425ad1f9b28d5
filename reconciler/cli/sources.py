"""Sources: the lines that findings point at, read again from the files when they are shown."""

import re
from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import overload

_LARGEST = 32 * 2**20
_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""What the YAML parser counts as the end of a line."""


class Lines(Sequence[str]):
    """The lines of a text, found as far as somebody asks for them: it may have millions."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ends = _LINE_END.finditer(text)
        self._starts = array("q", [0])

    def __len__(self) -> int:
        """How many there are; an empty text has one."""
        count = self._text.count
        return 1 + sum(map(count, "\n\r\x85\u2028\u2029")) - count("\r\n")

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        """One line, without its end."""
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        index += len(self) if index < 0 else 0
        while len(self._starts) <= index and (end := next(self._ends, None)):
            self._starts.append(end.end())
        start = self._starts[index]
        found = _LINE_END.search(self._text, start)
        return self._text[start : found.start() if found else None]


class FileSources:
    """The lines of files by their path, relative to `base`; None for what cannot be read.

    A file outside of `base`, or behind a link that leads outside, is never shown: a finding
    about such a link would print a line of any file.
    """

    def __init__(self, base: Path) -> None:
        self._base = base.resolve()
        self._lines: dict[str, Sequence[str] | None] = {}

    def __call__(self, path: str) -> Sequence[str] | None:
        """The lines of one file."""
        if path not in self._lines:
            self._lines[path] = self._read(path)
        return self._lines[path]

    def _read(self, path: str) -> Sequence[str] | None:
        try:
            file = (self._base / path).resolve()
            if not file.is_relative_to(self._base) or not file.is_file():
                return None
            if file.stat().st_size > _LARGEST:
                return None
            return Lines(file.read_bytes().decode("utf-8-sig", errors="replace"))
        except (OSError, ValueError, RuntimeError):  # unreadable, impossible, or a loop of links
            return None
