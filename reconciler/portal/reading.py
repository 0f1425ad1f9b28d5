"""Reading the event log: the owner reads all of it, a caller what `access_events` allows."""

from dataclasses import dataclass

from reconciler.portal import delegation
from reconciler.portal.events import Event, Readable, read_events
from reconciler.portal.unit import Unit, operation


@dataclass(frozen=True, slots=True)
class Events:
    """The event log, as one transaction sees it; who is refused stands in it."""

    unit: Unit

    @operation("events.read")
    def read(self) -> list[Event]:
        """The events, oldest first. Raises `MayNotReadEvents`."""
        caller = self.unit.acting
        readable = Readable() if caller is None else delegation.readable_events(caller)
        return read_events(self.unit.connection, readable)
