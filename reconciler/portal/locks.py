"""The lock: one run at a time writes to the portal, for as long as it gives signs of life.

It holds back whoever asks for it, and the slices of a run that has lost it; nobody else: the
portal's own rules keep every write whole. All writers wait for each other (`store`), so what is
found of the lock in a transaction that writes stands until its end.

Whoever holds it is at a place: all that they see. Who does not see that place learns that the lock
is held, and since when; and has no way to it but to wait for the end of the lease.
"""

from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Final, Self

from sqlalchemy import delete, select, update

from reconciler.portal import tables
from reconciler.portal.errors.rule import LockLost
from reconciler.portal.errors.unknown import NoSuchLock
from reconciler.portal.events import Entry
from reconciler.portal.names import is_within
from reconciler.portal.unit import Unit, operation

LEASE: Final = timedelta(seconds=60)
"""Without a sign of life for so long, a holder may be replaced."""


@dataclass(frozen=True, slots=True)
class Lock:
    """One lock. `process` is a name by which others of the same machine see whether it is alive."""

    id: str
    user: str
    host: str
    process: str
    link: str
    commit: str
    since: datetime

    def __str__(self) -> str:
        """As the log names what was refused."""
        return self.id

    def hidden(self) -> Self:
        """What those see of it who do not see its place."""
        return replace(self, user="", host="", process="", link="", commit="")


_LOCKS = tables.locks.c
_SAID = [_LOCKS[field.name] for field in fields(Lock)]


@dataclass(frozen=True, slots=True)
class Locks:
    """Taking and giving back the lock, in one transaction."""

    unit: Unit

    @property
    def holder(self) -> Lock | None:
        """Who holds the lock, dead or alive."""
        lock, is_seen = self._found()
        return lock if lock is None or is_seen else lock.hidden()

    @operation("lock.take")
    def take(self, lock: Lock, replaces: str | None = None) -> Lock | None:
        """Hold the lock for one lease: None, or who holds it instead.

        Who holds it by this very ID goes on holding it. Replaced is whoever let the lease run out,
        and the holder `replaces`, who is known to be dead.
        """
        if self._reach(lock.id) is not None:
            self._extend(lock.id)
            return None
        if replaces is not None and self._reach(replaces) is not None:
            self._remove(replaces)
        connection, now = self.unit.connection, self.unit.clock()
        connection.execute(delete(tables.locks).where(_LOCKS.until <= now))
        if (holder := self.holder) is not None:
            return holder
        row = {"one": 1, **asdict(lock), "until": now + LEASE, "place": self.unit.within}
        connection.execute(tables.locks.insert(), row)
        return None

    @operation("lock.renew")
    def renew(self, lock: str) -> bool:
        """Give a sign of life; whether the lock is still held."""
        if self._reach(lock) is None:
            return False
        self._extend(lock)
        return True

    def demand(self, lock: str) -> None:
        """Make sure that the lock is held until this transaction ends. Raises `LockLost`."""
        if self._reach(lock) is None:
            raise LockLost(lock=lock)

    @operation("lock.release")
    def release(self, lock: str) -> None:
        """Give it back, if it is still held."""
        if self._reach(lock) is not None:
            self._remove(lock)

    @operation("lock.break")
    def break_(self, lock: str) -> Lock:
        """Take the lock from its holder, which is logged. Raises `NoSuchLock` for another ID."""
        held = self._reach(lock)
        if held is None:
            raise NoSuchLock(lock=lock)
        at = select(tables.scopes.c.id).join(tables.locks, tables.scopes.c.key == _LOCKS.place)
        place = self.unit.connection.execute(at).scalar_one()
        self._remove(lock)
        said = {name: str(value) for name, value in asdict(held).items() if name != "process"}
        self.unit.note(Entry("lock.break", place, f"{held.user} on {held.host}", before=said))
        return held

    def _reach(self, lock: str) -> Lock | None:
        """The lock, if it is held by this ID and the caller sees the place of its holder."""
        found, is_seen = self._found()
        return found if found is not None and is_seen and found.id == lock else None

    def _found(self) -> tuple[Lock | None, bool]:
        """The lock that is held, and whether the caller sees the place of its holder."""
        row = self.unit.connection.execute(select(_LOCKS.place, *_SAID)).one_or_none()
        if row is None:
            return None, False
        place, *said = row
        return Lock(*said), is_within(place, self.unit.within)

    def _extend(self, lock: str) -> None:
        until = self.unit.clock() + LEASE
        query = update(tables.locks).where(_LOCKS.id == lock).values(until=until)
        self.unit.connection.execute(query)

    def _remove(self, lock: str) -> None:
        self.unit.connection.execute(delete(tables.locks).where(_LOCKS.id == lock))
