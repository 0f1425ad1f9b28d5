"""The way into the portal: open it, read it, ask it, and write in transactions."""

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection

from reconciler.portal import find, tables
from reconciler.portal.access import Decision
from reconciler.portal.errors.database import DatabaseFailed
from reconciler.portal.events import LOCAL, Event, EventLog, RunNote, log_refusals
from reconciler.portal.listing import Listing
from reconciler.portal.names import accept
from reconciler.portal.questions import Subject
from reconciler.portal.reading import Reading
from reconciler.portal.rows import Scope, User
from reconciler.portal.sight import Sight
from reconciler.portal.snapshot import Snapshot
from reconciler.portal.store import Store
from reconciler.portal.tokens import Token, find_token, is_use_to_note, note_use
from reconciler.portal.unit import Unit
from reconciler.portal.work import Work

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The clock of the machine."""
    return datetime.now(UTC)


class Portal:
    """One portal and one caller; not for two threads at once: open one for each.

    Without a caller it is the owner of the database who acts: the rules of shape hold, those of
    sight and delegation do not, and the log says `local`.
    """

    def __init__(
        self, store: Store, caller: str | None, clock: Clock, token: Token | None = None
    ) -> None:
        self._store = store
        self._caller = caller
        self._clock = clock
        self.token = token

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

        `url` is `sqlite:///path`, `sqlite://` for one in memory, or `postgresql://host/name` for an
        empty database there. Raises `StoreError`, and what
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

    def bearing(self, secret: str) -> Self:
        """The same portal for the user of a token, within its scope, and as its kind allows.

        Raises `BadToken`; of a token that was one, the refusal is logged.
        """
        with self._store.reading() as connection:
            token = find_token(connection, secret)
        bearer = type(self)(self._store, token.user, self._clock, token)
        with bearer.reading() as reading:
            reading.use(token)
        if is_use_to_note(token, now := self._clock()):
            with self._store.transaction() as connection:
                note_use(connection, token, now)
        return bearer

    def twin(self) -> Self:
        """The same portal for the same caller, through a connection of its own: for a thread."""
        return type(self)(Store(self._store.url), self._caller, self._clock, self.token)

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

    def now(self) -> datetime:
        """The instant by the portal's clock."""
        return self._clock()

    @property
    def account(self) -> str:
        """The name of the account."""
        with self._store.reading() as connection:
            name: str = connection.execute(tables.account.select()).one().name
        return name

    @property
    def caller(self) -> tuple[User, Scope] | None:
        """Who acts, and the scope that they belong to; None for the owner of the database."""
        if self._caller is None:
            return None
        with self._store.reading() as connection:
            return find.person(connection, self._caller)

    @contextmanager
    def transaction(self, run: RunNote | None = None) -> Iterator[Work]:
        """Write all or nothing; inside another transaction of this store, as a savepoint of it.

        What a caller was refused is logged even when the transaction is undone.
        """
        with self._logging(), self._store.transaction() as connection:
            yield Work.of(self._unit(connection, run))

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

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """Read several things of one moment."""
        with self._logging(), self._store.reading() as connection:
            yield Reading(self._unit(connection))

    def read(self, within: AbstractSet[str] = frozenset()) -> Snapshot:
        """All that the caller sees of the portal at one moment, in a handful of queries.

        Raises `Forbidden` where one of the scopes `within` is not part of it.
        """
        with self.reading() as reading:
            return reading.snapshot(within)

    def listing(self, within: AbstractSet[str] = frozenset()) -> Listing:
        """The same with people by name and no object for any, for whoever reads all of it."""
        with self.reading() as reading:
            return reading.listing(within)

    def check(self, user: str, permission: str, scope: str, on: Subject = None) -> Decision:
        """Whether the permission is held at the scope, with every reason.

        `on` is the name of a user, or the path of a group of that scope: whether it reaches there.
        Raises `Unknown`, `NotAskable`, and `Forbidden` for what the caller does not see.
        """
        with self.reading() as reading:
            return reading.check(user, permission, scope, on)

    def explain(
        self, user: str, permission: str, scope: str, on: Subject = None
    ) -> tuple[str, ...]:
        """Why `check` says no, every reason in words; none where it says yes."""
        with self.reading() as reading:
            return reading.explain(user, permission, scope, on)

    def tokens(self) -> list[Token]:
        """The tokens whose users the caller may manage. Raises `MayNotManageTokens`."""
        with self.reading() as reading:
            return reading.tokens()

    def events(self) -> list[Event]:
        """The event log, oldest first: what the caller may read of it. Raises `Forbidden`."""
        with self.reading() as reading:
            return reading.events()

    @contextmanager
    def _logging(self) -> Iterator[None]:
        """Write what was refused inside into the event log, in a transaction that stays."""
        is_outermost = not self._store.is_open
        try:
            yield
        finally:
            if is_outermost and self._store.refusals:
                with self._store.transaction() as connection:
                    log_refusals(connection, self._store.refusals)

    def _unit(self, connection: Connection, run: RunNote | None = None) -> Unit:
        sight = Sight(connection)
        if self._caller is not None:
            user, home = find.person(connection, self._caller)
            sight = Sight(connection, user, self.token.scope if self.token else home.path)
        actor = sight.caller.name if sight.caller else LOCAL
        log = EventLog(connection, actor, self._note(run), self._store.refusals)
        only_reads = self.token.id if self.token and self.token.reads_only else None
        return Unit(connection, self._clock, sight, log, only_reads)

    def _note(self, run: RunNote | None) -> dict[str, str] | None:
        """What the log says of how something was done: by which run, through which token."""
        note = asdict(run) if run else {}
        if self.token is not None:
            note["token"] = str(self.token.id)
        return note or None

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
                fill(Work.of(self._unit(connection)))
