"""Signals: every one that ends a run from outside ends it as Ctrl-C does, with a receipt.

While changes are written the first one lets what is under way finish; the second ends it at once.
"""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeAlias

Answer: TypeAlias = Callable[[int, FrameType | None], None] | signal.Handlers
"""What is done at a signal."""

PATIENCE = 30.0
"""Seconds that what is under way may take to finish after the first signal."""

_ENDINGS = ("SIGINT", "SIGTERM", "SIGHUP")
"""What ends a run from outside; not every system has them all."""


@contextmanager
def on_signals(answer: Answer) -> Iterator[None]:
    """Let `answer` be what happens at a signal to end; what is ignored stays so, as under nohup."""
    known = [getattr(signal, name) for name in _ENDINGS if hasattr(signal, name)]
    heard = [each for each in known if signal.getsignal(each) is not signal.SIG_IGN]
    before = {each: signal.signal(each, answer) for each in heard}
    try:
        yield
    finally:
        for each, answered in before.items():
            signal.signal(each, answered)


def interrupt(_: int, __: FrameType | None) -> None:
    """End the run as Ctrl-C does."""
    raise KeyboardInterrupt


class Stop:
    """What is done at signals while changes are written."""

    def __init__(self) -> None:
        self.is_asked = False

    def __call__(self, _: int, __: FrameType | None) -> None:
        """The first is only noted, and waits for a while: then, or at the second, it is over."""
        if self.is_asked:
            raise KeyboardInterrupt
        self.is_asked = True
        signal.setitimer(signal.ITIMER_REAL, PATIENCE)

    def demand(self) -> None:
        """Raises KeyboardInterrupt where the run was asked to end."""
        if self.is_asked:
            raise KeyboardInterrupt


@contextmanager
def finishing() -> Iterator[Stop]:
    """Let the block finish what is under way; it asks, where nothing is, whether it may go on.

    Raises KeyboardInterrupt behind it where it was asked to end.
    """
    stop = Stop()
    alarm = signal.signal(signal.SIGALRM, interrupt)
    try:
        with on_signals(stop):
            yield stop
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, alarm)
    stop.demand()
