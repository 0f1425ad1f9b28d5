"""The pace of a run: so many requests a second, and none while the live system asks to wait."""

from dataclasses import dataclass, field
from threading import Lock

from reconciler.providers.http.time import Time


@dataclass(slots=True)
class Pace:
    """A token bucket that all threads share: `rate` a second, up to `burst` at once.

    It is kept as the instant at which the bucket is full again: each request moves it on by one
    share of a second.
    """

    time: Time
    rate: float = 100.0
    burst: int = 20
    _full_at: float = 0.0
    _held_until: float = 0.0
    _lock: Lock = field(default_factory=Lock)

    def turn(self, until: float) -> float:
        """Wait for one request's turn: 0, or at once how long it takes, if beyond `until`."""
        turn = self._reserve()
        while (wait := max(turn, self._held_until) - self.time.now()) > 0:
            if self.time.now() + wait > until:
                return wait
            self.time.sleep(wait)
        return 0.0

    def hold(self, seconds: float) -> None:
        """Let no request start for a while: the live system asked one to come back later."""
        with self._lock:
            self._held_until = max(self._held_until, self.time.now() + seconds)

    def _reserve(self) -> float:
        share = 1 / self.rate
        with self._lock:
            self._full_at = max(self._full_at, self.time.now()) + share
            return self._full_at - share * self.burst
