"""Discovery: which files the sources of a project name, each once."""

import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import translate
from pathlib import Path

from reconciler.core.finding import Finding, Origin, Severity
from reconciler.spec.bounds import MAX_FILES
from reconciler.spec.files import Refused, parts_of, resolve_below
from reconciler.spec.problem import Problem
from reconciler.spec.project import Project, Source
from reconciler.spec.text import has_hidden

_GLOB = re.compile(r"[*?\[]")
_DEEP = "**"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that a source names: `path` is relative to the project, `base` bounds its links."""

    path: str
    source: Source
    base: str


def discover(project: Project) -> tuple[list[SourceFile], list[Finding]]:
    """Every role file in order of path, and what is wrong with finding them."""
    finder = _Finder(project.root)
    for source in project.sources:
        finder.look(source)
    return sorted(finder.found.values(), key=lambda file: file.path), finder.findings


class _Finder:
    """Walks the folders of one project; a file that two sources or two links reach is an error."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.found: dict[str, SourceFile] = {}
        self.findings: list[Finding] = []
        self._spelt: dict[str, str] = {}
        self._reached: dict[tuple[int, int], str] = {}
        self._folders: dict[tuple[str, str], bool] = {}
        self._listed: dict[str, list[str]] = {}
        self._base = ""

    def look(self, source: Source) -> None:
        """Find the files of one source."""
        parts = _without_repeats(parts_of(source.files))
        self._base = "/".join(_literal_start(parts))
        paths = dict.fromkeys(self._matches("", parts))
        if not paths:
            self.findings.append(_nothing(source).at(source.origin))
        for path in paths:
            if len(self.found) >= MAX_FILES:
                self._too_many(source)
                return
            self._take(SourceFile(path, source, self._base))

    def _too_many(self, source: Source) -> None:
        problem = Problem("RC0011", f"more than {MAX_FILES:,} files", "write larger files")
        self.findings.append(problem.at(source.origin))

    def _take(self, file: SourceFile) -> None:
        if file.path in self.found:
            self._report(_twice(), file, self.found[file.path])
            return
        other = self._spelt.setdefault(_spelling(file.path), file.path)
        if other != file.path:
            self._report(_collision(), file, self.found[other])
            return
        reached = self._same_file(file.path)
        if reached is not None:
            self._report(_twice(), file, self.found[reached])
            return
        self.found[file.path] = file

    def _report(self, problem: Problem, file: SourceFile, other: SourceFile) -> None:
        related = (("the other one", Origin(other.path)), ("named here", other.source.origin))
        self.findings.append(problem.at(Origin(file.path), *related))

    def _same_file(self, path: str) -> str | None:
        """The path by which this very file was reached before."""
        try:
            found = (self.root / path).stat()
        except OSError:
            return None  # reading it will say why
        other = self._reached.setdefault((found.st_dev, found.st_ino), path)
        return other if other != path else None

    def _matches(self, folder: str, parts: list[str]) -> Iterator[str]:
        part, rest = parts[0], parts[1:]
        if part == _DEEP:
            yield from self._matches_below(folder, rest)
        elif not _GLOB.search(part):
            path = f"{folder}{part}"
            if not rest and os.path.lexists(self.root / path):
                yield path
            elif rest and self._is_folder(path):
                yield from self._matches(f"{path}/", rest)
        else:
            yield from self._matches_pattern(folder, re.compile(translate(part)), rest)

    def _matches_below(self, folder: str, rest: list[str]) -> Iterator[str]:
        """`**`: here, and in every folder below that is not hidden."""
        rest = rest or ["*"]
        yield from self._matches(folder, rest)
        for name in self._names(folder):
            if not name.startswith(".") and self._is_folder(f"{folder}{name}"):
                yield from self._matches(f"{folder}{name}/", [_DEEP, *rest])

    def _matches_pattern(
        self, folder: str, pattern: re.Pattern[str], rest: list[str]
    ) -> Iterator[str]:
        for name in self._names(folder):
            if name.startswith(".") or not pattern.match(name):
                continue
            path = f"{folder}{name}"
            if not rest and not (self.root / path).is_dir():
                yield path
            elif rest and self._is_folder(path):
                yield from self._matches(f"{path}/", rest)

    def _names(self, folder: str) -> list[str]:
        """What stands in a folder, in order, listed once."""
        if folder not in self._listed:
            self._listed[folder] = self._list(folder)
        return self._listed[folder]

    def _list(self, folder: str) -> list[str]:
        try:
            names = sorted(path.name for path in (self.root / folder).iterdir())
        except OSError as error:
            problem = Problem("RC0001", f"the folder cannot be read: {error.strerror}")
            self.findings.append(problem.at(Origin(folder or ".")))
            return []
        return [name for name in names if self._is_printable(folder, name)]

    def _is_printable(self, folder: str, name: str) -> bool:
        if name.isprintable() and not has_hidden(name):
            return True
        problem = Problem("RC0024", f"the file name {name!a} cannot be shown", "rename it")
        self.findings.append(problem.at(Origin(folder or ".")))
        return False

    def _is_folder(self, path: str) -> bool:
        """Whether to walk on there, judged once for each base."""
        known = (self._base, path)
        if known not in self._folders:
            self._folders[known] = self._may_enter(path)
        return self._folders[known]

    def _may_enter(self, path: str) -> bool:
        """Whether it is a folder of the project; a link may neither lead out nor in a circle."""
        full = self.root / path
        if not full.is_dir() or not full.is_symlink():
            return full.is_dir()
        try:
            real = resolve_below(self.root, path, self._safe_base(path))
        except Refused as refused:
            self.findings.append(refused.problem.at(Origin(path)))
            return False
        if full.parent.resolve().is_relative_to(real):
            self.findings.append(_circle().at(Origin(path)))
            return False
        return True

    def _safe_base(self, path: str) -> str:
        """The base of the source, while walking to it only the project itself."""
        return self._base if path.startswith(f"{self._base}/") else ""


def _without_repeats(parts: list[str]) -> list[str]:
    """`**/**` is `**`: any folders, and then any folders."""
    before = ["", *parts]
    return [part for part, last in zip(parts, before, strict=False) if (part, last) != (_DEEP,) * 2]


def _literal_start(parts: list[str]) -> list[str]:
    """The folders before the first pattern."""
    globs = (index for index, part in enumerate(parts) if _GLOB.search(part))
    return parts[: next(globs, len(parts) - 1)]


def _spelling(path: str) -> str:
    """What stays of a path where case and Unicode form are nothing."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def _nothing(source: Source) -> Problem:
    if _GLOB.search(source.files):
        message = f"no file matches `{source.files}`"
        return Problem("RC0025", message, "mend the pattern, or remove it", Severity.WARNING)
    return Problem("RC0001", f"there is no file `{source.files}`", "write it, or mend the path")


def _twice() -> Problem:
    return Problem("RC0026", "the same file is matched twice", "let one source name it, once")


def _collision() -> Problem:
    message = "two file names differ only by case or Unicode form"
    return Problem("RC0023", message, "rename one: some systems hold them for the same file")


def _circle() -> Problem:
    return Problem("RC0021", "the link leads in a circle", "remove the link")
