"""Many calls at once, by a few threads, and the outcome of each one that was started."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from typing import TypeVar

from reconciler.providers.process import leave_signals

_I = TypeVar("_I")
_O = TypeVar("_O")


def in_parallel(
    work: Callable[[_I], _O], items: Sequence[_I], parallelism: int
) -> Iterator[tuple[_I, _O]]:
    """Do `work` for all items, started in their order; each with its outcome as soon as known.

    `work` returns what becomes of an item, failures included; what it raises is fatal. Then
    nothing more is started, what is in flight is waited for and handed out, and what was raised
    first is raised. The same where the caller is interrupted while it waits, by Ctrl-C for one.
    """
    waiting, flying, fatal = iter(items), dict[Future[_O], _I](), list[BaseException]()
    with ThreadPoolExecutor(parallelism, initializer=leave_signals) as threads:
        while True:
            free = 0 if fatal else parallelism - len(flying)
            flying |= {threads.submit(work, item): item for item in islice(waiting, free)}
            if not flying:
                break
            for done in _landed(flying, fatal):
                item = flying.pop(done)
                if (error := done.exception()) is None:
                    yield item, done.result()
                else:
                    fatal.append(error)
    if fatal:
        raise fatal[0]


def _landed(flying: Iterable[Future[_O]], fatal: list[BaseException]) -> Iterable[Future[_O]]:
    """Those that have ended; none when the wait is interrupted, which is fatal too."""
    try:
        return wait(flying, return_when=FIRST_COMPLETED).done
    except KeyboardInterrupt as interruption:
        fatal.append(interruption)
        return ()
