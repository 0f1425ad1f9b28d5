"""Walking: the paths below a project that a pattern matches; no folder is listed twice."""

import errno
import os
import stat
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from reconciler.core.finding import Finding, Origin
from reconciler.spec.files import Refused, resolve_below, unreadable
from reconciler.spec.path_pattern import At, PathPattern
from reconciler.spec.problem import Problem
from reconciler.spec.text import has_hidden

_NOTHING_THERE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)


class Walker:
    """Walks the folders of one project, for one pattern after the other."""

    def __init__(self, root: Path) -> None:
        self.findings: list[Finding] = []
        self._root = root
        self._folders: dict[tuple[str, str], bool] = {}
        self._listed: dict[str, list[str]] = {}

    def matches(self, pattern: PathPattern) -> Iterator[str]:
        """The paths of files that a pattern matches, each once; found as they are asked for."""
        waiting = deque([("", pattern.start)])
        while waiting:
            folder, at = waiting.popleft()
            for name in self._names(folder, pattern.literal(at)):
                path, ahead = f"{folder}{name}", pattern.after(at, name)
                further: At = ahead - {pattern.end}
                if pattern.end in ahead and (pattern.names_files or not _is_dir(self._root / path)):
                    yield path
                elif further and self._is_folder(path, pattern.base):
                    waiting.append((f"{path}/", further))

    def _names(self, folder: str, literal: str | None) -> list[str]:
        """What stands in a folder, in order, listed once; or the one name, if it is there."""
        if literal is not None:
            return [literal] if self._exists(f"{folder}{literal}") else []
        if folder not in self._listed:
            self._listed[folder] = self._list(folder)
        return self._listed[folder]

    def _exists(self, path: str) -> bool:
        try:
            (self._root / path).lstat()
        except OSError as error:
            self._report(path, error)
            return False
        return True

    def _list(self, folder: str) -> list[str]:
        inside = f"{self._root / folder}/."  # fails too where the names are all that may be read
        try:
            with os.scandir(inside) as entries:
                names = sorted(entry.name for entry in entries)
        except OSError as error:
            self._report(folder or ".", error)
            return []
        return [name for name in names if self._is_printable(folder, name)]

    def _is_printable(self, folder: str, name: str) -> bool:
        if name.isprintable() and not has_hidden(name):
            return True
        problem = Problem("RC0024", f"the file name {name!a} cannot be shown", "rename it")
        self.findings.append(problem.at(Origin(folder or ".")))
        return False

    def _report(self, path: str, error: OSError) -> None:
        """Say so where something may be that nobody can see: its files are missed otherwise."""
        if error.errno not in _NOTHING_THERE:
            self.findings.append(unreadable(error).at(Origin(path)))

    def _is_folder(self, path: str, base: str) -> bool:
        """Whether to walk on there, judged once for each base."""
        known = (base, path)
        if known not in self._folders:
            self._folders[known] = self._may_enter(path, base)
        return self._folders[known]

    def _may_enter(self, path: str, base: str) -> bool:
        """Whether it is a folder of the project; a link may neither lead out nor in a circle."""
        full = self._root / path
        try:
            if not stat.S_ISDIR(full.stat().st_mode):
                return False
            if full.is_symlink():
                self._demand_safe_link(full, path, base)
        except OSError as error:
            self._report(path, error)
            return False
        except Refused as refused:
            self.findings.append(refused.problem.at(Origin(path)))
            return False
        return True

    def _demand_safe_link(self, full: Path, path: str, base: str) -> None:
        """The base bounds what is in it; on the way to it only the project does."""
        inside = base if path.startswith(f"{base}/") else ""
        real = resolve_below(self._root, path, inside)
        if full.parent.resolve().is_relative_to(real):
            raise Refused(Problem("RC0021", "the link leads in a circle", "remove the link"))


def _is_dir(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except OSError:
        return False
