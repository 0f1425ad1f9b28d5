"""Writes on users: made in exactly one scope, switched off and on, removed."""

from dataclasses import dataclass

from sqlalchemy import delete, update

from reconciler.portal import delegation, find, tables, toprole
from reconciler.portal.errors import (
    AlreadyActive,
    AlreadyInactive,
    LastInTopRoleDeactivated,
    LastInTopRoleRemoved,
    NameTaken,
    UnknownUser,
)
from reconciler.portal.events import Entry, until
from reconciler.portal.names import accept, fold
from reconciler.portal.rows import Scope, User
from reconciler.portal.unit import Unit, operation
from reconciler.portal.write import insert


@dataclass(frozen=True, slots=True)
class Users:
    """Users are unique in the account, whatever their scope."""

    unit: Unit

    def home(self, name: str) -> Scope:
        """The scope that a user belongs to. Raises `UnknownUser`."""
        return self._find(name)[1]

    @operation("user.create")
    def create(self, scope: str, name: str) -> int:
        """Add an active user; the first of a phone system is put into its Top Role."""
        home = find.scope(self.unit.connection, scope)
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
        """Remove a user with all memberships and assignments."""
        user, home = self._find(name)
        self.unit.demand(delegation.manage_users, home)
        if toprole.is_last(self.unit.connection, user):
            raise LastInTopRoleRemoved(user=user.name, scope=home.path)
        for table in (tables.members, tables.assignments):
            self.unit.connection.execute(delete(table).where(table.c.user == user.id))
        self.unit.connection.execute(delete(tables.users).where(tables.users.c.id == user.id))
        data = {"name": user.name, "active": user.active}
        self.unit.note(Entry("user.remove", home.id, user.name, before=data))

    def _find(self, name: str) -> tuple[User, Scope]:
        return find.person(self.unit.connection, name)

    def _exists(self, name: str) -> bool:
        try:
            find.user(self.unit.connection, name)
        except UnknownUser:
            return False
        return True

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
