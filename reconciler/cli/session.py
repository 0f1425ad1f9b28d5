"""The session: what the options before and after a command's name say, and what the run did."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from reconciler.cli.discover import find_project
from reconciler.cli.sources import FileSources
from reconciler.cli.streams import terminal
from reconciler.errors import Exit, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from reconciler.cli.output import Output
    from reconciler.cli.progress import Progress
    from reconciler.cli.voice import Voice
    from reconciler.report.review.review import Review
    from reconciler.report.sources import Sources


_UNWATCHED = ("CI", "RECONCILER_IN_AUTOMATION")


@dataclass
class Session:
    """One run of the program; commands receive it by `@click.pass_obj`.

    `reports` are the forms and files of `--report`, `review` what they tell once a plan is shown.

    `named` is what `--project` says, `folder` what `--chdir` says, `full` what `--full` says.

    `wrote` is set by whoever writes to a live system, at the first write: from then on an error
    ends with exit code 4, and `cause` is what it would have ended with. `command` is set when one
    begins: until then nothing is said but help. `channel` is where Markdown is to be shown.
    """

    environment: Mapping[str, str]
    plain: bool = False
    named: Path | None = None
    folder: Path | None = None
    format: str | None = None
    full: bool = False
    channel: str = "github"
    reports: "list[tuple[str, Path]]" = field(default_factory=list)
    command: str | None = field(default=None, init=False)
    wrote: bool = field(default=False, init=False)
    cause: Exit | None = field(default=None, init=False)
    review: "Callable[[], Review] | None" = field(default=None, init=False)

    @cached_property
    def output(self) -> "Output":
        """Standard output and standard error. First used after the options are read."""
        from reconciler.cli.output import Output  # rich is slow to import

        return Output.of(self.environment, plain=self.plain)

    def renew_output(self) -> None:
        """Begin new streams: a line that an interrupt cut short would hold back all that follow."""
        from reconciler.cli.output import Output

        self.output = Output.of(self.environment, plain=self.plain)

    @cached_property
    def voice(self) -> "Voice":
        """How the run says things: chosen once, by `--format`."""
        from reconciler.cli.voices import VOICES

        return VOICES[self.format or "text"](self)

    @cached_property
    def progress(self) -> "Progress":
        """What the run is busy with: for a person who reads text on a terminal that can erase."""
        from reconciler.cli.progress import Progress

        is_plain = self.plain or self.environment.get("NO_COLOR")
        is_simple = is_plain or self.environment.get("TERM") == "dumb"
        is_text = (self.format or "text") == "text"
        is_seen = is_text and self.is_watched and not is_simple
        return Progress(terminal(sys.stderr) if is_seen else None)

    @property
    def project(self) -> Path:
        """The project file. Raises `UsageError` where there is none."""
        return find_project(Path.cwd(), self.named)

    @cached_property
    def base(self) -> Path:
        """The folder that the paths of findings start from: the one of the project file."""
        try:
            return self.project.parent
        except UsageError:
            return Path.cwd()

    @cached_property
    def sources(self) -> "Sources":
        """The lines findings point at."""
        return FileSources(self.base)

    @property
    def can_ask(self) -> bool:
        """Whether a person is there to answer, and has seen what is asked about."""
        return self.is_watched and self.voice.asks and self.output.can_ask

    @property
    def is_watched(self) -> bool:
        """Whether a person may be there, to be asked and to be given advice."""
        return all(self.environment.get(name, "") in ("", "0") for name in _UNWATCHED)

    def end(self, code: int) -> int:
        """Let the voice say how the run ended, and write the reports of it; the exit code."""
        if self.command is not None:
            self.voice.end(Exit(code))
        if reports := self.reports:
            from reconciler.cli.reports import write_reports

            self.reports = []  # what cannot be written ends the run anew
            write_reports(self, reports)
        return code

    @property
    def debug(self) -> bool:
        """Whether a defect shows its traceback."""
        return self.environment.get("RECONCILER_DEBUG", "") not in ("", "0")
