"""The database: the transactions in which all reading and writing happens."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Protocol
from weakref import finalize

from sqlalchemy import Connection, Engine, inspect, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from reconciler.portal import address, postgresql, sqlite
from reconciler.portal.errors.database import (
    DatabaseExists,
    NewerSchema,
    NoDatabase,
    NotAPortal,
    OlderSchema,
    StoreError,
)
from reconciler.portal.migrations import head, migrate
from reconciler.portal.tables import schema_version

_PATIENCE = 30.0
"""Seconds to wait for another writer."""


class _Kind(Protocol):
    """What differs between kinds of databases."""

    def make_engine(self, place: URL, _patience: float, /) -> Engine: ...

    def begin_reading(self, _connection: Connection, /) -> None: ...

    def begin_writing(self, connection: Connection, _patience: float, /) -> None: ...

    def refusal_of(self, url: str, error: DBAPIError) -> StoreError: ...


_KINDS: Final[Mapping[str, _Kind]] = {"sqlite": sqlite, "postgresql": postgresql}


class Store:
    """One database and at most one open transaction; not for two threads at once."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._place = address.parse(url)
        self._kind = _KINDS[self._place.get_backend_name()]
        self._engine = self._kind.make_engine(self._place, _PATIENCE)
        finalize(self, self._engine.dispose)  # who forgets to close it leaves no connection behind
        self._open: Connection | None = None
        self.refusals: list[dict[str, Any]] = []
        """Entries of the event log that wait for the outermost transaction to end."""

    @property
    def file(self) -> Path | None:
        """The file of the database; None in memory and on a server."""
        is_file = self._kind is sqlite and self._place.database
        return Path(self._place.database or "") if is_file else None

    @property
    def is_open(self) -> bool:
        """Whether a transaction is under way."""
        return self._open is not None

    def close(self) -> None:
        """Let go of every connection; a database in memory ends with it."""
        self._engine.dispose()

    def check(self) -> None:
        """Make sure that this is a portal of this very version. Raises `StoreError`."""
        self._require_place()
        with self.reading() as connection:
            found = self._version(connection)
        if found != head():
            raise OlderSchema(url=self.url, found=found, known=head())

    def make_tables(self, connection: Connection) -> None:
        """Lay out an empty database. Raises `DatabaseExists`."""
        if inspect(connection).get_table_names():
            raise DatabaseExists(url=self.url)
        migrate(connection, 0, head())

    def migrate(self) -> tuple[int, int]:
        """Bring the tables to this version, all or nothing; the version before and the one now.

        Raises `StoreError`.
        """
        self._require_place()
        with self.transaction() as connection:
            found = self._version(connection)
            if found < head():
                migrate(connection, found, head())
        return found, head()

    def _require_place(self) -> None:
        if self.file is not None and not self.file.is_file():
            raise NoDatabase(url=self.url)

    def _version(self, connection: Connection) -> int:
        """The version of the tables. Raises `StoreError` where there is none we know of."""
        names = inspect(connection).get_table_names()
        if not names:
            raise NoDatabase(url=self.url)
        found: int | None = None
        if schema_version.name in names:
            found = connection.scalar(select(schema_version.c.version))
        if found is None:
            raise NotAPortal(url=self.url)
        if found > head():
            raise NewerSchema(url=self.url, found=found, known=head())
        return found

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Write all or nothing; inside another transaction this is a savepoint of it."""
        if self._open is not None:
            with self._open.begin_nested():
                yield self._open
            return
        with self._translated(), self._engine.connect() as connection, connection.begin():
            self._kind.begin_writing(connection, _PATIENCE)
            self._open = connection
            try:
                yield connection
            finally:
                self._open = None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Read one moment, within the open transaction where there is one."""
        if self._open is not None:
            yield self._open
            return
        with self._translated(), self._engine.connect() as connection, connection.begin():
            self._kind.begin_reading(connection)
            yield connection

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise self._kind.refusal_of(self.url, error) from error
