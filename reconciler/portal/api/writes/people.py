"""Writes on scopes and users, by path and name."""

from typing import Literal

from reconciler.portal.api import shown
from reconciler.portal.api.asked import Text
from reconciler.portal.api.shown import Shown
from reconciler.portal.api.visit import Writing
from reconciler.portal.api.writes.base import NamedWrite
from reconciler.portal.names import scope_names, scope_path
from reconciler.portal.numbered import Things
from reconciler.portal.work import Work


def create_scope(work: Work, path: str) -> int:
    """Make the customer or the phone system of a path; its number."""
    *above, name = scope_names(path) or ("",)
    if above:
        return work.scopes.create_phone_system(scope_path(tuple(above)), name)
    return work.scopes.create_customer(name)


class CreateScope(NamedWrite):
    """A customer, or a phone system below one."""

    do: Literal["scope.create"]
    path: Text

    def find(self, things: Things) -> Shown:
        """The scope of this path."""
        return shown.scope(things.unit.sight.scope(self.path))

    def act(self, writing: Writing) -> None:
        """Make it."""
        create_scope(writing.work, self.path)


class _UserWrite(NamedWrite):
    name: Text

    def find(self, things: Things) -> Shown:
        """The user of this name."""
        user, _ = things.unit.sight.person(self.name)
        return shown.user(things.user(user.id))


class CreateUser(_UserWrite):
    """Somebody new."""

    do: Literal["user.create"]
    scope: Text

    def act(self, writing: Writing) -> None:
        """Make them."""
        writing.work.users.create(self.scope, self.name)


class DeactivateUser(_UserWrite):
    """Somebody who holds nothing from now on."""

    do: Literal["user.deactivate"]

    def act(self, writing: Writing) -> None:
        """Switch them off."""
        writing.work.users.deactivate(self.name)


class ActivateUser(_UserWrite):
    """Somebody who holds again what they have."""

    do: Literal["user.activate"]

    def act(self, writing: Writing) -> None:
        """Switch them on."""
        writing.work.users.activate(self.name)


class RemoveUser(_UserWrite):
    """Somebody with all memberships, roles and tokens."""

    do: Literal["user.remove"]

    def act(self, writing: Writing) -> None:
        """Remove them."""
        writing.work.users.remove(self.name)
