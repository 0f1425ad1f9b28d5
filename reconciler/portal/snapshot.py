"""A snapshot: one moment of the whole portal, or of what concerns some users, read in few queries.

Reading everything takes nine queries, however much there is.
"""

import gc
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Table, select, true

from reconciler.portal import tables
from reconciler.portal.catalog import TOP_ROLE
from reconciler.portal.names import join
from reconciler.portal.rows import Assignment, Group, Membership, Role, Scope, User


@dataclass(frozen=True)
class Snapshot:
    """Rows by their ids; ended assignments and memberships are among them."""

    account: str
    scopes: Mapping[int, Scope]
    users: Mapping[int, User]
    roles: Mapping[int, Role]
    groups: Mapping[int, Group]
    assignments: Sequence[Assignment]
    members: Sequence[Membership]

    @cached_property
    def assignments_of(self) -> Mapping[int, Sequence[Assignment]]:
        """The assignments by user."""
        found = defaultdict(list)
        for assignment in self.assignments:
            found[assignment.user].append(assignment)
        return found

    @cached_property
    def memberships_of(self) -> Mapping[int, Sequence[Membership]]:
        """The memberships by user."""
        found = defaultdict(list)
        for member in self.members:
            found[member.user].append(member)
        return found

    @cached_property
    def scope_ids(self) -> Mapping[str, int]:
        """The scopes by their folded paths."""
        return {scope.key: scope.id for scope in self.scopes.values()}

    @cached_property
    def user_ids(self) -> Mapping[str, int]:
        """The users by their folded names."""
        return {user.folded: user.id for user in self.users.values()}

    @cached_property
    def role_ids(self) -> Mapping[str, int]:
        """The roles by their folded names."""
        return {role.folded: role.id for role in self.roles.values()}

    @cached_property
    def group_ids(self) -> Mapping[tuple[int, tuple[str, ...]], int]:
        """The groups by scope and folded names from Top Role."""
        return {
            (group.scope, self.group_names(group.id)): group.id for group in self.groups.values()
        }

    def above(self, group: int) -> Iterator[int]:
        """The groups strictly above, nearest first."""
        parent = self.groups[group].parent
        while parent is not None:
            yield parent
            parent = self.groups[parent].parent

    def is_within(self, scope: int, place: int) -> bool:
        """Whether a scope is that place or stands below it."""
        at: int | None = scope
        while at is not None and at != place:
            at = self.scopes[at].parent
        return at is not None

    def group_names(self, group: int) -> tuple[str, ...]:
        """The folded names of a group from Top Role."""
        above = [self.groups[one].folded for one in self.above(group)]
        return (*reversed(above), self.groups[group].folded)

    def group_path(self, group: int) -> str:
        """The path of a group as written, special characters escaped."""
        above = [self.groups[one].name for one in self.above(group)]
        return join((*reversed(above), self.groups[group].name))


@contextmanager
def _without_collector() -> Iterator[None]:
    """A million new tuples would be searched for cycles again and again: half of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class Wanted(NamedTuple):
    """Which rows of each table to read."""

    scopes: ColumnElement[bool]
    users: ColumnElement[bool]
    roles: ColumnElement[bool]
    groups: ColumnElement[bool]
    assignments: ColumnElement[bool]
    members: ColumnElement[bool]


def load(connection: Connection) -> Snapshot:
    """Everything, in the order in which it was made."""
    with _without_collector():
        return load_wanted(connection, Wanted(*[true()] * 6))


def load_around(
    connection: Connection, users: Collection[int], scopes: Collection[int]
) -> Snapshot:
    """All that decides about these users in these scopes, and nothing that grows with the rest.

    The users with what they hold, the groups of their scopes and of the given ones, and the scopes
    above them.
    """
    held = select(tables.assignments.c.role).where(tables.assignments.c.user.in_(users))
    homes = select(tables.users.c.scope).where(tables.users.c.id.in_(users))
    near = {*scopes, *connection.scalars(homes)}
    wanted = Wanted(
        scopes=tables.scopes.c.id.in_(_with_above(connection, near)),
        users=tables.users.c.id.in_(users),
        roles=tables.roles.c.id.in_(held),
        groups=tables.groups.c.scope.in_(near),
        assignments=tables.assignments.c.user.in_(users),
        members=tables.members.c.user.in_(users),
    )
    return load_wanted(connection, wanted)


def _with_above(connection: Connection, scopes: set[int]) -> set[int]:
    parents = select(tables.scopes.c.parent).where(tables.scopes.c.id.in_(scopes))
    above = {parent for parent in connection.scalars(parents) if parent is not None}
    return scopes | _with_above(connection, above) if above else scopes


def load_wanted(connection: Connection, wanted: Wanted) -> Snapshot:
    """These rows, each table in the order in which it was filled."""
    roles = _rows(connection, tables.roles, wanted.roles)
    groups = _rows(connection, tables.groups, wanted.groups)
    scopes = _rows(connection, tables.scopes, wanted.scopes)
    users = _rows(connection, tables.users, wanted.users)
    by_role = _permissions(connection, tables.role_permissions, wanted.roles)
    by_group = _permissions(connection, tables.group_permissions, wanted.groups)
    assignments = _rows(connection, tables.assignments, wanted.assignments)
    members = _rows(connection, tables.members, wanted.members)
    return Snapshot(
        account=connection.scalar(select(tables.account.c.name)) or "",
        scopes={row[0]: Scope._make(row) for row in scopes},
        users={row[0]: User._make(row) for row in users},
        roles={row[0]: Role._make((*row, by_role[row[0]])) for row in roles},
        groups={row[0]: _group(row, by_group[row[0]]) for row in groups},
        assignments=list(map(Assignment._make, assignments)),
        members=list(map(Membership._make, members)),
    )


def _group(row: Sequence[Any], permissions: frozenset[str]) -> Group:
    group = Group._make((*row, permissions))
    # Top Role has no rows of its own: it holds whatever the catalog has.
    return group._replace(permissions=TOP_ROLE) if group.is_top else group


def _rows(
    connection: Connection, table: Table, wanted: ColumnElement[bool]
) -> Iterable[Sequence[Any]]:
    return connection.execute(select(table).where(wanted).order_by(*table.primary_key)).all()


def _permissions(
    connection: Connection, table: Table, wanted: ColumnElement[bool]
) -> Mapping[int, frozenset[str]]:
    holder, permission = table.c
    owners = next(iter(holder.foreign_keys)).column.table
    query = select(holder, permission).join(owners).where(wanted)
    found: dict[int, set[str]] = defaultdict(set)
    for row in connection.execute(query):
        found[row[0]].add(row[1])
    return defaultdict(frozenset, {key: frozenset(keys) for key, keys in found.items()})
