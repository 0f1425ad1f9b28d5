"""The event log: who changed what, when, before and after; and what a caller was refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, select

from reconciler.portal import tables
from reconciler.portal.catalog import LEVELS, Level, in_order
from reconciler.portal.names import as_text, is_within
from reconciler.portal.rows import Group, Role
from reconciler.portal.tenure import ABSENT, Absent

LOCAL = "local"
"""The actor where nobody is named: the owner of the database file."""


@dataclass(frozen=True, slots=True)
class RunNote:
    """What an automated run says about itself, kept with every event it causes."""

    digest: str = ""
    commit: str = ""
    link: str = ""
    actor: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One entry. `refused` is the code of a refusal, `reason` its sentence, else both are None.

    `scope` is the path of where it happened; of a refusal, where the caller belongs.
    """

    at: datetime
    actor: str
    scope: str
    action: str
    subject: str
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    refused: str | None = None
    reason: str | None = None
    run: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What a write says about itself: action and subject, what stood there and what stands now."""

    action: str
    scope: int
    subject: str
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None


_SAID = tuple(field.name for field in fields(Entry))
_ADD = tables.events.insert()


@dataclass(frozen=True, slots=True)
class EventLog:
    """Writes entries of one transaction; refusals wait until what was refused is undone."""

    connection: Connection
    actor: str
    run: Mapping[str, str] | None
    refusals: list[dict[str, Any]]

    def add(self, entry: Entry, at: datetime) -> None:
        """Note what was done, in the transaction that does it."""
        self.connection.execute(_ADD, self._row(entry, at))

    def refuse(self, entry: Entry, at: datetime, code: str, reason: str) -> None:
        """Note what was refused; `log_refusals` writes it."""
        row = self._row(entry, at)
        said = {"subject": as_text(entry.subject), "refused": code, "reason": as_text(reason)}
        self.refusals.append(row | said)

    def _row(self, entry: Entry, at: datetime) -> dict[str, Any]:
        said = {name: getattr(entry, name) for name in _SAID}
        return {"at": at, "actor": self.actor, "run": self.run, **said}


def log_refusals(connection: Connection, refusals: list[dict[str, Any]]) -> None:
    """Write the refusals that have waited; none of them waits any more."""
    connection.execute(_ADD, refusals)
    refusals.clear()


@dataclass(frozen=True, slots=True)
class Readable:
    """Which events somebody may read: of a scope (its key) and below, at these levels."""

    within: str = "/"
    levels: frozenset[Level] = frozenset(LEVELS)

    def covers(self, key: str, depth: int) -> bool:
        """Whether the events of a scope may be read."""
        return is_within(key, self.within) and LEVELS[depth] in self.levels

    @property
    def condition(self) -> ColumnElement[bool]:
        """The same, for the database to say of a scope."""
        depths = [depth for depth, level in enumerate(LEVELS) if level in self.levels]
        return and_(tables.within(self.within), tables.scopes.c.depth.in_(depths))


def events_after(
    connection: Connection, readable: Readable, page: tuple[int, int | None] = (0, None)
) -> list[tuple[int, Event]]:
    """The events that may be read with their ids, oldest first: after an id, as many as asked."""
    after, limit = page
    scopes, event = tables.scopes.c, tables.events.c
    query = select(tables.events, scopes.path).join(tables.scopes).where(event.id > after)
    query = query.where(readable.condition).order_by(event.id).limit(limit)
    return [(row["id"], _event(row)) for row in connection.execute(query).mappings()]


def _event(row: Mapping[Any, Any]) -> Event:
    same = ("at", "actor", "action", "subject", "before", "after", "refused", "reason", "run")
    return Event(scope=row["path"], **{name: row[name] for name in same})


def role_as_data(role: Role) -> dict[str, Any]:
    """A role as the log keeps it."""
    return {
        "name": role.name,
        "type": role.type,
        "description": role.description,
        "permissions": in_order(role.permissions),
    }


def group_as_data(path: Sequence[str], group: Group) -> dict[str, Any]:
    """A group as the log keeps it."""
    return {
        "path": list(path),
        "description": group.description,
        "permissions": in_order(group.permissions),
    }


def until(expires: datetime | Absent | None) -> dict[str, Any] | None:
    """A membership as the log keeps it: its end; None where there is no membership."""
    if expires is ABSENT:
        return None
    return {"expires": expires.isoformat() if expires else None}
