"""One change of a plan as one write of the portal."""

from dataclasses import dataclass
from typing import Any

from reconciler.core.change import Action, Change
from reconciler.core.diff import unlike
from reconciler.core.model import Group, Membership, Ref, Role, State, Thing, Users, user_of
from reconciler.core.names import NameRules, escape
from reconciler.core.scope import ROOT
from reconciler.core.spelling import Spelling
from reconciler.portal import Work
from reconciler.providers.base import written_name
from reconciler.providers.portal.errors import NoSuchPlace


@dataclass(frozen=True, slots=True)
class Writer:
    """Sends changes to a portal that stands as `state` says.

    What is there is called as it is written there, what is new as `author` writes it.
    """

    work: Work
    state: State
    author: Spelling
    rules: NameRules

    def send(self, change: Change) -> None:
        """Make one write. Raises `PortalError` and `NoSuchPlace`."""
        match change.value:
            case Membership() as value:
                self._membership(change, value)
            case Role() as role:
                self._role(change, role)
            case Group() as group:
                self._group(change, group)

    @property
    def live(self) -> Spelling:
        """How things are written in the portal."""
        return Spelling((self.state.spelling,))

    # Roles: made at the reseller, named in the account

    def _role(self, change: Change, role: Role) -> None:
        if role.ref.scope != ROOT:
            raise NoSuchPlace(f"Roles are made at /, not at {self.live.scope(role.ref.scope)}.")
        roles = self.work.roles
        match change.action:
            case Action.CREATE:
                name, kind = self._new_name(role.ref), role.type or ""
                roles.create(name, kind, role.permissions or (), role.description or "")
            case Action.UPDATE:
                edits = _edits(change, role)
                edits["role_type"] = edits.pop("type", None)
                roles.edit(self.live.path(role.ref), **edits)
            case Action.MOVE:
                roles.rename(self.live.name(change.old_ref), self._new_name(role.ref))
            case _:
                roles.delete(self.live.name(role.ref))

    # Groups: named by their path in a phone system

    def _group(self, change: Change, group: Group) -> None:
        groups, scope = self.work.groups, self.live.scope(group.ref.scope)
        match change.action:
            case Action.CREATE:
                path = self._new_path(group.ref)
                groups.create(scope, path, group.permissions or (), group.description or "")
            case Action.UPDATE:
                groups.edit(scope, self.live.names(group.ref), **_edits(change, group))
            case Action.MOVE:
                stays = change.old_ref.name[-1] == group.ref.name[-1]
                kept = self.live.name(change.old_ref) if stays else None
                path = self._new_path(group.ref, kept)
                groups.move(scope, self.live.names(change.old_ref), path)
            case _:
                groups.delete(scope, self.live.names(group.ref))

    def _new_path(self, ref: Ref, kept: str | None = None) -> tuple[str, ...]:
        above = self.live.names(ref.parent) if ref.parent else ()
        return (*above, self._new_name(ref, kept))

    def _new_name(self, ref: Ref, kept: str | None = None) -> str:
        return written_name(ref, self.author, self.rules, kept)

    # Memberships

    def _membership(self, change: Change, value: Membership) -> None:
        user = self._user(value)
        if value.container.ref.kind == "role":
            self._assignment(change.action, value, user)
        else:
            self._seat(change.action, value, user)

    def _assignment(self, action: Action, value: Membership, user: str) -> None:
        assignments, role = self.work.assignments, self._assigned(value.container.ref)
        match action:
            case Action.GRANT:
                assignments.grant(role, user, value.expires)
            case Action.REDATE:
                assignments.redate(role, user, value.expires)
            case _:
                assignments.revoke(role, user)

    def _seat(self, action: Action, value: Membership, user: str) -> None:
        memberships, ref = self.work.memberships, value.container.ref
        scope, path = self.live.scope(ref.scope), self.live.names(ref)
        match action:
            case Action.GRANT:
                memberships.grant(scope, path, user, value.expires)
            case Action.REDATE:
                memberships.redate(scope, path, user, value.expires)
            case _:
                memberships.revoke(scope, path, user)

    def _assigned(self, ref: Ref) -> str:
        """A role of another scope would be found by its bare name, and must not be."""
        if ref.scope != ROOT:
            raise NoSuchPlace(f"There are no roles at {self.live.scope(ref.scope)}.")
        return self.live.name(ref)

    def _user(self, value: Membership) -> str:
        """The name of a member.

        The portal finds users by their name alone, and holds an assignment where the user is: so
        the user must be where the container is, or somebody else would get it.
        """
        if isinstance(value.member, Ref):
            raise NoSuchPlace("Only users are members of roles and groups.")
        home, name = user_of(value.member, value.container.scope)
        there = self.state.users.get(home, Users())
        if home != value.container.scope or escape(name) not in there.active | there.inactive:
            who = self.live.user(value.member, value.container.scope)
            raise NoSuchPlace(
                f"There is no user {who} at {self.live.scope(value.container.scope)}."
            )
        return self.live.name(Ref("user", home, (name,)))


def _edits(change: Change, after: Thing) -> dict[str, Any]:
    """What an update changes, by the name of the field."""
    return {field: getattr(after, field) for field in unlike(after, change.before)}
