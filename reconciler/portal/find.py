"""Looking things up by their names, as any spelling of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, func, select

from reconciler.portal import tables
from reconciler.portal.catalog import TOP_ROLE
from reconciler.portal.errors.unknown import UnknownGroup, UnknownRole, UnknownScope, UnknownUser
from reconciler.portal.names import fold, is_text, join, scope_key
from reconciler.portal.rows import Group, Role, Scope, User

# Built once: what is asked for every write should not be put together for every write.
_SCOPE = select(tables.scopes).where(tables.scopes.c.key == bindparam("key"))
_SCOPE_BY_ID = select(tables.scopes).where(tables.scopes.c.id == bindparam("id"))
_USER = select(tables.users).where(tables.users.c.folded == bindparam("folded"))
_PERSON = (
    select(tables.users, tables.scopes)
    .join(tables.scopes, tables.scopes.c.id == tables.users.c.scope)
    .where(tables.users.c.folded == bindparam("folded"))
)
_ROLE = select(tables.roles).where(tables.roles.c.folded == bindparam("folded"))
_TOP = select(tables.groups).where(
    tables.groups.c.scope == bindparam("scope"),
    tables.groups.c.parent.is_(None),
    tables.groups.c.folded == bindparam("folded"),
)
_CHILD = select(tables.groups).where(
    tables.groups.c.scope == bindparam("scope"),
    tables.groups.c.parent == bindparam("parent"),
    tables.groups.c.folded == bindparam("folded"),
)
_GROUP_BY_ID = select(tables.groups).where(tables.groups.c.id == bindparam("id"))
_ROLE_PERMISSIONS = select(tables.role_permissions.c.permission).where(
    tables.role_permissions.c.role == bindparam("id")
)
_GROUP_PERMISSIONS = select(tables.group_permissions.c.permission).where(
    tables.group_permissions.c.group == bindparam("id")
)


def scope(connection: Connection, path: str) -> Scope:
    """The scope of a path. Raises `UnknownScope` or `BadPath`."""
    row = _first(connection, _SCOPE, {"key": scope_key(path)})
    if row is None:
        raise UnknownScope(path=path)
    return Scope._make(row)


def scope_by_id(connection: Connection, key: int) -> Scope:
    """The scope of an id that another row holds."""
    return Scope._make(connection.execute(_SCOPE_BY_ID, {"id": key}).one())


def user(connection: Connection, name: str) -> User:
    """The user of a name. Raises `UnknownUser`."""
    row = _first(connection, _USER, {"folded": fold(name)})
    if row is None:
        raise UnknownUser(name=name)
    return User._make(row)


def person(connection: Connection, name: str) -> tuple[User, Scope]:
    """The user of a name, and the scope that the user belongs to. Raises `UnknownUser`."""
    row = _first(connection, _PERSON, {"folded": fold(name)})
    if row is None:
        raise UnknownUser(name=name)
    width = len(User._fields)
    return User._make(row[:width]), Scope._make(row[width:])


def role(connection: Connection, name: str) -> Role:
    """The role of a name, with its permissions. Raises `UnknownRole`."""
    found = bare_role(connection, name)
    return found._replace(permissions=role_permissions(connection, found))


def bare_role(connection: Connection, name: str) -> Role:
    """The role of a name, without its permissions. Raises `UnknownRole`."""
    row = _first(connection, _ROLE, {"folded": fold(name)})
    if row is None:
        raise UnknownRole(name=name)
    return Role(*row)


def role_permissions(connection: Connection, of: Role) -> frozenset[str]:
    """What a role gives."""
    return frozenset(connection.scalars(_ROLE_PERMISSIONS, {"id": of.id}))


def group(connection: Connection, place: Scope, path: tuple[str, ...]) -> Group:
    """The group of a path from Top Role, with its permissions. Raises `UnknownGroup`."""
    found = lineage(connection, place, path)[-1]
    return found._replace(permissions=group_permissions(connection, found))


def lineage(connection: Connection, place: Scope, path: tuple[str, ...]) -> tuple[Group, ...]:
    """The groups of a path from Top Role down, without permissions. Raises `UnknownGroup`."""
    found: list[Group] = []
    for name in path:
        below = child(connection, place, found[-1] if found else None, name)
        if below is None:
            raise UnknownGroup(group=join(path), scope=place.path)
        found.append(below)
    if not found:
        raise UnknownGroup(group=join(path), scope=place.path)
    return tuple(found)


def group_permissions(connection: Connection, of: Group) -> frozenset[str]:
    """What a group gives: Top Role all that its level has."""
    if of.is_top:
        return TOP_ROLE
    return frozenset(connection.scalars(_GROUP_PERMISSIONS, {"id": of.id}))


def child(connection: Connection, place: Scope, parent: Group | None, name: str) -> Group | None:
    """The group of this name right below the parent, without its permissions."""
    sought: dict[str, object] = {"scope": place.id, "folded": fold(name)}
    if parent is None:
        row = _first(connection, _TOP, sought)
    else:
        row = _first(connection, _CHILD, {**sought, "parent": parent.id})
    return None if row is None else Group(*row)


def path_of(connection: Connection, found: Group) -> tuple[str, ...]:
    """The names of a group from Top Role, as written."""
    names = [found.name]
    while found.parent is not None:
        found = Group(*connection.execute(_GROUP_BY_ID, {"id": found.parent}).one())
        names.append(found.name)
    return tuple(reversed(names))


def count(connection: Connection, table: Table, column: str, value: int) -> int:
    """How many rows of a table have this value."""
    query = select(func.count()).select_from(table).where(table.c[column] == value)
    return connection.scalar(query) or 0


def _first(
    connection: Connection, query: Select[Any], sought: Mapping[str, Any]
) -> Sequence[Any] | None:
    if not all(is_text(value) for value in sought.values() if isinstance(value, str)):
        return None
    return connection.execute(query, sought).first()
