"""How long a membership or an assignment holds: the row of one user in one container."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, select, update

from reconciler.portal.rows import has_ended


class Absent(Enum):
    """Says that there is no row at all, where None says: without an end."""

    ABSENT = "absent"


ABSENT = Absent.ABSENT


@dataclass(frozen=True, slots=True)
class Tenure:
    """One user in one container; the table's columns are container, user and end."""

    connection: Connection
    table: Table
    holder: int
    user: int

    def end(self) -> datetime | Absent | None:
        """When it ends or has ended; None if never."""
        row = self.connection.execute(select(self.table.c.expires).where(self._mine)).first()
        return ABSENT if row is None else row[0]

    def lasts(self, now: datetime) -> bool:
        """Whether it is there and has not ended."""
        end = self.end()
        return end is not ABSENT and not has_ended(end, now)

    def start(self, expires: datetime | None) -> None:
        """Write the row, over one that has ended."""
        self.stop()
        holder, user, _ = self.table.c
        row = {holder.name: self.holder, user.name: self.user, "expires": expires}
        self.connection.execute(self.table.insert(), row)

    def redate(self, expires: datetime | None) -> None:
        """Give another end; None for none."""
        self.connection.execute(update(self.table).where(self._mine).values(expires=expires))

    def stop(self) -> None:
        """Drop the row."""
        self.connection.execute(delete(self.table).where(self._mine))

    @property
    def _mine(self) -> ColumnElement[bool]:
        holder, user, _ = self.table.c
        return and_(holder == self.holder, user == self.user)


def is_longer(expires: datetime | None, than: datetime | None) -> bool:
    """Whether a new end gives time that the old one did not."""
    return than is not None and (expires is None or expires > than)
