"""Writes on groups: a tree below Top Role in each phone system (role-group document, 1 to 10)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, update

from reconciler.portal import carry, delegation, find, tables
from reconciler.portal.errors.rule import (
    GroupHasGroups,
    GroupHasMembers,
    GroupInsideItself,
    NameTaken,
    NotAPhoneSystem,
    OutsideTopRole,
)
from reconciler.portal.errors.top_role import (
    TopRoleDeleted,
    TopRoleMoved,
    TopRolePermissions,
    TopRoleRenamed,
)
from reconciler.portal.errors.unknown import UnknownGroup
from reconciler.portal.events import Entry, group_as_data
from reconciler.portal.names import accept, accept_text, fold, join
from reconciler.portal.rows import Group, Scope
from reconciler.portal.unit import Unit, operation
from reconciler.portal.write import insert, write_permissions

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Groups:
    """A path is the tuple of names from Top Role, in any spelling: `("Top Role", "Sales")`."""

    unit: Unit

    @operation("group.read", reads=True)
    def find(self, scope: str, path: Path) -> Group:
        """The group as it stands in this transaction. Raises `UnknownGroup`."""
        return self._find(scope, path)[1]

    @operation("group.create")
    def create(
        self, scope: str, path: Path, permissions: Iterable[str] = (), description: str = ""
    ) -> int:
        """Add a group; the last name of the path is its own, the others are its parents'."""
        place = self._place(scope)
        parent = self._parent(place, path)
        self.unit.demand(delegation.place_group, parent, place)
        name = accept(path[-1])
        keys = carry.by_group(permissions)
        self.unit.demand(delegation.give, keys, place)
        self._require_free(place, parent, name)
        group = Group(0, place.id, parent.id, name, fold(name), accept_text(description), keys)
        group = group._replace(id=insert(self.unit.connection, tables.groups, _row(group)))
        self._write_permissions(group.id, frozenset(), keys)
        self._note("group.create", place, None, self._data(group))
        return group.id

    @operation("group.edit")
    def edit(
        self,
        scope: str,
        path: Path,
        *,
        permissions: Iterable[str] | None = None,
        description: str | None = None,
    ) -> None:
        """Change what is given and keep what is None."""
        place, before = self._find(scope, path)
        self.unit.demand(delegation.manage_group, before, place)
        after = before
        if permissions is not None:
            after = after._replace(permissions=self._editable(place, before, permissions))
        if description is not None:
            after = after._replace(description=accept_text(description))
        self.unit.demand(delegation.give, after.permissions - before.permissions, place)
        self._update(after)
        self._write_permissions(after.id, before.permissions, after.permissions)
        self._note("group.edit", place, self._data(before), self._data(after))

    @operation("group.move")
    def move(self, scope: str, path: Path, to: Path) -> None:
        """Put a group with all below it under another parent, or rename it, or both."""
        place, group = self._find(scope, path)
        self._require_movable(place, group, to)
        self.unit.demand(delegation.manage_group, group, place)
        parent = self._parent(place, to)
        if parent.id != group.parent:
            self.unit.demand(delegation.place_group, parent, place)
        above = find.path_of(self.unit.connection, parent)
        self._require_outside(group, above)
        name = accept(to[-1])
        if (parent.id, fold(name)) != (group.parent, group.folded):
            self._require_free(place, parent, name)
        before = self._data(group)
        after = group._replace(parent=parent.id, name=name, folded=fold(name))
        self._update(after)
        self._note("group.move", place, before, group_as_data((*above, name), after))

    @operation("group.delete")
    def delete(self, scope: str, path: Path) -> None:
        """Remove a group that has no members, ended ones included, and no groups below."""
        place, group = self._find(scope, path)
        if group.is_top:
            raise TopRoleDeleted(scope=place.path)
        self.unit.demand(delegation.manage_group, group, place)
        if count := find.count(self.unit.connection, tables.members, "group", group.id):
            raise GroupHasMembers(group=join(path), count=count)
        if count := find.count(self.unit.connection, tables.groups, "parent", group.id):
            raise GroupHasGroups(group=join(path), count=count)
        before = self._data(group)
        self._write_permissions(group.id, group.permissions, frozenset())
        self.unit.connection.execute(delete(tables.groups).where(tables.groups.c.id == group.id))
        self._note("group.delete", place, before, None)

    def _place(self, scope: str) -> Scope:
        place = self.unit.sight.scope(scope)
        if place.level != "phone_system":
            raise NotAPhoneSystem(scope=place.path)
        return place

    def _find(self, scope: str, path: Path) -> tuple[Scope, Group]:
        place = self._place(scope)
        return place, find.group(self.unit.connection, place, path)

    def _parent(self, place: Scope, path: Path) -> Group:
        """The group above; a path of one name other than Top Role would be a second root."""
        if len(path) > 1:
            return find.group(self.unit.connection, place, path[:-1])
        try:
            find.group(self.unit.connection, place, path)
        except UnknownGroup:
            raise OutsideTopRole(group=join(path)) from None
        raise NameTaken(kind="group", name=join(path), place=place.path)

    def _editable(self, place: Scope, group: Group, permissions: Iterable[str]) -> frozenset[str]:
        keys = carry.by_group(permissions)
        if group.is_top and keys != group.permissions:
            raise TopRolePermissions(scope=place.path)
        return keys

    def _require_movable(self, place: Scope, group: Group, to: Path) -> None:
        if group.is_top:
            raise (TopRoleMoved if len(to) > 1 else TopRoleRenamed)(scope=place.path)

    def _require_outside(self, group: Group, above: Path) -> None:
        path = find.path_of(self.unit.connection, group)
        if above[: len(path)] == path:
            raise GroupInsideItself(group=join(path))

    def _require_free(self, place: Scope, parent: Group, name: str) -> None:
        if find.child(self.unit.connection, place, parent, name) is not None:
            path = find.path_of(self.unit.connection, parent)
            raise NameTaken(kind="group", name=name, place=f"{place.path}:{join(path)}")

    def _update(self, group: Group) -> None:
        change = update(tables.groups).where(tables.groups.c.id == group.id)
        self.unit.connection.execute(change.values(_row(group)))

    def _write_permissions(self, group: int, before: frozenset[str], after: frozenset[str]) -> None:
        write_permissions(self.unit.connection, tables.group_permissions, group, (before, after))

    def _data(self, group: Group) -> dict[str, Any]:
        return group_as_data(find.path_of(self.unit.connection, group), group)

    def _note(
        self, action: str, place: Scope, before: dict[str, Any] | None, after: dict[str, Any] | None
    ) -> None:
        path = (before or after or {})["path"]
        self.unit.note(Entry(action, place.id, f"{place.path}:{join(tuple(path))}", before, after))


def _row(group: Group) -> dict[str, Any]:
    row = group._asdict()
    return {name: row[name] for name in ("scope", "parent", "name", "folded", "description")}
