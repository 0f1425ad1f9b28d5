"""A report: one thing that a command has to say, for people and for programs."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.text import Text

from reconciler.core.finding import Finding, Severity
from reconciler.report.diagnostics import count, diagnostics
from reconciler.report.escape import visible
from reconciler.report.layout import fold
from reconciler.report.sources import Sources
from reconciler.report.table import Rows


@dataclass(frozen=True, slots=True)
class Report:
    """What is said, in every form that somebody may want it in; each is made when it is needed.

    `message` is the gist in one sentence, `text` the lines for a page of some width. `data` stands
    under the key `kind` in a document, `brief`, where it is given, in an event instead of it.
    `sources` are the lines of the findings, where they are not those of the project. `table` is
    what is written as CSV.
    """

    message: str
    text: Callable[[int], Iterable[Text]]
    kind: str = ""
    data: Callable[[], Any] | None = None
    brief: Callable[[], Mapping[str, Any]] | None = None
    findings: Sequence[Finding] = ()
    sources: Sources | None = None
    severity: Severity = Severity.HINT
    table: Callable[[], Rows] | None = None


def sentence(message: str, kind: str = "", data: Any = None) -> Report:
    """One sentence on one line however long, with the data it is about where there is some."""
    return as_lines([message], message, kind, data)


def paragraph(message: str, kind: str = "", data: Any = None) -> Report:
    """Some sentences, folded to the page, with the data they are about where there is some."""
    about = None if data is None else lambda: data
    return Report(message, lambda width: fold(Text(visible(message)), width), kind, about)


def as_lines(lines: Sequence[str], message: str, kind: str, data: Any) -> Report:
    """Lines that are never folded, with the data they are about where there is some."""
    about = None if data is None else lambda: data
    return Report(message, lambda _: [Text(visible(line)) for line in lines], kind, about)


def exactly(text: str, message: str, kind: str, data: Any) -> Report:
    """A text that programs read, as it is; `message` says what it is."""
    return Report(message, lambda _: map(Text, text.splitlines()), kind, lambda: data)


def complaint(findings: Sequence[Finding], sources: Sources, room: int | None = None) -> Report:
    """Findings, and nothing beside them; `room` of them with their lines, None for all."""
    return Report(
        count(findings),
        lambda width: [*diagnostics(findings, sources, width, room), Text()],
        findings=findings,
    )
