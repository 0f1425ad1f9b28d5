"""Head: the commit that is checked out where a project is, and whether its files are as committed.

Git is asked for objects alone. Whether a file differs is told by its bytes: `git status` would run
what the configuration of the repository names for it.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reconciler.core.finding import Severity
from reconciler.errors import UsageError
from reconciler.revision.checkout import folder_of, read_by
from reconciler.revision.git import Git, git_of
from reconciler.revision.tree import Entry, entries
from reconciler.spec.discover import discover, discover_policies
from reconciler.spec.files import parts_of, read_bytes
from reconciler.spec.path_pattern import is_glob
from reconciler.spec.project import Project

PATIENCE = 10.0
"""Seconds for one question: nobody has asked for it, so nobody waits long."""
LARGEST = 32 * 1024 * 1024
"""Of files that hold more than so many bytes none is read a second time."""
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Head:
    """A commit, the name of its author, and whether what the project reads differs from it."""

    commit: str
    author: str
    is_changed: bool


def head_of(project: Project) -> Head | None:
    """The commit that is checked out; None where no repository has the project. Never raises."""
    try:
        return _head(project, _git(project))
    except UsageError:
        return None


def commits_before(project: Project) -> Iterator[str]:
    """The commits whose files may have what those of now have no more, the latest first.

    The one that is checked out, where the files differ from it; then what the last commit that
    touched them was made on. Nothing where git does not know, as in a clone without history, or
    where the files are large. Never raises.
    """
    try:
        git = _git(project)
        head = _head(project, git)
        if head is None or _size(project, git, head.commit) > LARGEST:
            return
        if head.is_changed:
            yield head.commit
        if (earlier := _before(project, git, head.commit)) is not None:
            yield earlier
    except UsageError:
        return


def _git(project: Project) -> Git:
    return git_of(project.root.absolute(), PATIENCE)


def _head(project: Project, git: Git) -> Head | None:
    told = git.ask("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    if told is None:
        return None
    commit = told.decode().strip()
    there = {entry.path: entry for entry in entries(git, commit, folder_of(git))}
    if project.file not in there:
        return None
    return Head(commit, _author(git, commit), _is_changed(project, there))


def _author(git: Git, commit: str) -> str:
    """The name alone. What `git log` shows may run programs, so the commit is read as it is."""
    told = git.ask("cat-file", "commit", commit) or b""
    for line in told.partition(b"\n\n")[0].split(b"\n"):
        if line.startswith(b"author "):
            name = line.removeprefix(b"author ").partition(b" <")[0]
            return name.decode(errors="replace")[:_LONGEST_NAME]
    return ""


def _is_changed(project: Project, there: dict[str, Entry]) -> bool:
    """Whether a file that the project reads, or read, is another one, is new or is gone."""
    files = [*discover(project)[0], *discover_policies(project)[0]]
    now = {project.file: "", **{file.path: file.base for file in files}}
    now |= {project.catalog: ""} if (project.root / project.catalog).exists() else {}
    read = {entry.path for entry in read_by(project, [*there.values()]) if not entry.is_link}
    linked = {entry.path for entry in there.values() if entry.is_link}
    if linked:  # what is read through links has other paths in the commit
        read &= now.keys()
    elif now.keys() - there.keys():
        return True
    return any(
        path not in now or not _is_same(project.root, there[path], now[path])
        for path in read | {project.file}
    )


def _is_same(root: Path, entry: Entry, base: str) -> bool:
    content, found = read_bytes(root, entry.path, base)
    if content is None or any(one.severity is Severity.ERROR for one in found):
        return False
    lines = content.replace(b"\r\n", b"\n")  # git may have been told to check out others
    return entry.name in (_blob(content, entry.name), _blob(lines, entry.name))


def _blob(content: bytes, name: str) -> str:
    """What git calls these bytes; a repository has names of one length."""
    make = hashlib.sha1 if len(name) == 40 else hashlib.sha256
    return make(b"blob %d\0" % len(content) + content).hexdigest()


def _size(project: Project, git: Git, commit: str) -> int:
    there = entries(git, commit, folder_of(git))
    return sum(entry.size for entry in read_by(project, there))


def _before(project: Project, git: Git, commit: str) -> str | None:
    """What the last commit that touched a place of the role files was made on, as it was merged."""
    places = sorted({_literal(source.files) for source in project.sources})
    told = git.ask("rev-list", "-1", "--first-parent", commit, "--", project.file, *places)
    if not told:
        return None
    parent = git.ask("rev-parse", "--verify", "--quiet", f"{told.decode().strip()}^1")
    return None if parent is None else parent.decode().strip()


def _literal(pattern: str) -> str:
    """The folder or file before the first `*` of a pattern."""
    parts = parts_of(pattern)
    plain = next((place for place, part in enumerate(parts) if is_glob(part)), len(parts))
    return "/".join(parts[:plain]) or "."
