"""Writes on who is in a group or has a role, by names."""

from typing import Literal

from reconciler.portal import find, tables
from reconciler.portal.api import shown
from reconciler.portal.api.asked import Instant, Path_, Text
from reconciler.portal.api.problems import Problem, invalid_field
from reconciler.portal.api.shown import Shown
from reconciler.portal.api.visit import Writing
from reconciler.portal.api.writes.base import NamedWrite
from reconciler.portal.names import scope_key
from reconciler.portal.numbered import Things
from reconciler.portal.rows import Scope
from reconciler.portal.tenure import ABSENT, Tenure


class _MembershipWrite(NamedWrite):
    scope: Text
    path: Path_
    user: Text

    def find(self, things: Things) -> Shown | None:
        """The membership, be it ended or not."""
        unit = things.unit
        lineage = find.lineage(unit.connection, unit.sight.scope(self.scope), self.path)
        user, _ = unit.sight.person(self.user)
        end = Tenure(unit.connection, tables.members, lineage[-1].id, user.id).end()
        if end is ABSENT:
            return None
        container = shown.group_container(things.group(lineage[-1].id))
        return shown.membership(container, user.name, end)


class MembershipGrant(_MembershipWrite):
    """A user into a group."""

    do: Literal["membership.grant"]
    expires: Instant | None = None

    def act(self, writing: Writing) -> None:
        """Put them in."""
        writing.work.memberships.grant(self.scope, self.path, self.user, self.expires)


class MembershipRedate(_MembershipWrite):
    """Another end; null for none."""

    do: Literal["membership.redate"]
    expires: Instant | None

    def act(self, writing: Writing) -> None:
        """Change the end."""
        writing.work.memberships.redate(self.scope, self.path, self.user, self.expires)


class MembershipRevoke(_MembershipWrite):
    """A user out of a group."""

    do: Literal["membership.revoke"]

    def act(self, writing: Writing) -> None:
        """Take them out."""
        writing.work.memberships.revoke(self.scope, self.path, self.user)


class _AssignmentWrite(NamedWrite):
    """An assignment holds where its user is; `scope` makes sure that this is where it is meant."""

    role: Text
    scope: Text
    user: Text

    def find(self, things: Things) -> Shown | None:
        """The assignment, be it ended or not."""
        connection = things.unit.connection
        role = find.bare_role(connection, self.role)
        user, home = things.unit.sight.person(self.user)
        end = Tenure(connection, tables.assignments, role.id, user.id).end()
        if end is ABSENT:
            return None
        return shown.membership(shown.role_container(role, home.path), user.name, end)

    def require(self, writing: Writing) -> None:
        """Besides, that the user belongs where the caller says."""
        _, home = writing.work.unit.sight.person(self.user)
        if scope_key(self.scope) != home.key:
            raise _elsewhere(self.user, home)
        super().require(writing)


def _elsewhere(user: str, home: Scope) -> Problem:
    return invalid_field("scope", f"{user} belongs to {home.path}: a role is given there.")


class AssignmentGrant(_AssignmentWrite):
    """A role to a user."""

    do: Literal["assignment.grant"]
    expires: Instant | None = None

    def act(self, writing: Writing) -> None:
        """Give it."""
        writing.work.assignments.grant(self.role, self.user, self.expires)


class AssignmentRedate(_AssignmentWrite):
    """Another end; null for none."""

    do: Literal["assignment.redate"]
    expires: Instant | None

    def act(self, writing: Writing) -> None:
        """Change the end."""
        writing.work.assignments.redate(self.role, self.user, self.expires)


class AssignmentRevoke(_AssignmentWrite):
    """A role from a user."""

    do: Literal["assignment.revoke"]

    def act(self, writing: Writing) -> None:
        """Take it."""
        writing.work.assignments.revoke(self.role, self.user)
