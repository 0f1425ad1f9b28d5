"""What is reviewed: a plan with all that stands beside it, or findings where there is no plan."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from posixpath import normpath

from reconciler.core.finding import Origin
from reconciler.core.outcome import Outcome
from reconciler.core.saved import SavedPlan
from reconciler.report.beside import Beside
from reconciler.report.plan_data import Data
from reconciler.report.review.causes import Causes


@dataclass(frozen=True, slots=True)
class Around:
    """Where the files are, for whoever reads about them elsewhere.

    `folder` leads from the root of the repository to the project file, as a path with slashes,
    empty for the root. `files` is the address of the repository's files at the commit of the plan,
    with a slash behind it; empty where none is known. `project` is the name of the project file.
    """

    folder: str = ""
    files: str = ""
    project: str = "reconciler.yaml"

    def path(self, origin: Origin) -> str:
        """The file of an origin, from the root of the repository."""
        return normpath(f"{self.folder}/{origin.path}" if self.folder else origin.path)


@dataclass(frozen=True)
class Review:
    """What every report is a function of.

    `message` is the gist in one sentence: the summary line of a plan, else why there is none.
    `saved` is the plan with how it was made; where `is_planned` is false its findings alone count,
    and its commit and author. `data` is what `--format json` says of it. `outcomes` are what became
    of the changes of a plan that was applied, in its order. `error` is what ended the run, if it
    did not end by itself. `advise` says whether a person may be there who could type what is next.
    """

    message: str
    saved: SavedPlan
    beside: Beside
    data: Callable[[], Data]
    around: Around = field(default_factory=Around)
    outcomes: Sequence[Outcome] = ()
    is_planned: bool = True
    error: str = ""
    advise: bool = True

    @cached_property
    def causes(self) -> Causes:
        """The lines of the files that cause changes and effects."""
        return self.beside.causes(self.saved.plan)
