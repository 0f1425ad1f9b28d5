"""Things: scopes, roles and groups as rows by their ids, read whole or as far as one may see."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, func, select, true

from reconciler.portal import tables
from reconciler.portal.catalog import TOP_ROLE
from reconciler.portal.rows import Group, Role, Scope


class Wanted(NamedTuple):
    """Which rows of each table to read."""

    scopes: ColumnElement[bool]
    users: ColumnElement[bool]
    roles: ColumnElement[bool]
    groups: ColumnElement[bool]
    assignments: ColumnElement[bool]
    members: ColumnElement[bool]


EVERYTHING = Wanted(*[true()] * 6)


def select_rows(table: Table, wanted: ColumnElement[bool]) -> Select[Any]:
    """What reads these rows of a table, in the order in which it was filled."""
    return select(table).where(wanted).order_by(*table.primary_key)


def select_permissions(table: Table, wanted: ColumnElement[bool]) -> Select[Any]:
    """What reads the permissions of these holders: a row for each of them, for `as_sets`."""
    holder, permission = table.c
    owners = next(iter(holder.foreign_keys)).column.table
    listed = func.aggregate_strings(permission, " ")  # no key holds a space
    return select(holder, listed).join(owners).where(wanted).group_by(holder)


def rows(
    connection: Connection, table: Table, wanted: ColumnElement[bool]
) -> Iterable[Sequence[Any]]:
    """These rows of a table, in the order in which it was filled."""
    return connection.execute(select_rows(table, wanted)).all()


def load_scopes(connection: Connection, wanted: Wanted) -> dict[int, Scope]:
    """The scopes."""
    found = rows(connection, tables.scopes, wanted.scopes)
    return {row[0]: Scope._make(row) for row in found}


def load_roles(connection: Connection, wanted: Wanted) -> dict[int, Role]:
    """The roles, with their permissions."""
    held = _permissions(connection, tables.role_permissions, wanted.roles)
    return as_roles(rows(connection, tables.roles, wanted.roles), held)


def load_groups(connection: Connection, wanted: Wanted) -> dict[int, Group]:
    """The groups, with their permissions."""
    held = _permissions(connection, tables.group_permissions, wanted.groups)
    return as_groups(rows(connection, tables.groups, wanted.groups), held)


def as_roles(found: Iterable[Sequence[Any]], held: Mapping[int, frozenset[str]]) -> dict[int, Role]:
    """Rows of roles, with the permissions that they hold."""
    return {row[0]: Role._make((*row, held[row[0]])) for row in found}


def as_groups(
    found: Iterable[Sequence[Any]], held: Mapping[int, frozenset[str]]
) -> dict[int, Group]:
    """Rows of groups, with the permissions that they hold."""
    return {row[0]: _group(row, held[row[0]]) for row in found}


def _group(row: Sequence[Any], permissions: frozenset[str]) -> Group:
    group = Group._make((*row, permissions))
    # Top Role has no rows of its own: it holds whatever the catalog has.
    return group._replace(permissions=TOP_ROLE) if group.is_top else group


def as_sets(found: Iterable[Row[Any]]) -> Mapping[int, frozenset[str]]:
    """The permissions by holder; those who hold the same share one set."""
    texts: dict[int, str] = dict(map(tuple, found))
    sets = {text: frozenset(text.split()) for text in set(texts.values())}
    return defaultdict(frozenset, {id_: sets[text] for id_, text in texts.items()})


def _permissions(
    connection: Connection, table: Table, wanted: ColumnElement[bool]
) -> Mapping[int, frozenset[str]]:
    return as_sets(connection.execute(select_permissions(table, wanted)))
