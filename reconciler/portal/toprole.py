"""Top Role: the built-in group that must keep an active member without an end."""

from sqlalchemy import Connection, bindparam, select

from reconciler.portal import tables
from reconciler.portal.catalog import TOP_ROLE
from reconciler.portal.rows import Group, User

_TOP = select(tables.groups).where(
    tables.groups.c.scope == bindparam("scope"), tables.groups.c.parent.is_(None)
)
_LASTING = (
    select(tables.members.c.user)
    .join(tables.users, tables.users.c.id == tables.members.c.user)
    .join(tables.groups, tables.groups.c.id == tables.members.c.group)
    .where(
        tables.groups.c.scope == bindparam("scope"),
        tables.groups.c.parent.is_(None),
        tables.members.c.expires.is_(None),
        tables.users.c.active.is_(True),
    )
    .limit(2)
)


def find_top(connection: Connection, scope: int) -> Group:
    """Top Role of a phone system."""
    row = connection.execute(_TOP, {"scope": scope}).one()
    return Group._make((*row, TOP_ROLE))


def is_last(connection: Connection, user: User) -> bool:
    """Whether without this user Top Role would have no active member without an end."""
    return list(connection.scalars(_LASTING, {"scope": user.scope})) == [user.id]
