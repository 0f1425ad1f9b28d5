"""Writes on roles: made at the reseller, edited, renamed, deleted (reseller-portal document)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, update

from reconciler.portal import carry, delegation, find, tables
from reconciler.portal.errors.rule import NameTaken, RoleInUse, TypeInUse
from reconciler.portal.errors.unknown import UnknownRole
from reconciler.portal.events import Entry, role_as_data
from reconciler.portal.names import accept, accept_text, fold
from reconciler.portal.rows import Role
from reconciler.portal.unit import Unit, operation
from reconciler.portal.write import insert, write_permissions


@dataclass(frozen=True, slots=True)
class Roles:
    """Roles are unique in the account and assigned elsewhere; see `Assignments`."""

    unit: Unit

    def find(self, name: str) -> Role:
        """The role as it stands in this transaction. Raises `UnknownRole`."""
        return find.role(self.unit.connection, name)

    @operation("role.create")
    def create(
        self, name: str, role_type: str, permissions: Iterable[str] = (), description: str = ""
    ) -> int:
        """Add a role of the type reseller, customer or user."""
        self.unit.demand(delegation.manage_roles)
        name = accept(name)
        keys = carry.by_role(carry.known_type(role_type), permissions)
        self.unit.demand(delegation.give_role_permissions, keys)
        self._require_free(name)
        role = Role(0, name, fold(name), role_type, accept_text(description), keys)
        role = role._replace(id=insert(self.unit.connection, tables.roles, _row(role)))
        self._write_permissions(role.id, frozenset(), keys)
        self._note("role.create", None, role)
        return role.id

    @operation("role.edit")
    def edit(
        self,
        name: str,
        *,
        role_type: str | None = None,
        permissions: Iterable[str] | None = None,
        description: str | None = None,
    ) -> None:
        """Change what is given and keep what is None; a new type needs nobody assigned."""
        before = self.find(name)
        self.unit.demand(delegation.manage_roles)
        after = before
        if role_type is not None:
            after = after._replace(type=carry.known_type(role_type))
        if permissions is None:
            carry.after_change_of_type(before, after.type)
        else:
            after = after._replace(permissions=carry.by_role(after.type, permissions))
        if description is not None:
            after = after._replace(description=accept_text(description))
        self._require_unassigned_for_type(before, after)
        given = after.permissions - before.permissions
        self.unit.demand(delegation.give_role_permissions, given)
        self._update(after)
        self._write_permissions(after.id, before.permissions, after.permissions)
        self._note("role.edit", before, after)

    @operation("role.rename")
    def rename(self, name: str, to: str) -> None:
        """Give another name, or another spelling of the same; everybody keeps the role."""
        before = self.find(name)
        self.unit.demand(delegation.manage_roles)
        to = accept(to)
        if fold(to) != before.folded:
            self._require_free(to)
        after = before._replace(name=to, folded=fold(to))
        self._update(after)
        self._note("role.rename", before, after)

    @operation("role.delete")
    def delete(self, name: str) -> None:
        """Remove a role that nobody is assigned to, ended assignments included."""
        role = self.find(name)
        self.unit.demand(delegation.manage_roles)
        if count := self._assigned(role):
            raise RoleInUse(role=role.name, count=count)
        self._write_permissions(role.id, role.permissions, frozenset())
        self.unit.connection.execute(delete(tables.roles).where(tables.roles.c.id == role.id))
        self._note("role.delete", role, None)

    def _require_free(self, name: str) -> None:
        try:
            self.find(name)
        except UnknownRole:
            return
        raise NameTaken(kind="role", name=name, place="the account")

    def _require_unassigned_for_type(self, before: Role, after: Role) -> None:
        if before.type != after.type and (count := self._assigned(before)):
            raise TypeInUse(role=before.name, count=count)

    def _assigned(self, role: Role) -> int:
        return find.count(self.unit.connection, tables.assignments, "role", role.id)

    def _update(self, role: Role) -> None:
        change = update(tables.roles).where(tables.roles.c.id == role.id)
        self.unit.connection.execute(change.values(_row(role)))

    def _write_permissions(self, role: int, before: frozenset[str], after: frozenset[str]) -> None:
        write_permissions(self.unit.connection, tables.role_permissions, role, (before, after))

    def _note(self, action: str, before: Role | None, after: Role | None) -> None:
        value = after or before
        if value is None:
            return
        root = find.scope(self.unit.connection, "/").id
        data = [role_as_data(side) if side else None for side in (before, after)]
        self.unit.note(Entry(action, root, value.name, *data))


def _row(role: Role) -> dict[str, Any]:
    row = role._asdict()
    return {name: row[name] for name in ("name", "folded", "type", "description")}
