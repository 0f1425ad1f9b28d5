"""What a benchmark is made of: a subject, built once, and the steps that are measured on it."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from measure import Measured

RUNS = 5


def nothing(_: Path) -> None:
    """No preparation."""


def no_figures(*_: object) -> Mapping[str, float]:
    """Time and memory say it all."""
    return {}


class Missing(Exception):
    """A program is not here, and why; its benchmarks are left out."""


@dataclass(frozen=True, slots=True)
class Step:
    """A command that is measured, and what is true when it went well.

    `once` prepares the folder before the first run, `each` before every run. `exit` is the code
    that must come, and `says` stands in the output. `runs` is how many at most.

    `beside` is what runs in the meantime, begun anew for each run. `figures` are what else is
    known of a run while it still stands, and `shows` puts them into the table instead of time.
    """

    name: str
    column: str
    command: Sequence[str | Path]
    exit: int = 0
    says: str = ""
    once: Callable[[Path], None] = nothing
    each: Callable[[Path], None] = nothing
    runs: int | None = None
    beside: Callable[[Path], AbstractContextManager[object]] = nullcontext
    figures: Callable[[Path, Measured], Mapping[str, float]] = no_figures
    shows: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is built in an empty folder, and a row of a table: its steps are the cells.

    `program` gets ready what is measured and names its version. It raises `Missing`.
    """

    name: str
    table: str
    row: str
    program: Callable[[], str]
    build: Callable[[Path], None]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One cell of a table; its name is what it is asked for by."""

    subject: Subject
    step: Step

    @property
    def name(self) -> str:
        return "-".join(filter(None, [self.step.name, self.subject.name]))


def size(number: int) -> str:
    """10000 as `10k`, 1000000 as `1m`."""
    return f"{number // 1_000_000}m" if number >= 1_000_000 else f"{number // 1000}k"
