"""The way to a simulated system: calls arrive there, or go wrong in one of all the ways."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from reconciler.providers.http import Answer, Call, Limits
from reconciler.providers.http.errors import (
    BadAnswer,
    Conflict,
    CredentialsRefused,
    Denied,
    HttpError,
    Lost,
    NotFound,
    NotSent,
    Redirected,
    Refusal,
    ServerFailed,
    Throttled,
    Untrusted,
)
from reconciler.testing.clock import VirtualClock
from reconciler.testing.faults import Fault
from reconciler.testing.simulated.system import SimulatedSystem, kind_of

SEEN_AS: Final[Mapping[Fault, type[HttpError]]] = {
    Fault.CONNECTION_REFUSED: NotSent,
    Fault.NAME_NOT_FOUND: NotSent,
    Fault.TLS_FAILURE: Untrusted,
    Fault.RESET_BEFORE: NotSent,
    Fault.RESET_AFTER: Lost,
    Fault.ANSWER_LOST: Lost,
    Fault.TIMEOUT_BEFORE: Lost,
    Fault.TIMEOUT_AFTER: Lost,
    Fault.ERROR_BEFORE: ServerFailed,
    Fault.ERROR_AFTER: ServerFailed,
    Fault.UNAVAILABLE: Throttled,
    Fault.THROTTLED: Throttled,
    Fault.UNAUTHORIZED: CredentialsRefused,
    Fault.FORBIDDEN: Denied,
    Fault.NOT_FOUND: NotFound,
    Fault.CONFLICT: Conflict,
    Fault.PRECONDITION: Conflict,
    Fault.PARTIAL: BadAnswer,
    Fault.TRUNCATED: BadAnswer,
    Fault.HTML_PAGE: BadAnswer,
    Fault.WRONG_LENGTH: BadAnswer,
    Fault.REDIRECT: Redirected,
    Fault.REORDERED: Lost,
    Fault.DRIPPING: Lost,
    Fault.SILENCE: Lost,
}
"""What the client makes of each fault; that it does is shown with real sockets elsewhere."""

LATE: Final = {
    *{Fault.ANSWER_LOST, Fault.TIMEOUT_BEFORE, Fault.TIMEOUT_AFTER},
    *{Fault.REORDERED, Fault.DRIPPING, Fault.SILENCE},
}
"""Faults that take all the time that a call has."""

CARRIED_OUT: Final = {
    *{Fault.ANSWER_LOST, Fault.TIMEOUT_AFTER, Fault.ERROR_AFTER, Fault.PARTIAL, Fault.TRUNCATED},
    *{Fault.WRONG_LENGTH, Fault.DRIPPING, Fault.SILENCE},
}
"""Faults of the answer alone: what was asked is done."""

RETRY_AFTER: Final = 7.0
"""Seconds."""

LAGGING_READS: Final = 3
"""Lists and look-ups that are answered as before."""


class SimulatedNetwork:
    """Takes calls to a system; `faults` says by number which of them go wrong, from 0 on.

    What the client would use for a real network it uses for this one.
    """

    def __init__(
        self,
        system: SimulatedSystem,
        clock: VirtualClock,
        faults: Mapping[int, Fault] | None = None,
    ) -> None:
        self.time = clock.time
        self.calls: list[str] = []
        """What each call was, in words."""
        self._system = system
        self._clock = clock
        self._faults = faults or {}
        self._held_up: list[Call] = []

    def send(self, call: Call, within: float) -> Answer:
        """Take one call there, and its answer back. Raises `HttpError`."""
        fault = self._faults.get(len(self.calls))
        self.calls.append(kind_of(call))
        late, self._held_up = self._held_up, []
        try:
            return self._taken(call, fault, within)
        finally:
            self._deliver(*late)

    def let_through(self) -> None:
        """Let arrive what was held up until now."""
        self._deliver(*self._held_up)

    def _taken(self, call: Call, fault: Fault | None, within: float) -> Answer:
        if fault is None:
            return self._system.answer(call)
        if fault is Fault.TWICE:
            self._deliver(call)
            return self._system.answer(call)
        if fault is Fault.LAGGING_LIST:
            self._system.lag(LAGGING_READS)
            return self._system.answer(call)
        if fault is Fault.REORDERED:
            self._held_up.append(call)
        elif fault in CARRIED_OUT:
            self._deliver(call)
        if fault in LATE:
            self._clock.sleep(min(within, Limits().deadline))
        raise self._failure(call, fault)

    def _deliver(self, *calls: Call) -> None:
        """Let them arrive; nobody hears the answers."""
        for call in calls:
            with suppress(Refusal):
                self._system.answer(call)

    def _failure(self, call: Call, fault: Fault) -> HttpError:
        is_told = fault in (Fault.UNAVAILABLE, Fault.THROTTLED)
        return SEEN_AS[fault](str(call), fault.value, RETRY_AFTER if is_told else None)
