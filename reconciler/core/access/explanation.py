"""An explanation: yes or no, with every path of a yes and every reason of a no."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from reconciler.core.access.holders import path_order
from reconciler.core.access.question import Access, Path, Question
from reconciler.core.access.steps import Step, Walk, end
from reconciler.core.access.whynot import NOTHING_GONE, Gone, Obstacle, obstacles


@dataclass(frozen=True)
class Explanation:
    """The answer to one question. `paths` are in order, those without an end first."""

    question: Question
    paths: tuple[tuple[Path, tuple[Step, ...]], ...]
    obstacles: tuple[Obstacle, ...]

    @property
    def is_yes(self) -> bool:
        """Whether there is a path."""
        return bool(self.paths)

    @cached_property
    def until(self) -> datetime | None:
        """When the last path ends; None where one has no end, or none is there."""
        ends = [path.holding.until for path, _ in self.paths]
        return end(max(ends)) if ends else None


def explanation(access: Access, question: Question, gone: Gone = NOTHING_GONE) -> Explanation:
    """The answer to one question, with every reason."""
    found = sorted(access.paths(question), key=path_order)
    walk = Walk(access)
    paths = tuple((path, walk.steps(question, path)) for path in found)
    return Explanation(question, paths, () if paths else tuple(obstacles(access, question, gone)))
