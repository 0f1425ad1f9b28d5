"""Git: the few questions that are asked of a repository, so that it can make nothing run.

A repository is as little trusted as any file. No hook, filter, pager or monitor that its
configuration names is started, nothing is fetched, and no variable of git leads elsewhere.
"""

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from reconciler.errors import UsageError

PATIENCE = 120.0
"""Seconds that one question may take."""

_SAFE = (
    "--no-pager",
    "--no-replace-objects",
    "--literal-pathspecs",
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "core.fsmonitor=false"),
    *("-c", "safe.bareRepository=explicit"),  # files of a commit can be one, with any history
    *("-c", "protocol.allow=never"),
)
_PASSED = ("PATH", "HOME", "XDG_CONFIG_HOME", "SYSTEMROOT", "TMPDIR")
"""What git needs to start, and to know which repositories its owner trusts."""
_CLOSED = {
    "GIT_ALLOW_PROTOCOL": "none",  # goes before a protocol's own setting in the repository
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_LONGEST = 8_192
"""So much of a `.git` that is a file is read."""


def git_of(folder: Path, patience: float | None = None) -> "Git":
    """Git in a folder, where it means the repository that the nearest `.git` above is or names.

    Files of a commit can make up a bare repository, with any history, and git would take a folder
    of them for the one meant: `safe.bareRepository` is known only to git 2.38 and later.

    Raises `UsageError` where git means another one.
    """
    git = Git(folder, patience)
    told = git.ask("rev-parse", "--absolute-git-dir")
    if told is None:
        return git  # it says no to every question, and why
    meant = os.fsdecode(told.removesuffix(b"\n"))
    if os.path.realpath(meant) != _nearest(folder):
        raise UsageError(
            f"There is no revision of {folder}: git takes {meant} for its repository, and no "
            "`.git` above says so."
        )
    return git


def _nearest(folder: Path) -> str | None:
    """The real path of the repository that the nearest `.git` is, or names as a file."""
    here = Path(os.path.realpath(folder))
    for each in (here, *here.parents):
        mark = each / ".git"
        if mark.is_dir():
            return os.path.realpath(mark)
        if os.path.lexists(mark):
            return _named(mark) if mark.is_file() else None
    return None


def _named(mark: Path) -> str | None:
    """What the `.git` of a worktree or of a submodule names, seen from its folder."""
    try:
        with mark.open("rb") as file:
            said = file.read(_LONGEST)
    except OSError:
        return None
    where = os.fsdecode(said.removeprefix(b"gitdir: ").rstrip(b"\r\n"))
    return os.path.realpath(mark.parent / where) if said.startswith(b"gitdir: ") else None


@dataclass(frozen=True, slots=True)
class Git:
    """Git in one folder, with so many seconds for one question, else `PATIENCE`."""

    folder: Path
    patience: float | None = None

    def ask(self, *arguments: str, given: bytes = b"") -> bytes | None:
        """What git answers; None where it says no. Raises `UsageError` where it cannot be asked."""
        done = self._run(arguments, given)
        return done.stdout if done.returncode == 0 else None

    def complaint(self, *arguments: str) -> str:
        """The first line of what git says against a question."""
        said = self._run(arguments, b"").stderr.decode(errors="replace").strip()
        return said.partition("\n")[0].removeprefix("fatal: ")

    def _run(self, arguments: Sequence[str], given: bytes) -> "subprocess.CompletedProcess[bytes]":
        patience = PATIENCE if self.patience is None else self.patience
        try:
            return subprocess.run(
                ["git", *_SAFE, *arguments],
                cwd=self.folder,
                env=_environment(os.environ),
                input=given,
                capture_output=True,
                check=False,
                timeout=patience,
            )
        except FileNotFoundError as error:
            raise UsageError("A revision is read with git, and git is not installed.") from error
        except subprocess.TimeoutExpired as error:
            raise UsageError(f"git took longer than {patience:.0f} s to read it.") from error


def _environment(own: Mapping[str, str]) -> dict[str, str]:
    return {**{name: own[name] for name in _PASSED if name in own}, **_CLOSED}
