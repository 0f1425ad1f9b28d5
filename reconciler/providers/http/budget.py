"""What attempts may cost: one call's share, and that of the whole run."""

from dataclasses import dataclass, field
from threading import Lock

from reconciler.providers.http.errors import BudgetSpent, HttpError
from reconciler.providers.http.time import Time
from reconciler.providers.http.waiting import Patience


@dataclass(slots=True)
class RunBudget:
    """How many further attempts all calls of a run may make, and how many seconds wait for them.

    Shared by the threads of the run.
    """

    attempts: int = 1_000
    seconds: float = 1_800.0
    _lock: Lock = field(default_factory=Lock)

    def take(self, seconds: float) -> bool:
        """Take one attempt and a wait before it, if both are left."""
        with self._lock:
            if self.attempts < 1 or self.seconds < seconds:
                return False
            self.attempts -= 1
            self.seconds -= seconds
            return True

    def end(self) -> None:
        """Let nobody wait any more: the run is ending."""
        with self._lock:
            self.attempts = 0


@dataclass(slots=True)
class Tries:
    """The attempts of one call; `until` is the instant by which all of them have ended."""

    patience: Patience
    run: RunBudget
    time: Time
    until: float
    made: int = 0

    @property
    def left(self) -> float:
        """Seconds until the end of the budget."""
        return self.until - self.time.now()

    def wait_after(self, error: HttpError) -> None:
        """Wait until the next attempt. Raises `error`, given up, where there is none to be."""
        self.made += 1
        if not error.passing:
            raise error
        if self.made >= self.patience.attempts:
            raise error.given_up(f"{self.made} attempts were made")
        seconds = self.patience.wait(self.made, error.told, self.time.chance())
        if seconds >= self.left:
            raise error.given_up(self._too_long(error))
        if not self.run.take(seconds):
            raise BudgetSpent(error.call, f"{error.reason}; the run has waited and tried enough")
        self.time.sleep(seconds)

    def _too_long(self, error: HttpError) -> str:
        if error.told and error.told >= self.left:
            return f"it asks to wait {error.told:.0f} s, longer than a call may take"
        return "a call may take no longer"
