"""The limit of requests: for each token a bucket that fills at a steady rate."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from time import monotonic

_BUCKETS = 10_000
"""How many tokens are remembered; the one that was idle longest is forgotten first."""


class Limiter:
    """`rate` requests a second, and twice as many at once; no rate is no limit."""

    def __init__(self, rate: float, clock: Callable[[], float] = monotonic) -> None:
        self._rate = rate
        self._clock = clock
        self._lock = Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, token: str) -> float:
        """How many seconds until the next request of a token; 0 where it may go on, and counts."""
        if not self._rate:
            return 0.0
        with self._lock:
            return self._take(token, self._clock())

    def _take(self, token: str, now: float) -> float:
        most = max(1.0, 2 * self._rate)
        left, since = self._buckets.pop(token, (most, now))
        left = min(most, left + (now - since) * self._rate)
        enough = left >= 1
        self._buckets[token] = (left - 1 if enough else left, now)
        if len(self._buckets) > _BUCKETS:
            self._buckets.popitem(last=False)
        return 0.0 if enough else (1 - left) / self._rate
