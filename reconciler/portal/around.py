"""What is around some users: all that decides about them, however much the portal holds.

It takes three to eight queries: what nobody there has is not asked for.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, bindparam, select

from reconciler.portal import tables
from reconciler.portal.rows import Assignment, Group, Membership, Role, Scope, User
from reconciler.portal.snapshot import Snapshot
from reconciler.portal.things import as_groups, as_roles, as_sets, select_permissions, select_rows

_IDS: BindParameter[Any] = bindparam("ids", expanding=True)


def _along() -> Select[Any]:
    """The groups of these ids and all above them."""
    groups = tables.groups.c
    found = select(groups.id, groups.parent).where(groups.id.in_(_IDS)).cte("along", recursive=True)
    above = select(groups.id, groups.parent).join(found, found.c.parent == groups.id)
    along = found.union(above)
    return select(tables.groups).join(along, along.c.id == groups.id).order_by(groups.id)


# Built once: what is asked for every write should not be put together for every write.
_USERS = select_rows(tables.users, tables.users.c.id.in_(_IDS))
_SCOPES = select_rows(tables.scopes, tables.scopes.c.id.in_(_IDS))
_ASSIGNMENTS = select_rows(tables.assignments, tables.assignments.c.user.in_(_IDS))
_MEMBERS = select_rows(tables.members, tables.members.c.user.in_(_IDS))
_ROLES = select_rows(tables.roles, tables.roles.c.id.in_(_IDS))
_GROUPS = _along()
_ROLE_PERMISSIONS, _GROUP_PERMISSIONS = (
    select_permissions(held, owners.c.id.in_(_IDS))
    for held, owners in (
        (tables.role_permissions, tables.roles),
        (tables.group_permissions, tables.groups),
    )
)


def load_around(
    connection: Connection,
    users: Collection[int],
    scopes: Collection[int],
    groups: Collection[int] = (),
) -> Snapshot:
    """All that decides about these users at these scopes, and on these groups; no account's name.

    The users with what they hold, their scopes and the given ones; the groups that they are in and
    the given ones, each with those above it.
    """
    people = {row[0]: User._make(row) for row in _read(connection, _USERS, users)}
    held = [Assignment._make(row) for row in _read(connection, _ASSIGNMENTS, people)]
    seats = [Membership._make(row) for row in _read(connection, _MEMBERS, people)]
    places = _read(connection, _SCOPES, {*scopes, *(user.scope for user in people.values())})
    return Snapshot(
        account="",
        scopes={row[0]: Scope._make(row) for row in places},
        users=people,
        roles=_roles(connection, {one.role for one in held}),
        groups=_groups(connection, {*groups, *(one.group for one in seats)}),
        assignments=held,
        members=seats,
    )


def _roles(connection: Connection, ids: Collection[int]) -> dict[int, Role]:
    permissions = as_sets(_read(connection, _ROLE_PERMISSIONS, ids))
    return as_roles(_read(connection, _ROLES, ids), permissions)


def _groups(connection: Connection, ids: Collection[int]) -> dict[int, Group]:
    found = _read(connection, _GROUPS, ids)
    permissions = as_sets(_read(connection, _GROUP_PERMISSIONS, [row[0] for row in found]))
    return as_groups(found, permissions)


def _read(connection: Connection, query: Select[Any], ids: Collection[int]) -> Sequence[Any]:
    return connection.execute(query, {"ids": list(ids)}).all() if ids else []
