"""Findings for people, as a modern compiler shows them: the place, the line, what helps."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.text import Text

from reconciler.core.codes import TITLES
from reconciler.core.finding import Finding, Origin, Severity
from reconciler.core.model import Ref
from reconciler.report.escape import visible
from reconciler.report.layout import fold
from reconciler.report.look import SEVERITIES
from reconciler.report.notice import weight
from reconciler.report.snippet import snippet
from reconciler.report.sources import Sources
from reconciler.report.wording import plural

_FRAME = "bright_blue"
_RELATED = "cyan"

ROOM = 500
"""So many findings have their lines in a file or a log that is kept; the rest are counted."""


def diagnostics(
    findings: Iterable[Finding], sources: Sources, width: int, room: int | None = None
) -> list[Text]:
    """All findings in their order, top of the first file first, and a last line that counts them.

    Where there are more than `room` the worst come first, and the rest are counted by code.
    Nothing for no findings. Every line fits in `width` cells.
    """
    ordered = sorted(findings, key=lambda finding: finding.order)
    if not ordered:
        return []
    if room is not None and len(ordered) > room:
        ordered.sort(key=weight)
    shown = ordered[:room]
    lines: list[Text] = []
    for finding in shown:
        lines += [*_Frame.of(finding, sources, width).lines(finding), Text()]
    lines += _counted(ordered[len(shown) :], width)
    return [*lines, Text(count(ordered), "bold")]


def _counted(findings: Sequence[Finding], width: int) -> Iterator[Text]:
    """How many there are of each code; nothing for no findings."""
    found = Counter((one.severity, one.code) for one in findings)
    order = list(Severity)
    for (severity, code), number in sorted(
        found.items(), key=lambda each: (order.index(each[0][0]), each[0][1])
    ):
        title = f", {TITLES[code]}" if code in TITLES else ""
        words = f"... and {number:,} more {severity}[{code}]{title}"
        yield from fold(Text(words, SEVERITIES[severity]), width, 4)
    if found:
        yield Text()


def count(findings: Sequence[Finding]) -> str:
    """How many of each severity, in how many files: `2 errors, 1 warning in 3 files`."""
    found = Counter(finding.severity for finding in findings)
    counts = ", ".join(
        plural(found[severity], severity) for severity in Severity if found[severity]
    )
    files = {finding.origin.path for finding in findings if finding.origin}
    return f"{counts} in {plural(len(files), 'file')}" if files else counts


@dataclass(frozen=True, slots=True)
class _Frame:
    """What the parts of one finding share: the sources, the page, the room for line numbers."""

    sources: Sources
    width: int
    gutter: int

    @classmethod
    def of(cls, finding: Finding, sources: Sources, width: int) -> "_Frame":
        places = [finding.origin, *(origin for _, origin in finding.related)]
        return cls(sources, width, max(len(str(place.line)) if place else 1 for place in places))

    def lines(self, finding: Finding) -> Iterator[Text]:
        style = SEVERITIES[finding.severity]
        yield from self._headline(finding, style)
        if finding.origin:
            yield from self._place(finding.origin, style, "")
        elif finding.ref:
            place = finding.ref.scope if isinstance(finding.ref, Ref) else finding.ref
            yield from self._arrow(visible(str(place)))
        for label, origin in finding.related:
            yield from self._place(origin, _RELATED, visible(label))
        if finding.help:
            yield from self._note("help", visible(finding.help))

    def _headline(self, finding: Finding, style: str) -> list[Text]:
        start = f"{finding.severity}[{finding.code}]"
        text = Text.assemble((start, style), (f": {visible(finding.message)}", "bold"))
        return fold(text, self.width, len(start) + 2)

    def _place(self, origin: Origin, style: str, label: str) -> Iterator[Text]:
        source = self.sources(origin.path)
        if source is None or not 0 < origin.line <= len(source):
            yield from self._arrow(f"{visible(str(origin))}{label and ': '}{label}")
            return
        yield from self._arrow(visible(str(origin)))
        yield from self._source(source[origin.line - 1], origin, style, label)

    def _source(self, line: str, origin: Origin, style: str, label: str) -> Iterator[Text]:
        """The line and below it the carets, with what the place has to do with the finding."""
        room = max(self.width - self.gutter - 3, 1)
        shown = snippet(line, origin, room)
        number = str(origin.line).rjust(self.gutter)
        yield Text(f"{'':{self.gutter}} |", _FRAME)
        yield Text.assemble((f"{number} | ", _FRAME), shown.shown)
        marks = Text.assemble((f"{'':{self.gutter}} | ", _FRAME), " " * shown.indent)
        marks.append(("-" if label else "^") * shown.length, style)
        yield from self._labelled(marks, Text(label, style))

    def _labelled(self, marks: Text, label: Text) -> list[Text]:
        """The label beside the marks where it fits, else below them."""
        if not label:
            return [marks]
        if marks.cell_len + 1 + label.cell_len <= self.width:
            return [marks.append(" ").append_text(label)]
        below = Text.assemble((f"{'':{self.gutter}} | ", _FRAME), label)
        return [marks, *fold(below, self.width, self.gutter + 3)]

    def _arrow(self, place: str) -> list[Text]:
        text = Text.assemble((f"{'':{self.gutter}}--> ", _FRAME), place)
        return fold(text, self.width, self.gutter + 4)

    def _note(self, title: str, text: str) -> list[Text]:
        start = f"{'':{self.gutter}} = "
        whole = Text.assemble((start, _FRAME), (f"{title}: ", "bold"), text)
        return fold(whole, self.width, len(start) + len(title) + 2)
