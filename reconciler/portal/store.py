"""The database: how it is opened, and the transactions in which all reading and writing happens."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, StaticPool, create_engine, event, inspect, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from reconciler.portal.errors import (
    BadUrl,
    DatabaseBusy,
    DatabaseExists,
    DatabaseFailed,
    NewerSchema,
    NoDatabase,
    NotAPortal,
    StoreError,
)
from reconciler.portal.tables import SCHEMA, metadata, schema_version

_PATIENCE = 30.0
"""Seconds to wait for another writer."""

_WRITES = "portal_writes"


class Store:
    """One database and at most one open transaction; not for two threads at once."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._place = _parse(url)
        self._engine = _engine(self._place)
        self._open: Connection | None = None
        self.refusals: list[dict[str, Any]] = []
        """Entries of the event log that wait for the outermost transaction to end."""

    @property
    def file(self) -> Path | None:
        """The file of the database; None in memory."""
        return Path(self._place.database) if self._place.database else None

    @property
    def is_open(self) -> bool:
        """Whether a transaction is under way."""
        return self._open is not None

    def close(self) -> None:
        """Let go of every connection; a database in memory ends with it."""
        self._engine.dispose()

    def check(self) -> None:
        """Make sure that this is a portal that this version can read. Raises `StoreError`."""
        if self.file is not None and not self.file.is_file():
            raise NoDatabase(url=self.url)
        with self.reading() as connection:
            if not inspect(connection).has_table(schema_version.name):
                raise NotAPortal(url=self.url)
            found = connection.scalar(select(schema_version.c.version))
        if found is None or found > SCHEMA:
            raise NewerSchema(url=self.url, found=found, known=SCHEMA)

    def make_tables(self, connection: Connection) -> None:
        """Lay out an empty database. Raises `DatabaseExists`."""
        if self.file is not None and inspect(connection).get_table_names():
            raise DatabaseExists(url=self.url)
        metadata.create_all(connection, checkfirst=False)
        connection.execute(schema_version.insert().values(version=SCHEMA))

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Write all or nothing; inside another transaction this is a savepoint of it."""
        if self._open is not None:
            with self._open.begin_nested():
                yield self._open
            return
        with self._translated(), self._engine.connect() as connection:
            connection.execution_options(**{_WRITES: True})
            with connection.begin():
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
            yield connection

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise self._translate(error) from error

    def _translate(self, error: DBAPIError) -> StoreError:
        problem = str(error.orig)
        if "locked" in problem:
            return DatabaseBusy(url=self.url)
        if "not a database" in problem:
            return NotAPortal(url=self.url)
        return DatabaseFailed(url=self.url, problem=problem)


def _parse(url: str) -> URL:
    try:
        place = make_url(url)
    except (ArgumentError, ValueError) as error:  # a port that is no number is the second
        raise BadUrl(url=url) from error
    if place.drivername != "sqlite" or place.host or place.query:
        raise BadUrl(url=url)
    return place if place.database != ":memory:" else place.set(database=None)


def _engine(place: URL) -> Engine:
    options: dict[str, Any] = {"connect_args": {"timeout": _PATIENCE}}
    if place.database is None:
        options["poolclass"] = StaticPool  # the data lives as long as this one connection
        options["connect_args"]["check_same_thread"] = False
    engine = create_engine(place, **options)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    # The driver's own idea of when a transaction begins breaks savepoints: `_begin` decides.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")


def _begin(connection: Connection) -> None:
    # A writer takes the lock at once: two of them wait for each other instead of failing later.
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
