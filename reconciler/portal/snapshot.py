"""A snapshot: one moment of the whole portal, or of a part of it, read in few queries.

Reading everything takes nine queries, however much there is.
"""

import gc
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Connection, select

from reconciler.portal import tables
from reconciler.portal.names import is_within, join
from reconciler.portal.rows import Assignment, Group, Membership, Role, Scope, User
from reconciler.portal.things import (
    EVERYTHING,
    Wanted,
    load_groups,
    load_roles,
    load_scopes,
    rows,
)


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
        return is_within(self.scopes[scope].key, self.scopes[place].key)

    def group_names(self, group: int) -> tuple[str, ...]:
        """The folded names of a group from Top Role."""
        above = [self.groups[one].folded for one in self.above(group)]
        return (*reversed(above), self.groups[group].folded)

    def group_path(self, group: int) -> str:
        """The path of a group as written, special characters escaped."""
        above = [self.groups[one].name for one in self.above(group)]
        return join((*reversed(above), self.groups[group].name))


@contextmanager
def without_collector() -> Iterator[None]:
    """A million new tuples would be searched for cycles again and again: half of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def load(connection: Connection, wanted: Wanted = EVERYTHING) -> Snapshot:
    """A whole portal, or a large part of it, in the order in which it was made."""
    with without_collector():
        return load_wanted(connection, wanted)


def load_wanted(connection: Connection, wanted: Wanted) -> Snapshot:
    """These rows, each table in the order in which it was filled."""
    users = rows(connection, tables.users, wanted.users)
    assignments = rows(connection, tables.assignments, wanted.assignments)
    members = rows(connection, tables.members, wanted.members)
    return Snapshot(
        account=connection.scalar(select(tables.account.c.name)) or "",
        scopes=load_scopes(connection, wanted),
        users={row[0]: User._make(row) for row in users},
        roles=load_roles(connection, wanted),
        groups=load_groups(connection, wanted),
        assignments=list(map(Assignment._make, assignments)),
        members=list(map(Membership._make, members)),
    )
