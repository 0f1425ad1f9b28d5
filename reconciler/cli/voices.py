"""Voices for programs: a JSON document, a stream of events, annotations of lines, a table."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from reconciler import __version__
from reconciler.cli.formats import WRITTEN
from reconciler.cli.voice import Voice
from reconciler.core.canonical import canonical
from reconciler.core.finding import Severity, has_errors
from reconciler.errors import Exit
from reconciler.report.annotations import annotation
from reconciler.report.data import FORMAT_VERSION, finding_data, findings_data, json_text
from reconciler.report.diagnostics import ROOM
from reconciler.report.report import Report
from reconciler.report.table import csv_text

if TYPE_CHECKING:
    from reconciler.cli.session import Session

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warn", Severity.HINT: "info"}


class Document(Voice):
    """One JSON document on standard output, when all is said. Logs stay text."""

    asks = False

    def show(self, report: Report) -> None:
        """Keep it for the document."""
        self.keep(report)

    def end(self, code: Exit) -> None:
        """Write the document."""
        findings = {
            finding: report.sources or self.session.sources
            for report in self.said
            for finding in report.findings
        }
        document = {
            "format_version": FORMAT_VERSION,
            "command": self.session.command,
            "exit": _exit(code, self.session.cause),
            "message": self.message,
            "findings": findings_data(findings),
            **{report.kind: report.data() for report in self.said if report.data},
        }
        self.output.data(f"{json_text(document, indent=2)}\n")


class Events(Voice):
    """One JSON object a line on standard output, each as soon as it is known."""

    asks = False

    def __init__(self, session: "Session") -> None:
        super().__init__(session)
        about = {"format_version": FORMAT_VERSION, "reconciler": __version__}
        self._tell("version", f"reconciler {__version__}", Severity.HINT, {"version": about})

    def show(self, report: Report) -> None:
        """Tell what the command was asked for."""
        self.message = report.message
        self.log(report)

    def log(self, report: Report) -> None:
        """Tell the findings, each by itself, and then what they belong to."""
        self.said.append(report)
        for finding in report.findings:
            data = finding_data(finding, report.sources or self.session.sources)
            self._tell("finding", finding.message, finding.severity, {"finding": data})
        self.progress(report)

    def progress(self, report: Report) -> None:
        """Tell one thing."""
        about = report.brief or report.data
        payload = {report.kind: about()} if about else {}
        self._tell(report.kind or "log", report.message, report.severity, payload)

    def end(self, code: Exit) -> None:
        """Tell how it ended."""
        is_well = code in (Exit.OK, Exit.CHANGES)
        severity = Severity.HINT if is_well else Severity.ERROR
        payload = {"command": self.session.command, "exit": _exit(code, self.session.cause)}
        self._tell("verdict", self.message, severity, payload)

    def _tell(self, kind: str, message: str, severity: Severity, about: Mapping[str, Any]) -> None:
        event = {
            "level": _LEVELS[severity],
            "message": message,
            "timestamp": canonical(datetime.now(UTC)),
            "type": kind,
            **about,
        }
        self.output.data(f"{json_text(event)}\n")


class GitHub(Voice):
    """Text, and at the end what is to be looked at as annotations of the lines it is about."""

    findings = ROOM

    def end(self, code: Exit) -> None:
        """Write the annotations; one for an error that no finding explains."""
        from reconciler.cli.reviewing import review
        from reconciler.report.review.github import annotated

        findings = [finding for report in self.said for finding in report.findings]
        lines = list(annotated(findings, review(self.session)))
        if code not in (Exit.OK, Exit.CHANGES) and not has_errors(findings):
            title = f"reconciler {self.session.command}".rstrip()
            lines.insert(0, annotation(Severity.ERROR, self.message, title=title))
        self.output.data("".join(f"{line}\n" for line in lines))


class Table(Voice):
    """The answer as CSV on standard output; everything else is text beside it."""

    asks = False

    def show(self, report: Report) -> None:
        """Write the table."""
        self.keep(report)
        if report.table is not None:
            self.output.data(csv_text(report.table()))


class Written(Voice):
    """A review in the form that was asked for, on standard output; everything else beside it."""

    asks = False

    def show(self, report: Report) -> None:
        """Keep what was shown: the review says it."""
        self.keep(report)

    def end(self, code: Exit) -> None:  # noqa: ARG002 - a review says itself how it stands
        """Write the review."""
        from reconciler.cli.forms import written
        from reconciler.cli.reviewing import review

        session = self.session
        self.output.data(written(session.format or "", review(session), session.channel))


def _exit(code: Exit, cause: Exit | None) -> dict[str, Any]:
    """After the first write the code is 4, and the cause says what ended the run."""
    return {
        "code": int(code),
        "name": code.name.lower(),
        "cause": None if cause is None else cause.name.lower(),
    }


VOICES = {
    "text": Voice,
    "json": Document,
    "github": GitHub,
    "events": Events,
    "csv": Table,
    **dict.fromkeys(WRITTEN, Written),
}
"""The formats of `--format`."""
