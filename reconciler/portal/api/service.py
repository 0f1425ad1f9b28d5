"""The service: the portals that are open, and what all requests share."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import Empty, LifoQueue

from reconciler.portal.api.limiter import Limiter
from reconciler.portal.api.watch import Metrics
from reconciler.portal.errors.database import StoreError
from reconciler.portal.portal import Clock, Portal, utc_now

THREADS = 16
"""How many requests are worked on at once: more of them would wait for the interpreter's lock."""
RATE = 100.0
"""How many requests a second a token may make."""


class Service:
    """One database. A portal is for one thread at a time, so each request has one to itself.

    They are kept open: to open one anew takes longer than most requests. No rate is no limit.
    """

    def __init__(self, url: str, *, rate: float = RATE, clock: Clock = utc_now) -> None:
        self.url = url
        self.clock = clock
        self.limiter = Limiter(rate)
        self.metrics = Metrics()
        self._idle: LifoQueue[Portal] = LifoQueue()

    @contextmanager
    def portal(self) -> Iterator[Portal]:
        """A portal that nobody else has, as its owner. Raises `StoreError`."""
        portal = self._take()
        try:
            yield portal
        except StoreError:
            portal.close()  # what is wrong with this connection would be wrong next time
            raise
        except BaseException:
            self._idle.put(portal)
            raise
        self._idle.put(portal)

    def close(self) -> None:
        """Let go of the database."""
        with suppress(Empty):
            while True:
                self._idle.get_nowait().close()

    def _take(self) -> Portal:
        try:
            return self._idle.get_nowait()
        except Empty:
            return Portal.open(self.url, clock=self.clock)
