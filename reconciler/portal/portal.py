"""The way into the portal: open it, read it, ask it, and write in transactions."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection

from reconciler.portal import find, tables
from reconciler.portal.access import Decision, check
from reconciler.portal.assignments import Assignments
from reconciler.portal.errors import DatabaseFailed
from reconciler.portal.events import LOCAL, Event, EventLog, Readable, RunNote, read_events
from reconciler.portal.excerpt import About, load_excerpt
from reconciler.portal.groups import Groups
from reconciler.portal.memberships import Memberships
from reconciler.portal.names import accept
from reconciler.portal.questions import Asked, Subject, narrow
from reconciler.portal.reading import Events
from reconciler.portal.roles import Roles
from reconciler.portal.scopes import Scopes
from reconciler.portal.snapshot import Snapshot, load
from reconciler.portal.store import Store
from reconciler.portal.unit import Unit
from reconciler.portal.users import Users
from reconciler.portal.whynot import explain

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The clock of the machine."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Work:
    """All writes of one transaction, by what they are about."""

    scopes: Scopes
    users: Users
    roles: Roles
    groups: Groups
    assignments: Assignments
    memberships: Memberships
    events: Events
    _connection: Connection

    @classmethod
    def of(cls, unit: Unit) -> Self:
        """The writes that share one unit."""
        return cls(
            Scopes(unit),
            Users(unit),
            Roles(unit),
            Groups(unit),
            Assignments(unit),
            Memberships(unit),
            Events(unit),
            unit.connection,
        )

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo what is written inside when an error leaves the block; the rest stays."""
        with self._connection.begin_nested():
            yield

    def read(self) -> Snapshot:
        """The whole portal as it stands in this transaction."""
        return load(self._connection)

    def excerpt(self, about: About) -> Snapshot:
        """What some writes are about, as it stands in this transaction."""
        return load_excerpt(self._connection, about)


class Portal:
    """One portal and one caller; not for two threads at once: open one for each.

    Without a caller it is the owner of the database who acts: the rules of shape hold, those of
    delegation do not, and the log says `local`.
    """

    def __init__(self, store: Store, caller: str | None, clock: Clock) -> None:
        self._store = store
        self._caller = caller
        self._clock = clock

    @classmethod
    def create(
        cls,
        url: str,
        account: str,
        *,
        clock: Clock = utc_now,
        fill: Callable[[Work], None] | None = None,
    ) -> Self:
        """Make a new portal, and fill it in the same transaction: all of it exists or nothing.

        `url` is `sqlite:///path` or `sqlite://` for one in memory. Raises `StoreError`, and what
        `fill` raises.
        """
        portal = cls(Store(url), None, clock)
        made = portal._make_room()
        try:
            portal._lay_out(accept(account), fill)
        except BaseException:
            portal.close()
            if made is not None:
                made.unlink(missing_ok=True)
            raise
        return portal

    @classmethod
    def open(cls, url: str, caller: str | None = None, *, clock: Clock = utc_now) -> Self:
        """Open a portal as its owner, or as one of its users.

        Raises `StoreError` or `UnknownUser`.
        """
        portal = cls(Store(url), None, clock)
        try:
            portal._store.check()
            return portal.acting_as(caller)
        except BaseException:
            portal.close()
            raise

    def acting_as(self, caller: str | None) -> Self:
        """The same portal, through the same connection, for somebody else."""
        if caller is not None:
            with self._store.reading() as connection:
                find.user(connection, caller)
        return type(self)(self._store, caller, self._clock)

    def close(self) -> None:
        """Let go of the database; one in memory ends here."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def account(self) -> str:
        """The name of the account."""
        with self._store.reading() as connection:
            name: str = connection.execute(tables.account.select()).one().name
        return name

    @contextmanager
    def transaction(self, run: RunNote | None = None) -> Iterator[Work]:
        """Write all or nothing; inside another transaction of this store, as a savepoint of it.

        What a caller was refused is logged even when the transaction is undone.
        """
        is_outermost = not self._store.is_open
        log: EventLog | None = None
        try:
            with self._store.transaction() as connection:
                unit = self._unit(connection, run)
                log = unit.log
                yield Work.of(unit)
        finally:
            if is_outermost and log is not None and log.refusals:
                with self._store.transaction() as connection:
                    log.flush(connection)

    @contextmanager
    def rollback_after(self) -> Iterator[None]:
        """Undo everything that is written inside, whatever happens: for trying things out."""
        with self._store.transaction() as connection:
            undone = connection.begin_nested()
            try:
                yield
            finally:
                undone.rollback()
                self._store.refusals.clear()

    def read(self) -> Snapshot:
        """The whole portal at one moment, in a handful of queries."""
        with self._store.reading() as connection:
            return load(connection)

    def check(self, user: str, permission: str, scope: str, on: Subject = None) -> Decision:
        """Whether the permission is held at the scope, with every reason.

        `on` is the name of a user, or the path of a group of that scope: whether it reaches there.
        Raises `Unknown` and `NotAskable`.
        """
        with self._store.reading() as connection:
            snapshot, question = narrow(connection, Asked(user, permission, scope, on))
        return check(snapshot, question, self._clock())

    def explain(
        self, user: str, permission: str, scope: str, on: Subject = None
    ) -> tuple[str, ...]:
        """Why `check` says no, every reason in words; none where it says yes."""
        with self._store.reading() as connection:
            snapshot, question = narrow(connection, Asked(user, permission, scope, on))
        return explain(snapshot, question, self._clock())

    def events(self) -> list[Event]:
        """The event log, oldest first: what the caller may read of it. Raises `Forbidden`."""
        if self._caller is None:
            with self._store.reading() as connection:
                return read_events(connection, Readable())
        with self.transaction() as work:
            return work.events.read()

    def _unit(self, connection: Connection, run: RunNote | None) -> Unit:
        caller = find.user(connection, self._caller) if self._caller else None
        actor, note = caller.name if caller else LOCAL, asdict(run) if run else None
        log = EventLog(connection, actor, note, self._store.refusals)
        return Unit(connection, self._clock, caller, log)

    def _make_room(self) -> Path | None:
        """Make the folder of the file; the file where it is still to be made."""
        file = self._store.file
        if file is None:
            return None
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseFailed(url=self._store.url, problem=error.strerror) from error
        return None if file.exists() else file

    def _lay_out(self, account: str, fill: Callable[[Work], None] | None) -> None:
        with self._store.transaction() as connection:
            self._store.make_tables(connection)
            connection.execute(tables.account.insert(), {"name": account})
            root = {"depth": 0, "name": "", "path": "/", "key": "/"}
            connection.execute(tables.scopes.insert(), root)
            if fill is not None:
                fill(Work.of(self._unit(connection, None)))
