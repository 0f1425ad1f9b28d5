"""The errors that end a run, and the exit code of each.

```
ReconcilerError                 1
|-- UsageError                  1   a wrong command line or project file
|-- FilesError                  1   findings in files
|-- PlanFileError               1   a saved plan that is not what was planned, or for another target
|-- SnapshotError               1   a snapshot that is not what was taken, or not of what is planned
|-- JournalError                1   a journal that cannot be written, or is not what was written
|-- Refused                     3   a limit or policy says no
|-- PartlyApplied               4   something was written, something was not
|-- Stale                       5   the live system is not what the plan was made for
|-- Locked                      6   someone else is applying
`-- TargetError                 7   the live system refused, or could not be reached
    `-- NothingWritten          7   and made none of the changes it had not answered for
```
An exception that is none of these is a defect of ours: exit code 8.
"""

from collections.abc import Sequence
from enum import IntEnum

from reconciler.core.finding import Finding


class Exit(IntEnum):
    """The exit codes, stable for scripts."""

    OK = 0
    ERROR = 1
    CHANGES = 2
    REFUSED = 3
    PARTLY = 4
    STALE = 5
    LOCKED = 6
    TARGET = 7
    DEFECT = 8


class ReconcilerError(Exception):
    """The root of all errors that people may see; carries findings where it has them."""

    exit = Exit.ERROR

    def __init__(self, message: str, findings: Sequence[Finding] = ()) -> None:
        super().__init__(message)
        self.findings = tuple(findings)


class UsageError(ReconcilerError):
    """The command line or the project file asks for something that cannot be."""


class FilesError(ReconcilerError):
    """Files that cannot be planned from."""


class PlanFileError(ReconcilerError):
    """A saved plan that is refused as a whole, whatever the live system is like."""


class SnapshotError(ReconcilerError):
    """A snapshot that is refused as a whole: nothing is planned from it."""


class JournalError(ReconcilerError):
    """A journal that cannot be written, or that says what no run has written."""


class Refused(ReconcilerError):
    """A limit or policy says no."""

    exit = Exit.REFUSED


class PartlyApplied(ReconcilerError):
    """Something was written and the rest was not."""

    exit = Exit.PARTLY


class Stale(ReconcilerError):
    """The live system is no longer what the plan was made for."""

    exit = Exit.STALE


class Locked(ReconcilerError):
    """Someone else is applying to the same target.

    From a provider that was handed a slice it says, as `NothingWritten` does, that no change of it
    was made, but those it told the outcome of.
    """

    exit = Exit.LOCKED


class TargetError(ReconcilerError):
    """The live system refused the credentials, answered badly or could not be reached."""

    exit = Exit.TARGET


class NothingWritten(TargetError):
    """The provider is sure that no change of this slice was made, but those it told the outcome of.

    Without this certainty it raises `TargetError`, and those changes are unknown.
    """
