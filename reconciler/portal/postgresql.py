"""PostgreSQL: how a server is reached, how transactions begin, and what its failures mean.

Passwords, certificates and the like come from libpq's own variables, such as PGPASSWORD.
"""

from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from reconciler.portal.errors.database import DatabaseBusy, DatabaseFailed, StoreError

_LOCK = int.from_bytes(b"portal")
"""The advisory lock that all writers of one database take; PostgreSQL keeps it by database."""

_BUSY = {"55P03", "40001", "40P01"}
"""Lock not available, serialization failure, deadlock: others were there first."""


def make_engine(place: URL, _patience: float) -> Engine:
    """The engine of one database. A reader sees one moment: that is REPEATABLE READ."""
    named = {"client_encoding": "utf8", "fallback_application_name": "reconciler portal"}
    engine = create_engine(
        place, isolation_level="REPEATABLE READ", pool_pre_ping=True, connect_args=named
    )
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    # Elsewhere the last hours of the year 9999 would be beyond what Python can hold.
    connection.autocommit = True
    connection.execute("SET TIME ZONE 'UTC'")
    connection.autocommit = False


def begin_reading(_connection: Connection) -> None:
    """See one moment, until the transaction ends: every transaction of this engine does."""


def begin_writing(connection: Connection, patience: float) -> None:
    """Wait for the writer before us, then see what that one has left.

    Asking for the lock is a query: under REPEATABLE READ what was there before the wait would be
    all that we ever see. With the lock nobody else writes, so each query sees the same moment.
    """
    connection.exec_driver_sql(
        "SET TRANSACTION ISOLATION LEVEL READ COMMITTED;"
        f"SET LOCAL lock_timeout = {patience * 1000:.0f};"
        f"SELECT pg_advisory_xact_lock({_LOCK})"
    )


def refusal_of(url: str, error: DBAPIError) -> StoreError:
    """What a failure of the database means; its message on one line."""
    if getattr(error.orig, "sqlstate", None) in _BUSY:
        return DatabaseBusy(url=url)
    return DatabaseFailed(url=url, problem=" ".join(str(error.orig).split()).rstrip("."))
