"""Signs of life: a thread gives them for as long as a run is at work."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from reconciler.providers.process import leave_signals


@contextmanager
def beating(every: float, beat: AbstractContextManager[Callable[[], None]]) -> Iterator[None]:
    """Let a thread call what `beat` gives, every so many seconds, until the block ends.

    It is the thread that enters `beat`, so what is opened there is the thread's own.
    """
    over = threading.Event()

    def run() -> None:
        leave_signals()
        with beat as give:
            while not over.wait(every):
                give()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
