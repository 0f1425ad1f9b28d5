"""How long a membership or an assignment holds: the row of one user in one container."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    Connection,
    CursorResult,
    Delete,
    Insert,
    Select,
    Table,
    Update,
    and_,
    bindparam,
    delete,
    select,
    update,
)

from reconciler.portal.rows import has_ended


class Absent(Enum):
    """Says that there is no row at all, where None says: without an end."""

    ABSENT = "absent"


ABSENT = Absent.ABSENT


class _Statements(NamedTuple):
    end: Select[Any]
    start: Insert
    redate: Update
    stop: Delete


@cache
def _statements(table: Table) -> _Statements:
    """Built once: what is asked for every write should not be put together for every write."""
    holder, user, expires = table.c
    mine = and_(holder == bindparam("of_holder"), user == bindparam("of_user"))
    return _Statements(
        end=select(expires).where(mine),
        start=table.insert(),
        redate=update(table).where(mine).values({expires: bindparam("until", type_=expires.type)}),
        stop=delete(table).where(mine),
    )


@dataclass(frozen=True, slots=True)
class Tenure:
    """One user in one container; the table's columns are container, user and end."""

    connection: Connection
    table: Table
    holder: int
    user: int

    def end(self) -> datetime | Absent | None:
        """When it ends or has ended; None if never."""
        row = self._run(_statements(self.table).end).first()
        return ABSENT if row is None else row[0]

    def start(self, expires: datetime | None, over: datetime | Absent | None) -> None:
        """Write the row, over one that has ended; `over` is what `end` said of it."""
        if over is not ABSENT:
            self.redate(expires)
            return
        row = zip(self.table.c.keys(), (self.holder, self.user, expires), strict=True)
        self.connection.execute(_statements(self.table).start, dict(row))

    def redate(self, expires: datetime | None) -> None:
        """Give another end; None for none."""
        self._run(_statements(self.table).redate, until=expires)

    def stop(self) -> None:
        """Drop the row."""
        self._run(_statements(self.table).stop)

    def _run(
        self, statement: Select[Any] | Update | Delete, **more: datetime | None
    ) -> CursorResult[Any]:
        mine = {"of_holder": self.holder, "of_user": self.user}
        return self.connection.execute(statement, {**mine, **more})


def lasts(end: datetime | Absent | None, now: datetime) -> bool:
    """Whether it is there and has not ended."""
    return end is not ABSENT and not has_ended(end, now)


def is_longer(expires: datetime | None, than: datetime | None) -> bool:
    """Whether a new end gives time that the old one did not."""
    return than is not None and (expires is None or expires > than)
