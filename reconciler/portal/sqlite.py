"""SQLite: how a file is opened, how its transactions begin, and what its failures mean."""

from typing import Any

from sqlalchemy import Connection, Engine, StaticPool, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from reconciler.portal.errors.database import DatabaseBusy, DatabaseFailed, NotAPortal, StoreError


def make_engine(place: URL, patience: float) -> Engine:
    """The engine of one file, or of one database in memory."""
    options: dict[str, Any] = {"connect_args": {"timeout": patience}}
    if place.database is None:
        options["poolclass"] = StaticPool  # the data lives as long as this one connection
        options["connect_args"]["check_same_thread"] = False
    engine = create_engine(place, **options)
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    # The driver's own idea of when a transaction begins breaks savepoints: we say it ourselves.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")


def begin_reading(connection: Connection) -> None:
    """See one moment, until the transaction ends."""
    connection.exec_driver_sql("BEGIN")


def begin_writing(connection: Connection, _patience: float) -> None:
    """Take the lock at once: two writers wait for each other instead of failing later."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def refusal_of(url: str, error: DBAPIError) -> StoreError:
    """What a failure of the database means."""
    problem = str(error.orig)
    if "locked" in problem:
        return DatabaseBusy(url=url)
    if "not a database" in problem:
        return NotAPortal(url=url)
    return DatabaseFailed(url=url, problem=problem)
