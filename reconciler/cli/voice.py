"""The voice of a run: how commands are heard, for people here, as data in `voices`."""

from typing import TYPE_CHECKING

from rich.text import Text

from reconciler.errors import Exit
from reconciler.report.escape import visible
from reconciler.report.layout import fold
from reconciler.report.report import Report

if TYPE_CHECKING:
    from reconciler.cli.output import Output
    from reconciler.cli.session import Session


class Voice:
    """Says everything as text: what was asked for on standard output, the rest beside it."""

    asks = True
    """Whether a person who is asked has seen what was said."""

    findings: int | None = None
    """How many findings are said with their lines, None for all of them."""

    def __init__(self, session: "Session") -> None:
        self.session = session
        self.said: list[Report] = []
        self.message = ""
        self.failure = ""
        """What ended the run, if it did not end by itself."""

    @property
    def output(self) -> "Output":
        """The streams of the run."""
        return self.session.output

    def show(self, report: Report) -> None:
        """Say what the command was asked for."""
        self.keep(report)
        self.output.show(report.text(self.output.people.width))

    def log(self, report: Report) -> None:
        """Say something beside it."""
        self.said.append(report)
        self.progress(report)

    def conclude(self, report: Report) -> None:
        """Say beside it what the run comes to: the message of its end."""
        self.log(report)
        self.message = report.message

    def progress(self, report: Report) -> None:
        """Say what happens now, and what the last report will say again."""
        self.output.log(list(report.text(self.output.logs.width)))

    def keep(self, report: Report) -> None:
        """Keep what was said for the end."""
        self.said.append(report)
        self.message = report.message

    def error(self, message: str) -> None:
        """Say what ends the run."""
        self.message = self.failure = message
        text = Text.assemble(("error: ", "bold red"), visible(message))
        self.output.log(fold(text, self.output.logs.width, len("error: ")))

    def end(self, code: Exit) -> None:
        """Say how the run ended. For people the exit code says it."""
