"""Writes on groups, by scope and path."""

from typing import Literal, Self

from pydantic import model_validator

from reconciler.portal import find
from reconciler.portal.api import shown
from reconciler.portal.api.asked import Keys, Path_, Prose, Text
from reconciler.portal.api.shown import Shown
from reconciler.portal.api.visit import Writing
from reconciler.portal.api.writes.base import NamedWrite
from reconciler.portal.names import fold
from reconciler.portal.numbered import Things


class _GroupWrite(NamedWrite):
    scope: Text
    path: Path_

    def find(self, things: Things) -> Shown:
        """The group of this path."""
        return self.find_at(things, self.path)

    def find_at(self, things: Things, path: tuple[str, ...]) -> Shown:
        """The group of another path of the same scope."""
        unit = things.unit
        lineage = find.lineage(unit.connection, unit.sight.scope(self.scope), path)
        return shown.group(things.group(lineage[-1].id))


class CreateGroup(_GroupWrite):
    """A group below those that the path names before it."""

    do: Literal["group.create"]
    permissions: Keys = ()
    description: Prose = ""

    def act(self, writing: Writing) -> None:
        """Make it."""
        writing.work.groups.create(self.scope, self.path, self.permissions, self.description)


class EditGroup(_GroupWrite):
    """What changes; what is left out stays."""

    do: Literal["group.edit"]
    permissions: Keys | None = None
    description: Prose | None = None

    def act(self, writing: Writing) -> None:
        """Change it."""
        writing.work.groups.edit(
            self.scope, self.path, permissions=self.permissions, description=self.description
        )


class MoveGroup(_GroupWrite):
    """Another path, with all below it: `to` is the whole of it.

    Or it goes `under` another group, with its name as it is written.
    """

    do: Literal["group.move"]
    to: Path_ | None = None
    under: Path_ | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.to is None) == (self.under is None):
            raise ValueError("Say where to by one of `to` and `under`.")
        return self

    def find_there(self, things: Things) -> Shown | None:
        """Another group of the new path: written otherwise, a path is still its own."""
        goal = self._goal(self.path[-1])
        is_itself = [*map(fold, goal)] == [*map(fold, self.path)]
        return None if is_itself else self.find_at(things, goal)

    def act(self, writing: Writing) -> None:
        """Move it."""
        name = self.find(writing.things)["path"][-1]
        writing.work.groups.move(self.scope, self.path, self._goal(name))

    def _goal(self, kept: str) -> tuple[str, ...]:
        return self.to or (*(self.under or ()), kept)


class DeleteGroup(_GroupWrite):
    """A group without members, and without groups below it."""

    do: Literal["group.delete"]

    def act(self, writing: Writing) -> None:
        """Delete it."""
        writing.work.groups.delete(self.scope, self.path)
