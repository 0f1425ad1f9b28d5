"""What is read from the tables, one named tuple for each row.

Tuples, because a portal may have a million of them and they come out of the database as tuples.
`name` is as written, `folded` and `key` are what is compared. Instants are aware and in UTC.
"""

from datetime import datetime
from typing import NamedTuple

from reconciler.portal.catalog import LEVELS, Level


class Scope(NamedTuple):
    """The reseller, a customer or a phone system; `path` as written and `key` folded: `/acme`."""

    id: int
    parent: int | None
    depth: int
    name: str
    path: str
    key: str

    @property
    def level(self) -> Level:
        """Its place in the tree of three levels."""
        return LEVELS[self.depth]


class User(NamedTuple):
    """A user, who belongs to exactly one scope."""

    id: int
    scope: int
    name: str
    folded: str
    active: bool


class Role(NamedTuple):
    """A role of the account."""

    id: int
    name: str
    folded: str
    type: str
    description: str
    permissions: frozenset[str] = frozenset()


class Group(NamedTuple):
    """A group of a phone system; Top Role is the one without a parent."""

    id: int
    scope: int
    parent: int | None
    name: str
    folded: str
    description: str
    permissions: frozenset[str] = frozenset()

    @property
    def is_top(self) -> bool:
        """Whether this is the built-in Top Role."""
        return self.parent is None


class Assignment(NamedTuple):
    """A role of a user: it holds at the user's own scope and below, until it ends."""

    role: int
    user: int
    expires: datetime | None


class Membership(NamedTuple):
    """A user in a group, until it ends."""

    group: int
    user: int
    expires: datetime | None


def has_ended(expires: datetime | None, now: datetime) -> bool:
    """Whether this end has come: at the very instant it has."""
    return expires is not None and expires <= now
