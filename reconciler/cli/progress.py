"""Progress: what a run is busy with, on a terminal, once it takes longer than a second.

One line on standard error, which is gone when its phase ends. A thread writes it, past Python's
own stream: a process that is forked meanwhile must not inherit that stream's lock taken.
"""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reconciler.core.model import State
    from reconciler.core.scope import Selection
    from reconciler.providers.base import Reader, ReadOnly

FIRST, EVERY = 1.0, 0.1
"""Seconds until a phase is shown at all, and between two looks at it."""

_ERASE = "\r\x1b[2K"
_TURNS = "|/-\\"


class Progress:
    """The line of one terminal; `terminal` is its file descriptor, None where nobody sees it."""

    def __init__(self, terminal: int | None) -> None:
        self.terminal = terminal
        self._phases: list[Callable[[], str]] = []
        self._is_drawn = False
        self._writing = threading.Lock()

    @contextmanager
    def phase(self, what: str | Callable[[], str]) -> Iterator[None]:
        """Show what is done here, as it is at each look; within another phase instead of that."""
        if self.terminal is None:
            yield
            return
        self._phases.append(what if callable(what) else lambda: what)
        try:
            with self._shown() if len(self._phases) == 1 else nullcontext():
                yield
        finally:
            self._phases.pop()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Something else is written here: the line makes room for it, and comes back below."""
        with self._writing:
            self._erase()
            yield

    @contextmanager
    def _shown(self) -> Iterator[None]:
        over = threading.Event()
        painter = threading.Thread(target=self._paint, args=(over,), daemon=True)
        painter.start()
        try:
            yield
        finally:
            over.set()
            painter.join()
            self._erase()

    def _paint(self, over: threading.Event) -> None:
        from reconciler.providers.process import leave_signals

        leave_signals()
        began, wait, turn = monotonic(), FIRST, 0
        while not over.wait(wait):
            seconds = int(monotonic() - began)
            with self._writing:
                self._write(f"{_TURNS[turn % 4]} {self._phases[-1]()}  {seconds} s")
            wait, turn = EVERY, turn + 1

    def _write(self, line: str) -> None:
        self._send(f"{_ERASE}{line[: self._width]}")
        self._is_drawn = True

    def _erase(self) -> None:
        if self._is_drawn:
            self._send(_ERASE)
            self._is_drawn = False

    def _send(self, text: str) -> None:
        """A terminal that went away is no trouble of this line."""
        if self.terminal is not None:
            with suppress(OSError):
                os.write(self.terminal, text.encode())

    @property
    def _width(self) -> int:
        """The cells of a line that does not wrap; a terminal may not know its size."""
        with suppress(OSError):
            return (os.get_terminal_size(self.terminal or 0).columns or 80) - 1
        return 79


def reader(provider: "Reader", progress: Progress) -> "ReadOnly":
    """The provider as planning holds it; whoever waits for it sees that it is read."""
    from reconciler.providers.base import ReadOnly

    read_only = ReadOnly(provider)

    def observe(of: "Selection") -> "State":
        with progress.phase("Reading the live system"):
            return provider.observe(of)

    read_only.observe = observe
    return read_only
