"""Discovery: which files the sources and policies of a project name, each once."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reconciler.core.finding import Finding, Origin, Severity
from reconciler.errors import FilesError
from reconciler.spec.bounds import MAX_FILES
from reconciler.spec.files import parts_of
from reconciler.spec.path_pattern import PathPattern, is_glob
from reconciler.spec.problem import Problem
from reconciler.spec.project import Project, Source
from reconciler.spec.walk import Walker


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that a source names.

    `path` is relative to the project, `base` bounds its links, `size` is in bytes and 0 for what
    is not there.
    """

    path: str
    source: Source
    base: str
    size: int


def discover(project: Project) -> tuple[list[SourceFile], list[Finding]]:
    """Every role file in order of path, and what is wrong with finding them.

    A pattern leaves out the project file, its catalog and its policies. Raises `FilesError` where
    the files are too many.
    """
    policies, _ = discover_policies(project) if project.policies else ((), ())
    finder = _Finder(project, {file.path: "a policy file" for file in policies}, _ROLES)
    return finder.found_by(project.sources)


def discover_policies(project: Project) -> tuple[list[SourceFile], list[Finding]]:
    """Every policy file in the same way; a pattern without any is an error.

    What protects must not end in silence with its last file.
    """
    return _Finder(project, {}, _POLICIES).found_by(project.policies)


@dataclass(frozen=True, slots=True)
class _Kind:
    """What is looked for, the key that names it, and how bad it is to find none."""

    noun: str
    key: str
    if_none: Severity


_ROLES = _Kind("role file", "sources", Severity.WARNING)
_POLICIES = _Kind("policy file", "policies", Severity.ERROR)


class _Finder:
    """The files of one project; one that two sources or two links reach is an error."""

    def __init__(self, project: Project, others: Mapping[str, str], kind: _Kind) -> None:
        self.found: dict[str, SourceFile] = {}
        self._root = project.root
        self._walker = Walker(project.root)
        self._spelt: dict[str, str] = {}
        self._reached: dict[tuple[int, int], str] = {}
        self._kind = kind
        catalog = {_plain(project.catalog): "the catalog", project.file: "the project file"}
        self._own = {**catalog, **others}

    @property
    def findings(self) -> list[Finding]:
        return self._walker.findings

    def found_by(self, sources: Iterable[Source]) -> tuple[list[SourceFile], list[Finding]]:
        """The files of some sources in order of path, and what is wrong with finding them."""
        for source in sources:
            self.look(source)
        return sorted(self.found.values(), key=lambda file: file.path), self.findings

    def look(self, source: Source) -> None:
        """Find the files of one source."""
        if what := self._own.get(_plain(source.files)):
            self.findings.append(_another(source, what, self._kind).at(source.origin))
            return
        pattern = PathPattern.parse(source.files)
        matched = False
        for path in self._walker.matches(pattern):
            if path in self._own:
                continue
            matched = True
            self._take(path, source, pattern.base)
            if len(self.found) > MAX_FILES:
                problem = Problem("RC0011", f"more than {MAX_FILES:,} files", "write larger files")
                raise FilesError("The project is too large.", [problem.at(source.origin)])
        if not matched:
            self.findings.append(_nothing(source, self._kind).at(source.origin))

    def _take(self, path: str, source: Source, base: str) -> None:
        same = self._spelt.get(_spelling(path))
        if path in self.found:
            self._report(_twice(), path, source, path)
        elif same is not None:
            self._report(_collision(), path, source, same)
        else:
            self._add(path, source, base)

    def _add(self, path: str, source: Source, base: str) -> None:
        size = 0
        try:
            status = (self._root / path).stat()
        except OSError:
            pass  # reading it will say why
        else:
            size = status.st_size
            other = self._reached.setdefault((status.st_dev, status.st_ino), path)
            if other != path:
                self._report(_twice(), path, source, other)
                return
        self._spelt[_spelling(path)] = path
        self.found[path] = SourceFile(path, source, base, size)

    def _report(self, problem: Problem, path: str, source: Source, other: str) -> None:
        named = dict.fromkeys((self.found[other].source.origin, source.origin))
        related = [*zip(("named here", "and here"), named, strict=False)]
        if other != path:
            related = [("the other one", Origin(other)), *related]
        self.findings.append(problem.at(Origin(path), *related))


def _plain(path: str) -> str:
    return "/".join(parts_of(path))


def _spelling(path: str) -> str:
    """What stays of a path where case and Unicode form are nothing."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def _nothing(source: Source, kind: _Kind) -> Problem:
    if is_glob(source.files):
        message = f"no file matches `{source.files}`"
        return Problem("RC0025", message, "mend the pattern, or remove it", kind.if_none)
    return Problem("RC0001", f"there is no file `{source.files}`", "write it, or mend the path")


def _another(source: Source, what: str, kind: _Kind) -> Problem:
    message = f"`{source.files}` is {what}, and no {kind.noun}"
    advice = f"take it out of `{kind.key}`: a pattern leaves it out by itself"
    return Problem("RC0027", message, advice)


def _twice() -> Problem:
    return Problem("RC0026", "the same file is matched twice", "let one source name it, once")


def _collision() -> Problem:
    message = "two file names differ only by case or Unicode form"
    return Problem("RC0023", message, "rename one: some systems hold them for the same file")
