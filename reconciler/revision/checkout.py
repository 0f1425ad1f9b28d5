"""Checking out: the files that a project reads, as a commit has them, in a folder for a while."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from reconciler.core.nearest import did_you_mean
from reconciler.errors import UsageError
from reconciler.revision.git import Git, git_of
from reconciler.revision.tree import Entry, contents, entries
from reconciler.spec.bounds import MAX_BYTES
from reconciler.spec.files import parts_of
from reconciler.spec.path_pattern import PathPattern
from reconciler.spec.project import Project, read_project

MOST, LARGEST = 100_000, 512 * 1024 * 1024
"""More files, or more bytes, are not written for one question."""
_LONGEST_LINK = 4_096


@contextmanager
def checked_out(project_file: Path, revision: str) -> Iterator[Path]:
    """The same project file in a folder that holds what the project reads, as a commit has it.

    The folder is gone afterwards. Links are made last, and led through by nobody here: whoever
    reads the project's files follows none that leads out. What the project file there says of the
    live system is of that time: connect with the project file of today.

    Raises `UsageError` where there is no repository, no such revision or no such file in it.
    """
    git = git_of(project_file.absolute().parent)
    commit, folder = _commit(git, revision), folder_of(git)
    there = {entry.path: entry for entry in entries(git, commit, folder)}
    named = there.get(project_file.name)
    if named is None or named.is_link:
        raise UsageError(f"There is no file {folder}{project_file.name} at {revision}.")
    with TemporaryDirectory(prefix="reconciler-") as made:
        root = Path(made)
        _write(git, [named], root)
        project, _ = read_project(root / project_file.name)
        if project is not None:
            others = [entry for entry in there.values() if entry != named]
            _write(git, _bounded(read_by(project, others), revision), root)
        yield root / project_file.name


def commit_of(project_file: Path, revision: str) -> str:
    """The full name of the commit that a revision of the project stands for.

    Raises `UsageError` as `checked_out` does.
    """
    return _commit(git_of(project_file.absolute().parent), revision)


def folder_of(git: Git) -> str:
    """The folder from the root of the repository, with a slash behind it; empty for the root."""
    told = git.ask("rev-parse", "--show-prefix") or b""
    return os.fsdecode(told.removesuffix(b"\n"))


def _commit(git: Git, revision: str) -> str:
    """The commit of a revision. Raises `UsageError` where there is none."""
    if not revision or revision.startswith("-") or not revision.isprintable():
        raise UsageError(f"`{revision}` is no revision: name a commit, a branch or a tag.")
    if git.ask("rev-parse", "--git-dir") is None:
        said = git.complaint("rev-parse", "--git-dir")
        raise UsageError(f"There is no revision of {git.folder}: {said}.")
    told = git.ask("rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}")
    if told is None:
        raise UsageError(f"There is no revision `{revision}`{_advice(git, revision)}")
    return told.decode().strip()


def _advice(git: Git, revision: str) -> str:
    """What may be meant; of a clone without history, that it has none."""
    refs = ("refs/heads", "refs/tags", "refs/remotes")
    told = git.ask("for-each-ref", "--format=%(refname:short)", *refs) or b""
    meant = did_you_mean(revision, told.decode(errors="replace").split())
    if meant is None and git.ask("rev-parse", "--is-shallow-repository") == b"true\n":
        return ": the clone has no history; fetch it, as with `fetch-depth: 0`."
    return f": {meant}" if meant else "."


def read_by(project: Project, others: Sequence[Entry]) -> list[Entry]:
    """The files that a project reads; where there are links, everything they may lead to."""
    if any(entry.is_link for entry in others):
        return [entry for entry in others if entry.size <= MAX_BYTES]
    patterns = [PathPattern.parse(each.files) for each in (*project.sources, *project.policies)]
    catalog = "/".join(parts_of(project.catalog))
    return [
        entry
        for entry in others
        if entry.path == catalog or any(_matches(each, entry.path) for each in patterns)
    ]


def _matches(pattern: PathPattern, path: str) -> bool:
    at = pattern.start
    for name in path.split("/"):
        at = pattern.after(at, name)
    return pattern.end in at


def _bounded(wanted: Sequence[Entry], revision: str) -> Sequence[Entry]:
    size = sum(entry.size for entry in wanted)
    if len(wanted) > MOST or size > LARGEST:
        count = f"{len(wanted):,} files of {size // 1024 // 1024:,} MiB"
        raise UsageError(f"The project has {count} at {revision}: that is too much to read.")
    return wanted


def _write(git: Git, wanted: Sequence[Entry], root: Path) -> None:
    """Files first and links last, each where nothing is yet: nothing is written through a link."""
    ordered = sorted(wanted, key=lambda entry: entry.is_link)
    for entry, data in contents(git, ordered):
        place = root / entry.path
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            if not entry.is_link:
                _write_new(place, data)
            elif len(data) <= _LONGEST_LINK and b"\0" not in data:
                place.symlink_to(os.fsdecode(data))
        except OSError as error:
            reason = error.strerror or str(error)
            raise UsageError(
                f"`{entry.path}` cannot be read at that revision: {reason}."
            ) from error


def _write_new(place: Path, data: bytes) -> None:
    with place.open("xb") as file:
        file.write(data)
