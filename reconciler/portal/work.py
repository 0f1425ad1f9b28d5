"""All writes of one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self

from reconciler.portal.assignments import Assignments
from reconciler.portal.excerpt import About, load_excerpt
from reconciler.portal.groups import Groups
from reconciler.portal.locks import Locks
from reconciler.portal.memberships import Memberships
from reconciler.portal.roles import Roles
from reconciler.portal.scopes import Scopes
from reconciler.portal.snapshot import Snapshot
from reconciler.portal.tokens import Tokens
from reconciler.portal.unit import Unit, operation
from reconciler.portal.users import Users


@dataclass(frozen=True, slots=True)
class Work:
    """All writes of one transaction, by what they are about."""

    scopes: Scopes
    users: Users
    roles: Roles
    groups: Groups
    assignments: Assignments
    memberships: Memberships
    tokens: Tokens
    locks: Locks
    unit: Unit

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
            Tokens(unit),
            Locks(unit),
            unit,
        )

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo what is written inside when an error leaves the block; the rest stays."""
        with self.unit.connection.begin_nested():
            yield

    @operation("portal.read", reads=True)
    def excerpt(self, about: About) -> Snapshot:
        """What some writes are about, as far as it is in sight, as it stands in this transaction.

        Raises `CallerInactive`.
        """
        return load_excerpt(self.unit.connection, about, self.unit.sight.wanted)
