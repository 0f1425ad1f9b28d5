"""All that is read of one moment, within what the caller sees; a refusal stands in the log."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from reconciler.portal import delegation
from reconciler.portal.access import Decision, check
from reconciler.portal.events import Event, Readable, events_after
from reconciler.portal.listing import Listing
from reconciler.portal.load_listing import load_listing
from reconciler.portal.locks import Lock, Locks
from reconciler.portal.numbered import Things
from reconciler.portal.questions import Asked, Subject, narrow
from reconciler.portal.snapshot import Snapshot, load
from reconciler.portal.tokens import Token, read_tokens
from reconciler.portal.unit import Unit, operation
from reconciler.portal.whynot import explain


@dataclass(frozen=True, slots=True)
class Reading:
    """What one transaction sees: everything for the owner, for a caller what is in their sight."""

    unit: Unit

    @operation("portal.read", reads=True)
    def snapshot(self, within: AbstractSet[str]) -> Snapshot:
        """All that is in sight. Raises `OutOfSight` where one of these scopes is not."""
        self._require(within)
        return load(self.unit.connection, self.unit.sight.wanted)

    @operation("portal.read", reads=True)
    def listing(self, within: AbstractSet[str]) -> Listing:
        """The same with people by name. Raises `OutOfSight` where a scope is not in sight."""
        self._require(within)
        return load_listing(self.unit.connection, self.unit.sight.wanted)

    @operation("portal.read", reads=True)
    def things(self, within: str | None = None) -> Things:
        """What is in sight, page by page and one by one; no more than a scope where it is named.

        Raises `OutOfSight`, `UnknownScope` and `BadPath`.
        """
        sight = self.unit.sight
        return Things(self.unit, (sight if within is None else sight.narrowed(within)).wanted)

    @operation("events.read", reads=True)
    def events_after(self, after: int, limit: int) -> list[tuple[int, Event]]:
        """Some of the events with their numbers, oldest first. Raises `MayNotReadEvents`."""
        return events_after(self.unit.connection, self._readable_events(), (after, limit))

    @operation("access.check", reads=True)
    def check(self, user: str, permission: str, scope: str, on: Subject) -> Decision:
        """Answer a question. Raises `OutOfSight`, `Unknown` and `NotAskable`."""
        snapshot, question = narrow(self.unit.sight, Asked(user, permission, scope, on))
        return check(snapshot, question, self.unit.clock())

    @operation("access.check", reads=True)
    def explain(self, user: str, permission: str, scope: str, on: Subject) -> tuple[str, ...]:
        """Say why the answer is no; raises what `check` raises."""
        snapshot, question = narrow(self.unit.sight, Asked(user, permission, scope, on))
        return explain(snapshot, question, self.unit.clock())

    @operation("events.read", reads=True)
    def events(self) -> list[Event]:
        """The events that may be read, oldest first. Raises `MayNotReadEvents`."""
        return [event for _, event in events_after(self.unit.connection, self._readable_events())]

    def _readable_events(self) -> Readable:
        caller = self.unit.acting
        return Readable() if caller is None else delegation.readable_events(caller)

    @operation("token.list", reads=True)
    def tokens(self) -> list[Token]:
        """The tokens that may be seen, oldest first. Raises `MayNotManageTokens`."""
        caller = self.unit.acting
        readable = Readable() if caller is None else delegation.readable_tokens(caller)
        return read_tokens(self.unit.connection, readable)

    @property
    def lock(self) -> Lock | None:
        """Who holds the lock; of somebody out of sight no more than that and since when."""
        return Locks(self.unit).holder

    @operation("token.use", reads=True)
    def use(self, token: Token) -> None:
        """Begin to act through a token. Raises `BadToken`."""
        token.require_alive(self.unit.clock())

    def _require(self, within: AbstractSet[str]) -> None:
        for path in sorted(within):
            self.unit.sight.require(path)
