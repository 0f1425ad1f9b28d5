"""Loading a listing: the database puts names together, place by place.

A portal may have a million users and memberships; what comes out of the database is as few rows as
there are scopes, groups and roles.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, String, cast, func, or_, select

from reconciler.portal import tables
from reconciler.portal.listing import Assigned, Held, Listing, People
from reconciler.portal.snapshot import without_collector
from reconciler.portal.things import EVERYTHING, Wanted, load_groups, load_roles, load_scopes

_USERS = tables.users.c
_COMMA, _LINE = ",", "\n"
"""What stands between ids, and between names: none of them holds it."""


def load_listing(connection: Connection, wanted: Wanted = EVERYTHING) -> Listing:
    """A whole portal, or all of it that is in sight."""
    with without_collector():
        return _Loading(connection, wanted).listing()


class _Loading:
    """One listing on its way: the ids of users live as long as it takes to read their scope."""

    def __init__(self, connection: Connection, wanted: Wanted) -> None:
        self.connection = connection
        self.wanted = wanted
        self.groups = load_groups(connection, wanted)
        self.people: dict[int, People] = {}
        self.assignments: dict[Assigned, Held] = {}
        self.members: dict[int, Held] = {}

    def listing(self) -> Listing:
        inactive, written = self._unusual()
        in_groups, in_roles = self._in_groups(), self._in_roles()
        groups_end, roles_end = self._groups_end(), self._roles_end()
        for scope, ids, names in self._users():
            known = dict(zip(ids.split(_COMMA), names.split(_LINE), strict=True))
            everybody, away = _compact(known.values()), frozenset(inactive.get(scope, ()))
            active = everybody - away if away else everybody
            self.people[scope] = People(active, away, written.get(scope, {}))
            for group, held in in_groups.get(scope, ()):
                self.members[group] = Held(_named(held, known), groups_end.get(group, {}))
            for role, held in in_roles.get(scope, ()):
                place = (role, scope)
                self.assignments[place] = Held(_named(held, known), roles_end.get(place, {}))
        return Listing(
            load_scopes(self.connection, self.wanted),
            load_roles(self.connection, self.wanted),
            self.groups,
            self.people,
            self.assignments,
            self.members,
        )

    def _users(self) -> Iterable[Any]:
        """Every scope that has users, with their ids and names in one order."""
        query = select(_USERS.scope, _ids(_USERS.id), _together(_USERS.folded, _LINE))
        return self._rows(query.where(self.wanted.users).group_by(_USERS.scope))

    def _unusual(self) -> tuple[dict[int, list[str]], dict[int, dict[str, str]]]:
        """By scope who is inactive, and how users are written who are not written as folded."""
        names = (_together(_USERS.folded, _LINE), _together(_USERS.name, _LINE))
        query = select(_USERS.scope, _USERS.active, *names).group_by(_USERS.scope, _USERS.active)
        query = query.where(self.wanted.users, or_(~_USERS.active, _USERS.name != _USERS.folded))
        inactive: dict[int, list[str]] = {}
        written: dict[int, dict[str, str]] = defaultdict(dict)
        for scope, active, folded, as_written in self._rows(query):
            both = [*zip(folded.split(_LINE), as_written.split(_LINE), strict=True)]
            written[scope].update((name, other) for name, other in both if other != name)
            if not active:
                inactive[scope] = [name for name, _ in both]
        return inactive, written

    def _in_groups(self) -> dict[int, list[tuple[int, str]]]:
        """By scope the groups that have members, with the ids of these."""
        group, user = tables.members.c.group, tables.members.c.user
        query = select(group, _ids(user)).where(self.wanted.members).group_by(group)
        return _by_scope((self.groups[id_].scope, id_, ids) for id_, ids in self._rows(query))

    def _in_roles(self) -> dict[int, list[tuple[int, str]]]:
        """By scope the roles that its users hold, with the ids of these."""
        role, user = tables.assignments.c.role, tables.assignments.c.user
        query = select(_USERS.scope, role, _ids(user))
        query = query.join(tables.users, _USERS.id == user)
        query = query.where(self.wanted.assignments).group_by(_USERS.scope, role)
        return _by_scope(self._rows(query))

    def _groups_end(self) -> dict[int, dict[str, datetime]]:
        group, user, expires = tables.members.c
        query = select(group, _USERS.folded, expires).join(tables.users, _USERS.id == user)
        query = query.where(self.wanted.members, expires.is_not(None))
        return _by_holder(self._rows(query))

    def _roles_end(self) -> dict[Assigned, dict[str, datetime]]:
        role, user, expires = tables.assignments.c
        query = select(role, _USERS.scope, _USERS.folded, expires)
        query = query.join(tables.users, _USERS.id == user)
        query = query.where(self.wanted.assignments, expires.is_not(None))
        rows = self._rows(query)
        return _by_holder(((role, scope), name, end) for role, scope, name, end in rows)

    def _rows(self, query: Select[Any]) -> Iterable[Any]:
        return self.connection.execute(query).all()


def _together(column: ColumnElement[Any], between: str) -> ColumnElement[str]:
    """All values of a group as one text; of one group two columns come in the same order."""
    return func.aggregate_strings(column, between)


def _ids(column: ColumnElement[int]) -> ColumnElement[str]:
    return _together(cast(column, String), _COMMA)


def _named(ids: str, known: Mapping[str, str]) -> frozenset[str]:
    return _compact(map(known.__getitem__, ids.split(_COMMA)))


def _by_scope(rows: Iterable[Any]) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for scope, holder, ids in rows:
        found[scope].append((holder, ids))
    return found


def _by_holder(ends: Iterable[Sequence[Any]]) -> dict[Any, dict[str, datetime]]:
    found: dict[Any, dict[str, datetime]] = defaultdict(dict)
    for holder, name, end in ends:
        found[holder][name] = end
    return found


def _compact(names: Iterable[str]) -> frozenset[str]:
    """A set that is copied is half as large as one that has grown."""
    return frozenset(set(names))
