"""Locking: one run at a time writes to a live system, and everybody else is told who."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias, runtime_checkable

from reconciler.core.canonical import canonical
from reconciler.errors import Locked, UsageError
from reconciler.providers.base import Run

Still: TypeAlias = Callable[[], None]
"""Asks whether the lock is still held, and raises `Locked` where it is not."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lock, since when, and by which ID it is known. What nobody said is empty."""

    id: str
    user: str
    host: str
    link: str
    commit: str
    since: datetime

    def __str__(self) -> str:
        """`ivy on desk, since 2026-07-01T12:00:00Z, commit c0ffee, https://ci.example/17`."""
        said = [f"{self.user or 'somebody'} on {self.host or 'some host'}"]
        said.append(f"since {canonical(self.since.replace(microsecond=0))}")
        said += [f"commit {self.commit}"] if self.commit else []
        said += [self.link] if self.link else []
        return ", ".join(said)


@runtime_checkable
class Locking(Protocol):
    """A second protocol, for providers of systems that can keep a lock themselves.

    Where one does not speak it, a file beside the project is the lock: that holds back runs of
    this machine alone.
    """

    def lock(self, run: Run) -> AbstractContextManager[Still]:
        """Hold the lock for the length of a block. Raises `Locked` at once where another run does.

        A holder that is dead for sure, or that has given no sign of life for long, is replaced.
        Where the system can tell, `apply` raises `Locked` and writes nothing once the lock is lost.
        """
        ...

    def holder(self) -> Holder | None:
        """Who holds the lock, as far as is known here; None where nobody does, or who is dead."""
        ...

    def unlock(self, lock: str) -> Holder:
        """Take the lock with this very ID from its holder, who is returned.

        The holder stops before it hands over more. Raises `UsageError` where there is no such lock.
        """
        ...


def held_by(holder: Holder) -> Locked:
    """What a run is told that comes second."""
    return Locked(
        f"Somebody else is applying: {holder}. Lock {holder.id}. `--lock-timeout 5m` would wait; "
        f"if that run is dead: `reconciler unlock {holder.id}`."
    )


def lost() -> Locked:
    """What a run is told whose lock was taken away."""
    return Locked("The lock of this run was taken by somebody else: no more is applied.")


def no_such(lock: str, holder: Holder | None) -> UsageError:
    """What is said to who names a lock that is none, not the one that is held, or out of sight."""
    if holder is None:
        return UsageError(f"There is no lock {lock}: nobody is applying.")
    if holder.id == lock:
        return UsageError(f"The lock {lock} is held by somebody whom you do not see.")
    return UsageError(f"There is no lock {lock}: it is {holder.id} that is held, by {holder}.")
