"""Writes on users: made in exactly one scope, switched off and on, removed."""

from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import delete, select, update

from reconciler.portal import delegation, find, tables, toprole
from reconciler.portal.errors.rule import AlreadyActive, AlreadyInactive, NameTaken
from reconciler.portal.errors.top_role import LastInTopRoleDeactivated, LastInTopRoleRemoved
from reconciler.portal.errors.unknown import UnknownUser
from reconciler.portal.events import Entry, until
from reconciler.portal.names import accept, fold
from reconciler.portal.rows import Group, Scope, User
from reconciler.portal.unit import Unit, operation
from reconciler.portal.write import insert

_SEATS = select(tables.groups, tables.members.c.expires).join(
    tables.members, tables.members.c.group == tables.groups.c.id
)
_ROLES = select(tables.roles.c.name, tables.assignments.c.expires).join(
    tables.assignments, tables.assignments.c.role == tables.roles.c.id
)


@dataclass(frozen=True, slots=True)
class Users:
    """Users are unique in the account, whatever their scope."""

    unit: Unit

    @operation("user.read", reads=True)
    def home(self, name: str) -> Scope:
        """The scope that a user belongs to. Raises `UnknownUser`."""
        return self._find(name)[1]

    @operation("user.create")
    def create(self, scope: str, name: str) -> int:
        """Add an active user; the first of a phone system is put into its Top Role."""
        home = self.unit.sight.scope(scope)
        self.unit.demand(delegation.manage_users, home)
        name = accept(name)
        if self._exists(name):
            raise NameTaken(kind="user", name=name, place="the account")
        is_first = not find.count(self.unit.connection, tables.users, "scope", home.id)
        row = {"scope": home.id, "name": name, "folded": fold(name), "active": True}
        created = insert(self.unit.connection, tables.users, row)
        data = {"name": name, "active": True}
        self.unit.note(Entry("user.create", home.id, name, after=data))
        if is_first and home.level == "phone_system":
            self._put_into_top_role(created, name, home)
        return created

    @operation("user.deactivate")
    def deactivate(self, name: str) -> None:
        """Switch a user off: nothing is held from now on, nothing is taken away."""
        user, home = self._find(name)
        self.unit.demand(delegation.deactivate, user, home)
        if not user.active:
            raise AlreadyInactive(user=user.name)
        if toprole.is_last(self.unit.connection, user):
            raise LastInTopRoleDeactivated(user=user.name, scope=home.path)
        self._switch("user.deactivate", user)

    @operation("user.activate")
    def activate(self, name: str) -> None:
        """Switch a user on again."""
        user, home = self._find(name)
        self.unit.demand(delegation.deactivate, user, home)
        if user.active:
            raise AlreadyActive(user=user.name)
        self._switch("user.activate", user)

    @operation("user.remove")
    def remove(self, name: str) -> None:
        """Remove a user with all memberships, assignments and tokens."""
        user, home = self._find(name)
        self.unit.demand(delegation.manage_users, home)
        if toprole.is_last(self.unit.connection, user):
            raise LastInTopRoleRemoved(user=user.name, scope=home.path)
        data = {"name": user.name, "active": user.active, **self._held(user)}
        for table in (tables.members, tables.assignments, tables.tokens):
            self.unit.connection.execute(delete(table).where(table.c.user == user.id))
        self.unit.connection.execute(delete(tables.users).where(tables.users.c.id == user.id))
        self.unit.note(Entry("user.remove", home.id, user.name, before=data))

    def _find(self, name: str) -> tuple[User, Scope]:
        return self.unit.sight.person(name)

    def _exists(self, name: str) -> bool:
        try:
            find.user(self.unit.connection, name)
        except UnknownUser:
            return False
        return True

    def _held(self, user: User) -> dict[str, Any]:
        """What goes with a user, as the log keeps it: also what has ended, sorted by name."""
        connection = self.unit.connection
        seats = connection.execute(_SEATS.where(tables.members.c.user == user.id)).all()
        roles = connection.execute(_ROLES.where(tables.assignments.c.user == user.id)).all()
        groups = [(find.path_of(connection, Group(*group)), end) for *group, end in seats]
        first = itemgetter(0)
        return {
            "memberships": [
                {"path": list(path), "expires": _said(end)}
                for path, end in sorted(groups, key=first)
            ],
            "roles": [
                {"name": name, "expires": _said(end)} for name, end in sorted(roles, key=first)
            ],
        }

    def _put_into_top_role(self, user: int, name: str, home: Scope) -> None:
        top = toprole.find_top(self.unit.connection, home.id)
        self.unit.connection.execute(tables.members.insert(), {"group": top.id, "user": user})
        subject = f"{name} in {top.name}"
        self.unit.note(Entry("membership.grant", home.id, subject, after=until(None)))

    def _switch(self, action: str, user: User) -> None:
        change = update(tables.users).where(tables.users.c.id == user.id)
        self.unit.connection.execute(change.values(active=not user.active))
        before = {"name": user.name, "active": user.active}
        after = {"name": user.name, "active": not user.active}
        self.unit.note(Entry(action, user.scope, user.name, before, after))


def _said(expires: datetime | None) -> str | None:
    return expires.isoformat() if expires else None
