"""Watches a process while it runs: the memory of all its processes together, and its time limit."""

import contextlib
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self

OFTEN = 0.2
"""Seconds between two looks. One look at a gigabyte costs a hundredth of a second."""


class Watch:
    """Ends the process group of `pid` after `limit` seconds, and what is left of it afterwards.

    `peak` is the most memory seen, in bytes. Pages that several processes share count once, by
    their proportional size (PSS). It stays 0 where there is no /proc.
    """

    def __init__(self, pid: int, limit: float) -> None:
        self.peak = 0
        self.stopped = False
        self._pid = pid
        self._until = time.monotonic() + limit
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._thread.join()
        self._end()

    def _look(self) -> None:
        while not self._over.wait(OFTEN):
            self.peak = max(self.peak, sum(proportional(each) for each in family(self._pid)))
            if not self.stopped and time.monotonic() > self._until:
                self.stopped = True
                self._end()

    def _end(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._pid, signal.SIGKILL)


def family(pid: int) -> Iterator[int]:
    """A process and all below it that are alive."""
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in read(task).split():
            yield from family(int(child))


def proportional(pid: int) -> int:
    """Memory of a process in bytes, shared pages divided among those that share them."""
    lines = read(Path(f"/proc/{pid}/smaps_rollup")).splitlines()
    sizes = (line.split()[1] for line in lines if line.startswith("Pss:"))
    return sum(int(size) * 1024 for size in sizes)


def read(path: Path) -> str:
    """The text of a file of /proc; empty once its process is gone."""
    try:
        return path.read_text("ascii")
    except OSError:
        return ""
