"""Where snapshots and journals may come from: never from the files that are reviewed.

Whoever writes a pull request writes all that git checks out. A snapshot of their own would say that
nothing changes, so one that git has is refused, and one that a link or a submodule leads to. A
journal of their own would say what was applied.
"""

import os
from collections.abc import Container, Sequence
from pathlib import Path

from reconciler.errors import SnapshotError
from reconciler.revision.git import git_of

_CHUNK = 500
"""Git is asked for so many files at once."""
_ADVICE = "Fetch it from where only the protected branch can write, to a path that git ignores."


def demand_outside(snapshot: Path, project: Path) -> None:
    """Raises `SnapshotError` for a snapshot that came with the files of a project's repository."""
    if came_along(snapshot, project):
        raise SnapshotError(f"{snapshot} is part of the repository that is planned. {_ADVICE}")


def came_along(file: Path, project: Path) -> bool:
    """Whether a file came with those of the repository that a project stands in."""
    return bool(those_along([file], project))


def those_along(files: Sequence[Path], project: Path) -> frozenset[Path]:
    """Those of some files that came with the repository; git is asked for many at once."""
    root = _root(project)
    if root is None or not files:
        return frozenset()
    tracked = _tracked([Path(os.path.realpath(file)) for file in files], root)
    return frozenset(file for file in files if _is_along(file, root, tracked))


def _is_along(file: Path, root: Path, tracked: Container[Path]) -> bool:
    given = Path(os.path.abspath(file))  # noqa: PTH100 - no link may be followed yet
    real = Path(os.path.realpath(file))
    is_within = any(each.is_relative_to(root) for each in (given, real))
    return is_within and (_is_linked(file, root) or _is_foreign(real, root) or real in tracked)


def _root(project: Path) -> Path | None:
    """The work tree that the project stands in; None where there is none."""
    folder = Path(os.path.realpath(project.parent))
    return next((each for each in (folder, *folder.parents) if (each / ".git").exists()), None)


def _is_linked(snapshot: Path, root: Path) -> bool:
    """Whether a link below the root of the repository leads to it."""
    given = Path(os.path.abspath(snapshot))  # noqa: PTH100 - the same
    steps = [given, *given.parents]
    return any(
        step.is_symlink() and Path(os.path.realpath(step.parent)).is_relative_to(root)
        for step in steps
    )


def _is_foreign(real: Path, root: Path) -> bool:
    """Whether it stands in another repository below, as in a submodule."""
    between = (each for each in real.parents if each != root and each.is_relative_to(root))
    return any((each / ".git").exists() for each in between)


def _tracked(reals: Sequence[Path], root: Path) -> set[Path]:
    """Those of which git has a file of this path, in the index or in the commit checked out."""
    within = [real for real in reals if real.is_relative_to(root)]
    git, found = git_of(root), set[Path]()
    for start in range(0, len(within), _CHUNK):
        some = within[start : start + _CHUNK]
        paths = [real.relative_to(root).as_posix() for real in some]
        listed = git.ask("ls-files", "-z", "--", *paths)
        committed = git.ask("ls-tree", "-r", "-z", "--name-only", "HEAD", "--", *paths) or b""
        if listed is None:  # who cannot tell has not said no
            found.update(some)
        else:
            names = (listed + committed).split(b"\0")
            found.update(root / os.fsdecode(name) for name in names if name)
    return found
