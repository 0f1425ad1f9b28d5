"""Writing a journal: every line goes to the system at once, and to the disk before it matters."""

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any, Final, Self

from reconciler.apply import Ledger, Watch
from reconciler.core.canonical import canonical
from reconciler.core.outcome import Outcome, Status
from reconciler.core.settled import Settled
from reconciler.errors import JournalError
from reconciler.journal.lines import FORMAT_VERSION
from reconciler.keeping import own_folder, run_name
from reconciler.providers.base import Run
from reconciler.providers.process import this_process
from reconciler.report.plan_data import value_data
from reconciler.report.plan_words import spelling_data

FOLDER: Final = Path(".reconciler", "journal")
"""Beside the project file; not for version control."""

TOGETHER: Final = 0.05
"""Seconds: outcomes that arrive closer to each other than this share one way to the disk.

It takes some 4 ms. A hundred outcomes of one transaction arrive at once, and would wait for it a
hundred times. Whatever ends the process loses no line, only a machine that stops may: what is lost
is an outcome, and what has no outcome is looked up.
"""

_APPEND: Final = os.O_WRONLY | os.O_APPEND | getattr(os, "O_CLOEXEC", 0)
_NEW: Final = _APPEND | os.O_CREAT | os.O_EXCL  # through no link


class Journal(Watch):
    """The journal of one run; `clock` gives the instants, aware and in UTC.

    A line that cannot be written ends the run before it hands over more: what was handed over is
    waited for, and its outcomes stand in the receipt.
    """

    def __init__(self, file: int, clock: Callable[[], datetime]) -> None:
        self._file = file
        self._clock = clock
        self._synced = 0.0
        self._trouble: OSError | None = None
        self._unknown: set[int] = set()

    @classmethod
    def begin(
        cls, root: Path, ledger: Ledger, run: Run, target: str, clock: Callable[[], datetime]
    ) -> Self:
        """The journal of a run that has handed over nothing; `target` is an url without secrets.

        Raises `JournalError` where there can be none.
        """
        try:
            folder = own_folder(root, FOLDER)
            file = os.open(folder / f"{run_name(run)}.jsonl", _NEW, 0o600)
            journal = cls(file, clock)
            journal._send(_run(ledger, run, target))
            for place, outcome in ledger.outcomes.items():
                journal._send(_outcome(place, outcome))
            journal._sync()
            _sync_folder(folder)
        except OSError as error:
            raise JournalError(
                f"Nothing was applied: no journal can be written to {FOLDER}: {error.strerror}."
            ) from error
        return journal

    def before(self, places: Sequence[int]) -> None:
        """On the disk before the provider is called: whatever happens, it is known what to ask."""
        self._secure({"type": "slice", "at": canonical(self._clock()), "places": list(places)})
        self._unknown.update(places)
        if self._trouble is not None:
            raise JournalError(
                f"The journal cannot be written: {self._trouble.strerror}. No more is applied."
            )

    def returned(self, places: Sequence[int]) -> None:
        """What the provider is sure not to have made."""
        self._unknown.difference_update(places)
        self._put({"type": "returned", "at": canonical(self._clock()), "places": list(places)})

    def after(self, place: int, outcome: Outcome) -> None:
        """What became of one change; on the disk at once, unless others arrive with it."""
        self._put({**_outcome(place, outcome), "at": canonical(self._clock())})
        if outcome.status is not Status.UNKNOWN:
            self._unknown.discard(place)
        if monotonic() - self._synced > TOGETHER:
            self._attempt(self._sync)

    def end(self, cause: str | None) -> None:
        """The run has ended; `cause` is what ended it before it was done."""
        about = {"cause": cause, "unknown": len(self._unknown)}
        self._secure({"type": "end", "at": canonical(self._clock()), **about})
        os.close(self._file)

    def _secure(self, line: dict[str, Any]) -> None:
        """Write a line, and wait until it is on the disk."""
        self._put(line)
        self._attempt(self._sync)

    def _put(self, line: dict[str, Any]) -> None:
        self._attempt(lambda: self._send(line))

    def _attempt(self, do: Callable[[], None]) -> None:
        """After the first line that was lost none follows: a gap would say what is not true."""
        if self._trouble is None:
            try:
                do()
            except OSError as error:
                self._trouble = error

    def _send(self, line: dict[str, Any]) -> None:
        _write(self._file, line)

    def _sync(self) -> None:
        os.fsync(self._file)
        self._synced = monotonic()


@contextmanager
def keeping(journal: Journal, cause: Callable[[BaseException], str]) -> Iterator[None]:
    """Let a journal say how the block ended; `cause` names what ended it."""
    try:
        yield
    except BaseException as error:
        journal.end(cause(error))
        raise
    journal.end(None)


def settle(path: Path, found: Mapping[int, Settled], now: datetime) -> None:
    """Write down what a later run has found: this one is open no more. Raises `OSError`."""
    file = os.open(path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0))
    try:
        content = os.pread(file, os.fstat(file).st_size, 0)
        os.ftruncate(file, content.rfind(b"\n") + 1)  # a torn line would stand in the middle
        os.lseek(file, 0, os.SEEK_END)
        said = {str(place): what.value for place, what in found.items()}
        _write(file, {"type": "settled", "at": canonical(now), "found": said})
        os.fsync(file)
    finally:
        os.close(file)


def _write(file: int, line: dict[str, Any]) -> None:
    rest = memoryview(f"{json.dumps(line, separators=(',', ':'))}\n".encode())
    while rest:
        rest = rest[os.write(file, rest) :]


def _sync_folder(folder: Path) -> None:
    """A file that was made is there after a crash when its folder is on the disk, too."""
    with suppress(PermissionError):  # some systems open no folder
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _run(ledger: Ledger, run: Run, target: str) -> dict[str, Any]:
    plan = ledger.plan
    return {
        "type": "run",
        "format_version": FORMAT_VERSION,
        "run": {
            "started": canonical(run.started),
            "digest": run.digest,
            "commit": run.commit,
            "actor": run.actor,
            "link": run.link,
            "host": run.host,
            "process": this_process(),
        },
        "account": plan.account,
        "target": target,
        "changes": [
            {
                "action": step.change.action.value,
                "ref": str(step.change.ref),
                "scope": str(step.change.scope),
                "sentence": run.spelling.sentence(step.change),
                "before": value_data(step.change.before),
                "after": value_data(step.change.after),
                "wave": step.wave,
            }
            for step in plan.steps
        ],
        "spelling": spelling_data(plan),
    }


def _outcome(place: int, outcome: Outcome) -> dict[str, Any]:
    status = outcome.status.value
    return {"type": "outcome", "place": place, "status": status, "reason": outcome.reason}
