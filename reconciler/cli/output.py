"""Output: people and data on standard output, logs and findings on standard error."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TextIO

from rich.console import Console
from rich.text import Text

from reconciler.cli.streams import silence
from reconciler.report.escape import visible
from reconciler.report.harmless import harmless

PIPED_WIDTH = 100
"""How wide a page is where no terminal says it and `COLUMNS` is not set."""

_BATCH = 2_000


class _Console(Console):
    """A console whose reader may go away: that ends the output, never the run."""

    def on_broken_pipe(self) -> None:
        self.quiet = True
        silence(self.file)


@dataclass(frozen=True, slots=True)
class Output:
    """Both streams. Nothing printed here is interpreted: no markup, no emoji codes, no folding."""

    people: Console
    logs: Console

    @classmethod
    def of(cls, environment: Mapping[str, str], *, plain: bool) -> "Output":
        """The streams of this process; `plain` stands for `--no-color`."""
        return cls(
            _console(sys.stdout, environment, plain=plain),
            _console(sys.stderr, environment, plain=plain),
        )

    @property
    def can_ask(self) -> bool:
        """Whether a person is there to answer."""
        return sys.stdin.isatty() and self.logs.is_terminal

    def show(self, lines: Iterable[Text]) -> None:
        """Lines for people, laid out for `people.width`, on standard output."""
        _print(self.people, lines)

    def data(self, text: str) -> None:
        """Data for programs on standard output, exactly as it is."""
        try:
            self.people.file.write(text)
            self.people.file.flush()
        except BrokenPipeError:
            self.people.on_broken_pipe()

    def log(self, message: str | Sequence[Text]) -> None:
        """A message or lines laid out for `logs.width`, on standard error."""
        lines = [Text(visible(message))] if isinstance(message, str) else message
        _print(self.logs, lines)

    def ask(self, question: str) -> str:
        """What the person answers; nothing where the input ends."""
        self.logs.print(harmless(Text(question)), end=" ")
        return sys.stdin.readline().strip()


def _print(console: Console, lines: Iterable[Text]) -> None:
    """Many lines at once are much faster than one by one."""
    batch: list[Text] = []
    for line in lines:
        batch.append(harmless(line))
        if len(batch) == _BATCH:
            console.print(Text("\n").join(batch))
            batch = []
    if batch:
        console.print(Text("\n").join(batch))


def _console(stream: TextIO, environment: Mapping[str, str], *, plain: bool) -> Console:
    return _Console(
        stderr=stream is sys.stderr,
        color_system=None if plain or not _is_coloured(stream, environment) else "standard",
        force_terminal=stream.isatty(),
        width=None if stream.isatty() else _piped_width(environment),
        markup=False,
        emoji=False,
        highlight=False,
        soft_wrap=True,
    )


def _is_coloured(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """On a terminal that knows colours, or where it is demanded; never against `NO_COLOR`."""
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return stream.isatty() and environment.get("TERM") != "dumb"


def _piped_width(environment: Mapping[str, str]) -> int:
    columns = environment.get("COLUMNS", "")
    return int(columns) if columns.isdecimal() and int(columns) else PIPED_WIDTH
