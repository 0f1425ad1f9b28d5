"""Path patterns: what `files` of a source says, matched one name of a path after the other."""

import re
from dataclasses import dataclass
from fnmatch import translate
from typing import TypeAlias

from reconciler.spec.files import parts_of

At: TypeAlias = frozenset[int]
"""The steps of a pattern that may come next; the number of all its steps means that it matches."""

_Step: TypeAlias = str | re.Pattern[str] | None
"""A literal name, a pattern of one name, or None for `**`: any folders."""

_GLOB = re.compile(r"[*?\[]")
_ENDING = re.compile(r"\.[^.*?\[\]]+$")
_DEEP = "**"


@dataclass(frozen=True, slots=True)
class PathPattern:
    """A pattern of paths below the project.

    `base` is the folder before the first `*`: links may not lead out of it. Where the last step
    spells a name or its ending, the pattern is about files, and a folder of that name a mistake.
    """

    steps: tuple[_Step, ...]
    base: str
    names_files: bool

    @classmethod
    def parse(cls, text: str) -> "PathPattern":
        """Read a pattern; `**` at its end stands for every file there."""
        parts = parts_of(text)
        globs = (index for index, part in enumerate(parts) if is_glob(part))
        base = "/".join(parts[: next(globs, len(parts) - 1)])
        parts += ["*"] if parts[-1] == _DEEP else []
        names_files = not is_glob(parts[-1]) or _ENDING.search(parts[-1]) is not None
        return cls(tuple(map(_step, parts)), base, names_files)

    @property
    def start(self) -> At:
        """Where every path begins."""
        return self._passing({0})

    @property
    def end(self) -> int:
        """What is in the steps to come where a path matches."""
        return len(self.steps)

    def after(self, at: At, name: str) -> At:
        """How far a path has come with one more name."""
        stays = {index for index in at if self.steps[index] is None and not name.startswith(".")}
        moves = {index + 1 for index in at if _fits(self.steps[index], name)}
        return self._passing(stays | moves)

    def literal(self, at: At) -> str | None:
        """The one name that can come next, where the pattern spells it."""
        first = self.steps[min(at)]
        return first if isinstance(first, str) and len(at) == 1 else None

    def _passing(self, at: set[int]) -> At:
        """`**` may stand for no folder at all."""
        for index, step in enumerate(self.steps):
            if step is None and index in at:
                at.add(index + 1)
        return frozenset(at)


def is_glob(text: str) -> bool:
    """Whether it stands for more than one name."""
    return _GLOB.search(text) is not None


def _step(part: str) -> _Step:
    if part == _DEEP:
        return None
    return re.compile(translate(part)) if is_glob(part) else part


def _fits(step: _Step, name: str) -> bool:
    if isinstance(step, re.Pattern):
        return not name.startswith(".") and step.match(name) is not None
    return step == name
