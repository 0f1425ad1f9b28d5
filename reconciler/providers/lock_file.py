"""A lock file, for systems that keep no lock themselves: it ends with the process that holds it.

The system's own lock on the file decides (`flock`), what stands in the file only says who. So there
is no lease and no sign of life: a process that is gone holds nothing, however it went.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import uuid4

from reconciler.core.canonical import canonical
from reconciler.errors import UsageError
from reconciler.providers.base import Run, utc_now
from reconciler.providers.locking import Holder, Still, held_by, lost, no_such

_OPEN: Final = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
_NOBODY: Final = Holder("", "", "", "", "", datetime.fromtimestamp(0, UTC))


class LockFile:
    """The lock at `path`, whose folder exists."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def lock(self, run: Run) -> Iterator[Still]:
        """Hold it. Raises `Locked`, and `UsageError` where no file can be made."""
        file = self._take()
        try:
            _write(
                file, Holder(uuid4().hex[:8], run.actor, run.host, run.link, run.commit, utc_now())
            )
            yield lambda: self._demand(file)
        finally:
            if self._is_ours(file):
                self.path.unlink(missing_ok=True)
            os.close(file)

    def holder(self) -> Holder | None:
        """Who holds it; nobody does where a process left the file behind."""
        with suppress(OSError):
            file = os.open(self.path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                return None if _is_free(file) else _read(self.path)
            finally:
                os.close(file)
        return None

    def unlock(self, lock: str) -> Holder:
        """Put the file away: the holder's lock is on one that nobody else opens any more."""
        holder = self.holder()
        if holder is None or holder.id != lock:
            raise no_such(lock, holder)
        self.path.unlink(missing_ok=True)
        return holder

    def _take(self) -> int:
        """The file, open and locked. Raises `Locked`."""
        while True:
            file = self._open()
            if not _is_free(file):
                os.close(file)
                raise held_by(_read(self.path) or _NOBODY)
            if self._is_ours(file):
                return file
            os.close(file)  # its holder put it away between our opening and our locking

    def _open(self) -> int:
        try:
            return os.open(self.path, _OPEN, 0o600)
        except OSError as error:
            raise UsageError(
                f"Nothing was applied: {self.path} cannot be locked: {error.strerror}."
            ) from error

    def _demand(self, file: int) -> None:
        if not self._is_ours(file):
            raise lost()

    def _is_ours(self, file: int) -> bool:
        """Whether the file that we have locked is the one that others find."""
        try:
            return os.path.samestat(os.fstat(file), self.path.lstat())
        except FileNotFoundError:
            return False


def _is_free(file: int) -> bool:
    """Lock an open file, if nobody has."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _write(file: int, holder: Holder) -> None:
    said = {name: canonical(getattr(holder, name)) for name in Holder.__slots__}
    os.ftruncate(file, 0)
    os.pwrite(file, json.dumps(said).encode(), 0)


def _read(path: Path) -> Holder | None:
    """Who the file says; None where its holder has not come to say it, or has just gone."""
    try:
        said = json.loads(path.read_bytes())
        return Holder(**{**said, "since": datetime.fromisoformat(said["since"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None
