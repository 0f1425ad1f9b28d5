"""Writes on group memberships (role-group document, step 9): of the same phone system only."""

from dataclasses import dataclass
from datetime import datetime

from reconciler.portal import delegation, find, tables, toprole
from reconciler.portal.errors.rule import AlreadyMember, ForeignUser, NotAPhoneSystem, NotMember
from reconciler.portal.errors.top_role import LastInTopRoleEnded, LastInTopRoleRemoved
from reconciler.portal.events import Entry, until
from reconciler.portal.names import join
from reconciler.portal.rows import Group, Scope, User
from reconciler.portal.tenure import ABSENT, Absent, Tenure, is_longer, lasts
from reconciler.portal.unit import Unit, aware, operation

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Seat:
    """One user's place in one group."""

    place: Scope
    lineage: tuple[Group, ...]
    user: User
    home: Scope
    asked: Path
    tenure: Tenure

    @property
    def group(self) -> Group:
        """The group itself, without its permissions."""
        return self.lineage[-1]

    @property
    def names(self) -> dict[str, str]:
        """The facts of a refusal."""
        return {"user": self.user.name, "group": join(self.asked)}


@dataclass(frozen=True, slots=True)
class Memberships:
    """Users in groups; `expires` is an aware instant, None for no end."""

    unit: Unit

    @operation("membership.grant")
    def grant(self, scope: str, path: Path, user: str, expires: datetime | None = None) -> None:
        """Put a user into a group, over a membership that has ended."""
        seat = self._seat(scope, path, user)
        self.unit.demand(delegation.manage_members, seat.group, seat.place)
        if seat.user.scope != seat.place.id:
            where = {"home": seat.home.path, "scope": seat.place.path}
            raise ForeignUser(user=seat.user.name, **where)
        before = seat.tenure.end()
        if lasts(before, self.unit.clock()):
            raise AlreadyMember(**seat.names)
        self.unit.demand(delegation.give_group, seat.group, seat.place)
        seat.tenure.start(aware(expires), before)
        self._note("membership.grant", seat, before, expires)

    @operation("membership.redate")
    def redate(self, scope: str, path: Path, user: str, expires: datetime | None) -> None:
        """Change the end of a membership that has not ended; a later end is a gift."""
        seat = self._seat(scope, path, user)
        self.unit.demand(delegation.manage_members, seat.group, seat.place)
        before = seat.tenure.end()
        if before is ABSENT or not lasts(before, self.unit.clock()):
            raise NotMember(**seat.names)
        if aware(expires) is not None and self._is_last_in_top_role(seat):
            raise LastInTopRoleEnded(user=seat.user.name, scope=seat.place.path)
        if is_longer(expires, before):
            self.unit.demand(delegation.give_group, seat.group, seat.place)
        seat.tenure.redate(expires)
        self._note("membership.redate", seat, before, expires)

    @operation("membership.revoke")
    def revoke(self, scope: str, path: Path, user: str) -> None:
        """Take a user out of a group, also one whose membership has ended."""
        seat = self._seat(scope, path, user)
        self.unit.demand(delegation.manage_members, seat.group, seat.place)
        before = seat.tenure.end()
        if before is ABSENT:
            raise NotMember(**seat.names)
        if self._is_last_in_top_role(seat):
            raise LastInTopRoleRemoved(user=seat.user.name, scope=seat.place.path)
        seat.tenure.stop()
        self._note("membership.revoke", seat, before, ABSENT)

    def _seat(self, scope: str, path: Path, user: str) -> _Seat:
        connection = self.unit.connection
        place = self.unit.sight.scope(scope)
        if place.level != "phone_system":
            raise NotAPhoneSystem(scope=place.path)
        lineage = find.lineage(connection, place, path)
        who, home = self.unit.sight.person(user)
        tenure = Tenure(connection, tables.members, lineage[-1].id, who.id)
        return _Seat(place, lineage, who, home, path, tenure)

    def _is_last_in_top_role(self, seat: _Seat) -> bool:
        return seat.group.is_top and toprole.is_last(self.unit.connection, seat.user)

    def _note(
        self,
        action: str,
        seat: _Seat,
        before: datetime | Absent | None,
        after: datetime | Absent | None,
    ) -> None:
        path = join(tuple(group.name for group in seat.lineage))
        subject = f"{seat.user.name} in {path}"
        self.unit.note(Entry(action, seat.place.id, subject, until(before), until(after)))
