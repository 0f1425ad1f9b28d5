"""The lock of a target: the live system's own, else a file beside the project."""

from hashlib import sha256
from pathlib import Path
from typing import Final

from reconciler.errors import UsageError
from reconciler.keeping import own_folder
from reconciler.providers.base import Provider, Reader
from reconciler.providers.lock_file import LockFile
from reconciler.providers.locking import Holder, Locking
from reconciler.spec.project import Project

FOLDER: Final = Path(".reconciler", "locks")
"""Beside the project file; not for version control."""


def locking(project: Project, provider: Provider) -> Locking:
    """Where the lock of this target is kept. Raises `UsageError` where no file could be."""
    if isinstance(provider, Locking):
        return provider
    try:
        folder = own_folder(project.root, FOLDER)
    except OSError as error:
        raise UsageError(
            f"Nothing was applied: no lock can be kept in {FOLDER}: {error.strerror}."
        ) from error
    return LockFile(folder / _file(project))


def holder(project: Project, provider: Reader) -> Holder | None:
    """Who holds the lock of this target. Nothing is made to find that out."""
    if isinstance(provider, Locking):
        return provider.holder()
    return LockFile(project.root / FOLDER / _file(project)).holder()


def _file(project: Project) -> str:
    target = f"{project.account}\n{project.url}"
    return f"{sha256(target.encode()).hexdigest()[:16]}.lock"
