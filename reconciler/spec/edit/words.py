"""Words: the items in brackets put together anew, on one line or on several."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from reconciler.spec.edit.brackets import Brackets, Slot
from reconciler.spec.edit.refusal import Unsafe
from reconciler.spec.edit.source import Source

_COMMA = re.compile(r"([ \t]*),")


@dataclass(frozen=True, slots=True)
class Word:
    """One item, without its comments. `old` is its index as it was, None for a new one."""

    text: str
    old: int | None = None


def joined(source: Source, brackets: Brackets, words: Sequence[Word]) -> str:
    """What stands between the brackets with these items, in this order."""
    if brackets.comments and [word.old for word in words] != list(range(len(brackets.slots))):
        return _Commented(source, brackets).text(words)
    return _plain(source.text, brackets, words)


def _plain(text: str, brackets: Brackets, words: Sequence[Word]) -> str:
    """Without comments: the places stay, other items come into them."""
    slots = brackets.slots
    if not slots or not words:
        return ", ".join(word.text for word in words)
    head, tail = text[brackets.start : slots[0].start], text[slots[-1].end : brackets.end]
    return head + "".join(_spaced(text, brackets, words, head)) + tail


def _spaced(text: str, brackets: Brackets, words: Sequence[Word], head: str) -> Iterator[str]:
    gaps = [text[a.end : b.start] for a, b in pairwise(brackets.slots)]
    left = iter(_left(gaps, sorted(word.old for word in words if word.old is not None)))
    fresh = gaps[0] if gaps and all(map(_breaks, gaps)) else ", "
    if not gaps and _breaks(head):
        fresh = "," + head
    old_ones = 0
    for place, word in enumerate(words):
        old_ones += word.old is not None
        if place:
            yield next(left) if word.old is not None and old_ones > 1 else fresh
        yield word.text


def _left(gaps: list[str], stay: list[int]) -> list[str]:
    """What stays between those that stay: of gaps in a row, the one that breaks the line."""
    rows = [gaps[one:other] for one, other in pairwise(stay)]
    return [next(filter(_breaks, row), row[0]) for row in rows]


def _breaks(gap: str) -> bool:
    """Whether the line ends in it."""
    return "\n" in gap or "\r" in gap


class _Commented:
    """With comments: each item needs lines of its own, so that its comments can go with it."""

    def __init__(self, source: Source, brackets: Brackets) -> None:
        self._source = source
        self._brackets = brackets
        self._text = source.text
        self._demand_lines()

    def text(self, words: Sequence[Word]) -> str:
        """What stands between the brackets."""
        text, slots, end = self._text, self._brackets.slots, self._source.line_end
        head, last = text[self._brackets.start : slots[0].lead], slots[-1]
        if not words:
            return head + text[last.behind : self._brackets.end]
        lines = end.join(self._lines(words))
        if not self._source.begins_line(slots[0].start):
            lines = end + lines if lines.lstrip().startswith("#") else lines.lstrip()
        return head + lines + self._closing(words[-1])

    def _lines(self, words: Sequence[Word]) -> Iterator[str]:
        ends_in_comma = self._comma(self._brackets.slots[-1]) is not None
        for place, word in enumerate(words):
            comma = "," if ends_in_comma or place + 1 < len(words) else ""
            yield self._above(word) + word.text + comma + self._note(word)

    def _above(self, word: Word) -> str:
        """The comments above an item, and the spaces before it."""
        slot = self._brackets.slots[word.old or 0]
        if word.old is None or not self._source.begins_line(slot.start):
            return " " * self._source.column(slot.start)
        return self._text[slot.lead : slot.start]

    def _note(self, word: Word) -> str:
        """The comment behind an item, without the comma."""
        if word.old is None:
            return ""
        slot = self._brackets.slots[word.old]
        comma = self._comma(slot)
        spaces = comma[1] if comma else ""
        return (spaces + self._text[comma.end() if comma else slot.end : slot.behind]).rstrip()

    def _closing(self, last: Word) -> str:
        """What stands behind the last item; a comment there leaves no place for the bracket."""
        slot, end = self._brackets.slots[-1], self._source.line_end
        if slot.behind < self._brackets.end or self._ends_line(slot):
            return end + self._text[slot.behind : self._brackets.end]
        if not self._note(last):
            return ""
        return end + " " * self._source.column(self._brackets.slots[0].start)

    def _ends_line(self, slot: Slot) -> bool:
        return _breaks(self._text[slot.end : slot.behind])

    def _shares_line(self, slot: Slot, *, is_first: bool) -> bool:
        """Whether an item stands behind another; the first may stand behind the bracket."""
        return not (self._source.begins_line(slot.start) or (is_first and slot.lead == slot.start))

    def _comma(self, slot: Slot) -> re.Match[str] | None:
        return _COMMA.match(self._text, slot.end)

    def _demand_lines(self) -> None:
        """Refuse where an item shares its line: nobody could say whose the comment on it is."""
        slots = self._brackets.slots
        shared = [
            slot.start
            for index, slot in enumerate(slots)
            if self._shares_line(slot, is_first=index == 0)
            or (slot is not slots[-1] and not self._comma(slot))
        ]
        if shared or not slots:
            line = self._source.line_start(shared[0]) if shared else self._brackets.start
            comments = self._brackets.comments
            place = next((place for place in comments if place >= line), comments[0])
            message = "nobody can tell which item in these brackets a comment belongs to"
            raise Unsafe(
                message, "write one item a line, its comma right behind it", place, "RC0702"
            )
