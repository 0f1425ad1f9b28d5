"""Source: the text of one file as it is edited, its lines, and its nodes."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from reconciler.spec.edit.nodes import Node, parse
from reconciler.spec.text import without_bom

_BLANK = " \t\r\n"


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a file; `added` is the end of its last line where the file has none.

    `mark` is its byte order mark. `starts` are the places where lines begin, and the text's end.
    """

    mark: bytes
    text: str
    added: str
    starts: tuple[int, ...]
    root: Node

    @classmethod
    def of(cls, raw: bytes) -> "Source":
        """The source of a file that the reader has read without complaint."""
        bare = without_bom(raw)
        text = bare.decode()
        root = parse(text)
        added = "" if text.endswith(("\n", "\r")) else _line_end(text.splitlines(keepends=True)[0])
        text += added
        starts = tuple(accumulate(map(len, text.splitlines(keepends=True)), initial=0))
        return cls(raw[: len(raw) - len(bare)], text, added, starts, root)

    @property
    def line_end(self) -> str:
        """How lines of this file end: as the first one does."""
        first = self.text[: self.starts[1]]
        return _line_end(first)

    def line(self, place: int) -> int:
        """The number of the line, from 0, in which a character stands."""
        return bisect_right(self.starts, place) - 1

    def line_start(self, place: int) -> int:
        """Where the line of a character begins."""
        return self.starts[self.line(place)]

    def next_line(self, place: int) -> int:
        """Where the line after that of a character begins; at the end of the text, there."""
        line = self.line(place) + 1
        return self.starts[line] if line < len(self.starts) - 1 else len(self.text)

    def column(self, place: int) -> int:
        """The column of a character, from 0."""
        return place - self.line_start(place)

    def lines(self, start: int, end: int) -> Iterator[tuple[int, str]]:
        """The whole lines from one line start to another, each with its place."""
        while start < end:
            after = self.next_line(start)
            yield start, self.text[start:after]
            start = after

    def begins_line(self, place: int) -> bool:
        """Whether nothing but spaces stands before it on its line."""
        return not self.text[self.line_start(place) : place].strip(_BLANK)

    def encoded(self, text: str) -> bytes:
        """The bytes of the file with this text.

        It keeps its mark; the last line goes on without an end as long as it is the last.
        """
        if text.endswith(self.text[self.starts[-2] :]):
            text = text.removesuffix(self.added)
        return self.mark + text.encode()


def _line_end(line: str) -> str:
    """The end of a line; of a line without one, that of most files."""
    return line[len(line.rstrip("\r\n")) :] or "\n"
