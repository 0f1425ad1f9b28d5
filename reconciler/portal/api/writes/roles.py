"""Writes on roles, by name."""

from typing import Literal

from reconciler.portal import find
from reconciler.portal.api import shown
from reconciler.portal.api.asked import Keys, Prose, Text
from reconciler.portal.api.shown import Shown
from reconciler.portal.api.visit import Writing
from reconciler.portal.api.writes.base import NamedWrite
from reconciler.portal.names import fold
from reconciler.portal.numbered import Things


class _RoleWrite(NamedWrite):
    name: Text

    def find(self, things: Things) -> Shown:
        """The role of this name."""
        return shown.role(find.role(things.unit.connection, self.name))


class CreateRole(_RoleWrite):
    """A new role."""

    do: Literal["role.create"]
    type: Text
    permissions: Keys = ()
    description: Prose = ""

    def act(self, writing: Writing) -> None:
        """Make it."""
        writing.work.roles.create(self.name, self.type, self.permissions, self.description)


class EditRole(_RoleWrite):
    """What changes; what is left out stays."""

    do: Literal["role.edit"]
    type: Text | None = None
    permissions: Keys | None = None
    description: Prose | None = None

    def act(self, writing: Writing) -> None:
        """Change it."""
        writing.work.roles.edit(
            self.name,
            role_type=self.type,
            permissions=self.permissions,
            description=self.description,
        )


class RenameRole(_RoleWrite):
    """Another name; everybody keeps the role."""

    do: Literal["role.rename"]
    to: Text

    def find_there(self, things: Things) -> Shown | None:
        """Another role of the new name: written otherwise, a name is still its own."""
        is_itself = fold(self.to) == fold(self.name)
        return None if is_itself else shown.role(find.role(things.unit.connection, self.to))

    def act(self, writing: Writing) -> None:
        """Rename it."""
        writing.work.roles.rename(self.name, self.to)


class DeleteRole(_RoleWrite):
    """A role that nobody has."""

    do: Literal["role.delete"]

    def act(self, writing: Writing) -> None:
        """Delete it."""
        writing.work.roles.delete(self.name)
