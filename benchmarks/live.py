"""A world as a live system: the portal's own tables, filled in bulk.

The portal's commands would take minutes for a million memberships. That it is filled as they would
have is shown by every plan with nothing to do.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from files import EVERYDAY
from sqlalchemy import Connection, Table
from world import ROLES, PhoneSystem, World

from reconciler.portal import catalog, tables
from reconciler.portal.store import Store

_Row = Mapping[str, Any]
_Tables = Iterator[tuple[Table, Iterable[_Row]]]
_AT_ONCE = 20_000
OPERATOR, OPERATORS = "operator", "Operator"
"""A user at the reseller, and the role that gives them everything."""


def fill(world: World, database: Path) -> None:
    """Make a portal with everything that the files of this world declare."""
    filling = _Filling(world)
    _make(_file(database), itertools.chain(filling.people(), filling.access()))


def fill_served(world: World, url: str, missing: int = 0) -> None:
    """The same with somebody who holds everything, and without the first few memberships.

    Nobody is missing in Top Role, which must not be empty.
    """
    filling = _Filling(world, missing)
    _make(url, itertools.chain(filling.people(), filling.access(), filling.operator()))


def fill_people(world: World, database: Path) -> None:
    """Make a portal with the users of this world, who are in nothing yet."""
    _make(_file(database), _Filling(world).people())


def _file(database: Path) -> str:
    """The address of a database in a file, which is not there yet."""
    database.parent.mkdir(parents=True, exist_ok=True)
    database.unlink(missing_ok=True)
    return f"sqlite:///{database}"


def _make(url: str, tables: _Tables) -> None:
    store = Store(url)
    with store.transaction() as connection:
        store.make_tables(connection)
        for table, rows in tables:
            _insert(connection, table, rows)
    store.close()


def _insert(connection: Connection, table: Table, rows: Iterable[_Row]) -> None:
    waiting: list[_Row] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == _AT_ONCE:
            connection.execute(table.insert(), waiting)
            waiting.clear()
    if waiting:
        connection.execute(table.insert(), waiting)


class _Filling:
    """Hands out ids, table by table."""

    def __init__(self, world: World, missing: int = 0) -> None:
        self._missing = missing
        self.systems = list(world.systems())
        self.scopes: dict[str, int] = {}
        self.users: dict[str, int] = {}
        self.groups: dict[tuple[int, tuple[str, ...]], int] = {}

    def people(self) -> _Tables:
        yield tables.account, [{"name": "bench"}]
        yield tables.scopes, self._scopes()
        yield tables.users, self._users()
        yield tables.groups, [self._group(system, ()) for system in self.systems]

    def access(self) -> _Tables:
        yield tables.roles, self._roles()
        yield tables.role_permissions, self._role_permissions()
        yield tables.groups, self._groups()
        yield tables.group_permissions, self._group_permissions()
        yield tables.assignments, self._assignments()
        yield tables.members, self._members()

    def operator(self) -> _Tables:
        user, role = len(self.users) + 1, len(ROLES) + 1
        name = {"name": OPERATOR, "folded": OPERATOR}
        yield tables.users, [{"id": user, "scope": 1, "active": True, **name}]
        name = {"name": OPERATORS, "folded": OPERATORS.lower()}
        yield tables.roles, [{"id": role, "type": "reseller", "description": "", **name}]
        everything = ({"role": role, "permission": key} for key in catalog.BY_KEY)
        yield tables.role_permissions, everything
        yield tables.assignments, [{"role": role, "user": user, "expires": None}]

    def _scopes(self) -> Iterator[_Row]:
        self.scopes["/"] = 1
        yield {"id": 1, "parent": None, "depth": 0, "name": "/", "path": "/", "key": "/"}
        for system in self.systems:
            customer = f"/{system.customer}"
            if customer not in self.scopes:
                yield self._scope("/", system.customer, customer)
            yield self._scope(customer, system.name, self._path(system))

    def _scope(self, parent: str, name: str, path: str) -> _Row:
        self.scopes[path] = len(self.scopes) + 1
        return {
            "id": self.scopes[path],
            "parent": self.scopes[parent],
            "depth": path.count("/"),
            "name": name,
            "path": path,
            "key": path,
        }

    def _path(self, system: PhoneSystem) -> str:
        return f"/{system.customer}/{system.name}"

    def _users(self) -> Iterator[_Row]:
        for system in self.systems:
            scope = self.scopes[self._path(system)]
            for name in system.users:
                self.users[name] = id_ = len(self.users) + 1
                yield {"id": id_, "scope": scope, "name": name, "folded": name, "active": True}

    def _roles(self) -> Iterator[_Row]:
        for id_, name in enumerate(ROLES, 1):
            text = {"name": name, "folded": name.lower(), "type": "user", "description": ""}
            yield {"id": id_, **text}

    def _role_permissions(self) -> Iterator[_Row]:
        for id_ in range(1, len(ROLES) + 1):
            yield {"role": id_, "permission": "call_flow.access"}

    def _groups(self) -> Iterator[_Row]:
        for system in self.systems:
            yield from (self._group(system, group.names) for group in system.groups)

    def _group(self, system: PhoneSystem, names: tuple[str, ...]) -> _Row:
        self.groups[system.number, names] = id_ = len(self.groups) + 1
        name = names[-1] if names else "Top Role"
        return {
            "id": id_,
            "scope": self.scopes[self._path(system)],
            "parent": self.groups[system.number, names[:-1]] if names else None,
            "name": name,
            "folded": name.lower(),
            "description": "",
        }

    def _group_permissions(self) -> Iterator[_Row]:
        for (_, names), id_ in self.groups.items():
            if names:
                for permission in (*EVERYDAY, "users.access"):
                    yield {"group": id_, "permission": permission}

    def _assignments(self) -> Iterator[_Row]:
        for system in self.systems:
            role = ROLES.index(system.role) + 1
            for user in self._there(system.holders):
                yield {"role": role, "user": self.users[user], "expires": None}

    def _members(self) -> Iterator[_Row]:
        for system in self.systems:
            top = self.groups[system.number, ()]
            yield {"group": top, "user": self.users[system.users[0]], "expires": None}
            for group in system.groups:
                id_ = self.groups[system.number, group.names]
                for user in self._there(group.members):
                    yield {"group": id_, "user": self.users[user], "expires": None}

    def _there(self, users: tuple[str, ...]) -> tuple[str, ...]:
        """Those of them who are not missing."""
        without = min(self._missing, len(users))
        self._missing -= without
        return users[without:]
