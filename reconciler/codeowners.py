r"""CODEOWNERS: who reviews which file, from the sources of a project, as forges read it.

The last line that fits a file counts, so the narrower of two patterns comes later, and what decides
about everything comes last: the project file, the catalog, the policies and the list itself.

| we write | they read |
|---|---|
| `roles/*.yaml` | `/roles/*.yaml`: a slash in front, for a pattern begins at the repository |
| `customers/**` | `/customers/**/*`: all below; GitLab reads `**` at the end as `*` |
| `a b.yaml` | `/a\ b.yaml` |
| `[ab].yaml` | nothing: neither knows sets of characters |
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from reconciler.core.finding import Finding, Origin, Severity
from reconciler.spec.files import parts_of
from reconciler.spec.path_pattern import is_glob
from reconciler.spec.project import Project, Source

_PIPELINES = ("/.github/", "/.gitlab-ci.yml")
"""What is given the tokens, whether it is there or not."""

_UNSAYABLE = re.compile(r"[\[\]#\\]|(?! )\s")
"""No escape is known for these: `#` begins a comment, a bracket would be taken for itself."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: the path from the root of the repository, as written there, and who reviews it."""

    pattern: str
    owners: tuple[str, ...]
    about: str


def codeowners(project: Project, folder: str) -> tuple[str, list[Finding]]:
    """The text of the file, and what it cannot say.

    `folder` leads from the root of the repository to the project file; empty for the root.
    """
    lines, findings = [], [*_without_owners(project)]
    for line, finding in _lines(project, folder):
        if finding is None:
            lines.append(line)
        else:
            findings.append(finding)
    return _text(project, lines), findings


def _text(project: Project, lines: Sequence[Line]) -> str:
    managed = ", ".join(str(pattern) for pattern in project.manage)
    head = [f"# Written by `reconciler codeowners` from {project.file}, which manages {managed}."]
    width = max((len(line.pattern) for line in lines), default=0)
    body: list[str] = []
    for about, some in groupby(lines, key=lambda line: line.about):
        body += ["", f"# {about}"]
        body += [f"{line.pattern:{width}}  {' '.join(line.owners)}" for line in some]
    return "\n".join([*head, *body]) + "\n"


def _lines(project: Project, folder: str) -> Iterator[tuple[Line, Finding | None]]:
    for source in sorted(project.sources, key=_breadth):
        owners = source.owners or project.owners
        line = Line(_pattern(source.files, folder), owners, f"May speak of {source.within}")
        yield line, _unsayable(source, folder)
    yield from _own(project, folder)


def _own(project: Project, folder: str) -> Iterator[tuple[Line, Finding | None]]:
    """What decides about everything: it goes to the owners of the project."""
    if not project.owners:
        return
    here = Origin(project.file)
    own = [Source(path, project.manage[0], here) for path in (project.file, project.catalog)]
    about = "What decides about all files"
    for source in (*own, *project.policies):
        line = Line(_pattern(source.files, folder), project.owners, about)
        yield line, _unsayable(source, folder)
    for path in ("CODEOWNERS", *_PIPELINES):
        yield Line(path, project.owners, about), None


def _breadth(source: Source) -> tuple[int, int, str]:
    """The broader first: what speaks of fewer literal names fits more files."""
    parts = parts_of(source.files)
    literal = sum(not is_glob(part) for part in parts)
    return literal, -sum(part == "**" for part in parts), source.files


def _pattern(files: str, folder: str) -> str:
    parts = [*parts_of(folder), *parts_of(files)]
    if parts[-1] == "**":
        parts.append("*")
    singles = [part if part == "**" else re.sub(r"\*+", "*", part) for part in parts]
    return "/" + "/".join(singles).replace(" ", "\\ ")


def _unsayable(source: Source, folder: str) -> Finding | None:
    wrong = (
        _UNSAYABLE.search(source.files) or _UNSAYABLE.search(folder) or (re.search(r"[*?]", folder))
    )
    if wrong is None:
        return None
    return Finding(
        "RC0028",
        Severity.ERROR,
        f"CODEOWNERS cannot say `{source.files}`: it knows no `{wrong[0]}`",
        origin=source.origin,
        help="name the files with `*`, `?` and `**` alone, or put them into a folder of their own",
    )


def _without_owners(project: Project) -> Iterator[Finding]:
    """Files that nobody reviews: a line that is missing protects nothing."""
    if project.owners:
        return
    nobody = [source for source in project.sources if not source.owners]
    own = Finding(
        "RC0111",
        Severity.ERROR,
        "nobody owns the project file, the catalog and the policies",
        origin=Origin(project.file),
        help='write `owners: ["@org/team"]` into the project file: users, teams or addresses',
    )
    yield own
    for source in nobody:
        message = f"nobody owns `{source.files}`"
        help_ = "write `owners:` beside `files:`, or for the project as a whole"
        yield Finding("RC0111", Severity.ERROR, message, origin=source.origin, help=help_)
