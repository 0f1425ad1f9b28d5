"""Writes on role assignments: always at the user's own scope, from where the role holds below."""

from dataclasses import dataclass
from datetime import datetime

from reconciler.portal import delegation, find, tables
from reconciler.portal.catalog import ROLE_LEVELS
from reconciler.portal.errors.rule import AlreadyAssigned, NotAssigned, RoleAtWrongLevel
from reconciler.portal.events import Entry, until
from reconciler.portal.rows import Role, Scope, User
from reconciler.portal.tenure import ABSENT, Absent, Tenure, is_longer, lasts
from reconciler.portal.unit import Unit, aware, operation


@dataclass(frozen=True, slots=True)
class Assignments:
    """Roles given to users; `expires` is an aware instant, None for no end."""

    unit: Unit

    @operation("assignment.grant")
    def grant(self, role: str, user: str, expires: datetime | None = None) -> None:
        """Give a role to a user, over an assignment that has ended."""
        which, who, home = self._find(role, user)
        self.unit.demand(delegation.assign_roles, who, home)
        if ROLE_LEVELS.get(which.type) != home.level:
            raise RoleAtWrongLevel(role=which.name, type=which.type, user=who.name, scope=home.path)
        tenure = self._tenure(which, who)
        before = tenure.end()
        if lasts(before, self.unit.clock()):
            raise AlreadyAssigned(user=who.name, role=which.name)
        self.unit.demand(delegation.give_role, which, home)
        tenure.start(aware(expires), before)
        self._note("assignment.grant", (which, who), before, expires)

    @operation("assignment.redate")
    def redate(self, role: str, user: str, expires: datetime | None) -> None:
        """Change the end of an assignment that has not ended; a later end is a gift."""
        which, who, home = self._find(role, user)
        self.unit.demand(delegation.assign_roles, who, home)
        tenure = self._tenure(which, who)
        before = tenure.end()
        if before is ABSENT or not lasts(before, self.unit.clock()):
            raise NotAssigned(user=who.name, role=which.name)
        if is_longer(aware(expires), before):
            self.unit.demand(delegation.give_role, which, home)
        tenure.redate(expires)
        self._note("assignment.redate", (which, who), before, expires)

    @operation("assignment.revoke")
    def revoke(self, role: str, user: str) -> None:
        """Take a role from a user, also one that has ended."""
        which, who, home = self._find(role, user)
        self.unit.demand(delegation.assign_roles, who, home)
        tenure = self._tenure(which, who)
        before = tenure.end()
        if before is ABSENT:
            raise NotAssigned(user=who.name, role=which.name)
        tenure.stop()
        self._note("assignment.revoke", (which, who), before, ABSENT)

    def _find(self, role: str, user: str) -> tuple[Role, User, Scope]:
        which = find.bare_role(self.unit.connection, role)
        return which, *self.unit.sight.person(user)

    def _tenure(self, role: Role, user: User) -> Tenure:
        return Tenure(self.unit.connection, tables.assignments, role.id, user.id)

    def _note(
        self,
        action: str,
        what: tuple[Role, User],
        before: datetime | Absent | None,
        after: datetime | Absent | None,
    ) -> None:
        role, user = what
        subject = f"{user.name} as {role.name}"
        self.unit.note(Entry(action, user.scope, subject, until(before), until(after)))
