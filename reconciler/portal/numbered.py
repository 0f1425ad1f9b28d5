"""Things by their numbers: in pages that stay in order whatever is written between, or one by one.

A page goes on after the last number of the one before, so a write elsewhere neither hides a thing
nor shows one twice. Numbers are given once, in the order in which things are made.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple, TypeAlias, TypeVar

from sqlalchemy import ColumnElement, Select, Table, and_, func, select, tuple_

from reconciler.portal import tables
from reconciler.portal.errors.unknown import UnknownNumber
from reconciler.portal.rows import Group, Role, Scope, User
from reconciler.portal.things import (
    EVERYTHING,
    Wanted,
    load_groups,
    load_roles,
    load_scopes,
    rows,
)
from reconciler.portal.unit import Unit, operation

_Thing = TypeVar("_Thing")
HolderKind: TypeAlias = Literal["group", "role"]


class Placed(NamedTuple):
    """A user with the path of their scope, or a group with the path of its own and its names."""

    thing: Any
    scope: str
    path: tuple[str, ...] = ()


class Holding(NamedTuple):
    """One membership: a group or a role, its member, and when that ends."""

    holder: int
    user: int
    name: str
    scope: int
    expires: datetime | None


@dataclass(frozen=True, slots=True)
class Things:
    """The things of one moment that are in sight; a page is `(after, limit)`."""

    unit: Unit
    wanted: Wanted

    @property
    def version(self) -> int:
        """The number of the last write in sight: two reads with the same one are of one moment.

        Writers wait for each other, so numbers are given in the order of the writes. What was
        refused has changed nothing; roles belong to the account and are seen by all.
        """
        event = tables.events.c
        done = select(func.max(event.id)).where(event.refused.is_(None))
        seen = select(tables.scopes.c.id).where(self.wanted.scopes)
        root = select(tables.scopes.c.id).where(tables.scopes.c.key == "/")
        # Who sees everything need not look for the last of all events among all of them.
        own = done if self.wanted is EVERYTHING else done.where(event.scope.in_(seen))
        roles = done.where(event.scope.in_(root), event.action.startswith("role."))
        found = [self.unit.connection.scalar(query) for query in (own, roles)]
        return max(number or 0 for number in found)

    # Pages

    def scopes(self, page: tuple[int, int]) -> list[Scope]:
        """Scopes by number."""
        ids = self._ids(tables.scopes, self.wanted.scopes, page)
        return list(self._scopes(ids).values())

    def users(self, page: tuple[int, int]) -> list[Placed]:
        """Users by number."""
        return self._users(self.wanted.users, page)

    def roles(self, page: tuple[int, int]) -> list[Role]:
        """Roles by number."""
        return self._roles(self._ids(tables.roles, self.wanted.roles, page))

    def groups(self, page: tuple[int, int]) -> list[Placed]:
        """Groups by number."""
        return self._groups(self._ids(tables.groups, self.wanted.groups, page))

    def holdings(self, kind: HolderKind, after: tuple[int, int], limit: int) -> list[Holding]:
        """Memberships of groups, or of roles, by the numbers of holder and user."""
        table = tables.members if kind == "group" else tables.assignments
        seen = self.wanted.members if kind == "group" else self.wanted.assignments
        holder, user, expires = table.c
        people = tables.users.c
        query = select(holder, user, people.name, people.scope, expires).join(tables.users)
        query = query.where(seen, tuple_(holder, user) > tuple_(*after)).order_by(holder, user)
        return list(map(Holding._make, self.unit.connection.execute(query.limit(limit)).all()))

    # One by one

    @operation("scope.read", reads=True)
    def scope(self, number: int) -> Scope:
        """The scope of a number. Raises `UnknownNumber`, as all of these do."""
        found = self._ids(tables.scopes, self._is(tables.scopes, self.wanted.scopes, number))
        return _only(list(self._scopes(found).values()), "scope", number)

    @operation("user.read", reads=True)
    def user(self, number: int) -> Placed:
        """The user of a number."""
        found = self._users(self._is(tables.users, self.wanted.users, number))
        return _only(found, "user", number)

    @operation("role.read", reads=True)
    def role(self, number: int) -> Role:
        """The role of a number."""
        found = self._ids(tables.roles, self._is(tables.roles, self.wanted.roles, number))
        return _only(self._roles(found), "role", number)

    @operation("group.read", reads=True)
    def group(self, number: int) -> Placed:
        """The group of a number."""
        found = self._ids(tables.groups, self._is(tables.groups, self.wanted.groups, number))
        return _only(self._groups(found), "group", number)

    # By many numbers

    def scope_paths(self, ids: Iterable[int]) -> dict[int, str]:
        """The paths of scopes."""
        return {id_: scope.path for id_, scope in self._scopes(list(ids)).items()}

    def groups_of(self, ids: Iterable[int]) -> dict[int, Placed]:
        """Groups by their numbers."""
        return {one.thing.id: one for one in self._groups(list(ids))}

    def roles_of(self, ids: Iterable[int]) -> dict[int, Role]:
        """Roles by their numbers."""
        return {role.id: role for role in self._roles(list(ids))}

    def _is(self, table: Table, seen: ColumnElement[bool], number: int) -> ColumnElement[bool]:
        return and_(seen, table.c.id == number)

    def _ids(
        self, table: Table, seen: ColumnElement[bool], page: tuple[int, int] = (0, 1)
    ) -> Sequence[int]:
        return self.unit.connection.scalars(_of_page(table, seen, page)).all()

    def _scopes(self, ids: Sequence[int]) -> dict[int, Scope]:
        wanted = self.wanted._replace(scopes=tables.scopes.c.id.in_(ids))
        return load_scopes(self.unit.connection, wanted)

    def _users(self, seen: ColumnElement[bool], page: tuple[int, int] = (0, 1)) -> list[Placed]:
        """Users of a page: there are too many of them to send their ids back and forth."""
        users, homes = tables.users, tables.scopes.alias("homes")
        query = select(*users.c, homes.c.path).join(homes, homes.c.id == users.c.scope)
        ids = _of_page(users, seen, page).correlate(None)
        query = query.where(users.c.id.in_(ids)).order_by(users.c.id)
        found = self.unit.connection.execute(query).all()
        return [Placed(User._make(user), path) for *user, path in found]

    def _roles(self, ids: Sequence[int]) -> list[Role]:
        wanted = self.wanted._replace(roles=tables.roles.c.id.in_(ids))
        return list(load_roles(self.unit.connection, wanted).values())

    def _groups(self, ids: Sequence[int]) -> list[Placed]:
        wanted = self.wanted._replace(groups=tables.groups.c.id.in_(ids))
        groups = load_groups(self.unit.connection, wanted)
        paths = self.scope_paths({group.scope for group in groups.values()})
        known = self._with_those_above(groups.values())
        return [
            Placed(group, paths[group.scope], _names(known, group)) for group in groups.values()
        ]

    def _with_those_above(self, groups: Iterable[Group]) -> dict[int, Group]:
        """These groups and all above them: a query for each level."""
        known = {group.id: group for group in groups}
        missing = {group.parent for group in known.values()} - {None, *known}
        while missing:
            found = rows(self.unit.connection, tables.groups, tables.groups.c.id.in_(missing))
            known |= {row[0]: Group(*row) for row in found}
            missing = {known[one].parent for one in missing if one is not None} - {None, *known}
        return known


def _of_page(table: Table, seen: ColumnElement[bool], page: tuple[int, int]) -> Select[Any]:
    """The ids of a page, in order."""
    after, limit = page
    query = select(table.c.id).where(seen, table.c.id > after).order_by(table.c.id)
    return query.limit(limit)


def _names(known: dict[int, Group], group: Group) -> tuple[str, ...]:
    names = [group.name]
    while group.parent is not None:
        group = known[group.parent]
        names.append(group.name)
    return tuple(reversed(names))


def _only(found: Sequence[_Thing], kind: str, number: int) -> _Thing:
    if not found:
        raise UnknownNumber(kind=kind, number=number)
    return found[0]
