"""Finding journals: those of one target that are open, and the last one.

Staging and production may be two project files of one folder: each sees its own runs.
"""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

from reconciler.errors import JournalError
from reconciler.journal.read import Chronicle, read_journal
from reconciler.journal.write import FOLDER
from reconciler.keeping import SHOWN

_TAIL: Final = 64 * 1024
"""So much of the end of a file is looked at to see whether it has one."""


WhyNot: TypeAlias = Callable[[Path], str]
"""Why a journal is no word of this machine; empty where it is one."""


class NotOurs(JournalError):
    """A journal that no run of this machine wrote, as far as anybody knows."""


def _nothing(_: Path) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Kept:
    """The journals kept below `root` for one target: an account, and an url without secrets.

    `why_not` says which are left out, whatever they say.
    """

    root: Path
    account: str
    target: str
    why_not: WhyNot = field(default=_nothing)

    @property
    def paths(self) -> list[Path]:
        """All journals of the folder, the oldest first."""
        return sorted((self.root / FOLDER).glob("*.jsonl"))

    def is_ours(self, run: Chronicle) -> bool:
        """Whether it was a run on this target."""
        return (run.ledger.plan.account, run.target) == (self.account, self.target)


def open_runs(kept: Kept) -> Iterator[Chronicle | JournalError]:
    """What each run that is open has said, the oldest first, or why it is not read.

    A run that died before it handed anything over has left nothing to say, and is passed over.
    """
    for path in kept.paths:
        if _is_closed(path):
            continue
        try:
            run = _read(path, kept.why_not)
        except JournalError as error:
            yield error
        else:
            if run is not None and run.is_open and kept.is_ours(run):
                yield run


def last_run(kept: Kept) -> Chronicle | None:
    """The last run that can be read."""
    for path in reversed(kept.paths):
        try:
            run = _read(path, kept.why_not)
        except JournalError:
            continue
        if run is not None and kept.is_ours(run):
            return run
    return None


def runs_of(root: Path, digest: str, why_not: WhyNot) -> Iterator[Chronicle | JournalError]:
    """What each run of the plan with this digest has said, the oldest first, whatever its target.

    A journal that is not read is an error in its place.
    """
    for path in sorted((root / FOLDER).glob(f"*-{digest[:SHOWN]}.jsonl")):
        try:
            run = _read(path, why_not)
        except JournalError as error:
            yield error
        else:
            if run is not None and run.run.digest == digest:
                yield run


def not_ours(kept: Kept) -> Iterator[NotOurs]:
    """Every journal of the folder that is left out, open or not, with the reason."""
    for path in kept.paths:
        if why := kept.why_not(path):
            yield NotOurs(f"{path.name} {why}.")


def _read(path: Path, why_not: WhyNot) -> Chronicle | None:
    if why := why_not(path):
        raise NotOurs(f"{path.name} {why}.")
    return read_journal(path)


def _is_closed(path: Path) -> bool:
    """Whether its last line says that nothing is open. There may be many, and they may be long."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - _TAIL))
            last = json.loads(file.read().split(b"\n")[-2])
            return last["type"] == "settled" or (last["type"] == "end" and not last["unknown"])
    except (OSError, ValueError, LookupError, TypeError):
        return False  # whoever reads it whole says what is wrong with it
