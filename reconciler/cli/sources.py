"""Sources: the lines that findings point at, read again from the files when they are shown."""

import re
from collections.abc import Sequence
from pathlib import Path

_LARGEST = 32 * 2**20
_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""What the YAML parser counts as the end of a line."""


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
            return _LINE_END.split(file.read_bytes().decode("utf-8-sig", errors="replace"))
        except (OSError, ValueError, RuntimeError):  # unreadable, impossible, or a loop of links
            return None
