"""A clock that only moves when somebody sleeps: an hour of waiting takes no time."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock

from reconciler.providers.http import Time

START = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@dataclass(slots=True)
class VirtualClock:
    """Time and chance of a test, the same at every run with the same seed; shared by threads.

    `slept` lists every wait in seconds.
    """

    seed: int = 0
    start: datetime = START
    passed: float = 0.0
    slept: list[float] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def now(self) -> float:
        """Seconds since the start."""
        return self.passed

    def wall(self) -> datetime:
        """The instant that it is, in UTC."""
        return self.start + timedelta(seconds=self.passed)

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        with self._lock:
            self.slept.append(seconds)
            self.passed += seconds

    @property
    def time(self) -> Time:
        """What takes its time from this clock."""
        chance = random.Random(self.seed).random
        return Time(self.now, self.sleep, self.wall, chance)
