"""Delegation: what a caller must hold to write; nobody gives what they do not hold there.

Every rule is a function that returns or raises its own `Forbidden`. A caller reaches what the
tables of `access` say; "there" is the scope of the group, of the user who gets a role, or the
reseller for a role itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from reconciler.portal import find
from reconciler.portal.access import Decision, On, Question, check, groups_of
from reconciler.portal.around import load_around
from reconciler.portal.catalog import PERMISSIONS, Level, in_order
from reconciler.portal.errors.forbidden import (
    CallerInactive,
    Forbidden,
    MayNotAssignRoles,
    MayNotDeactivate,
    MayNotGive,
    MayNotManageCustomers,
    MayNotManageGroup,
    MayNotManageMembers,
    MayNotManagePhoneSystems,
    MayNotManageRoles,
    MayNotManageTokens,
    MayNotManageUsers,
    MayNotPlaceGroup,
    MayNotReadEvents,
)
from reconciler.portal.events import Readable
from reconciler.portal.names import is_within
from reconciler.portal.rows import Group, Role, Scope, User
from reconciler.portal.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who writes with their own rights, at one instant.

    Nothing is held outside of `within`, the folded path of a scope: a token may be for less than
    where its user is.
    """

    connection: Connection
    user: User
    now: datetime
    within: str
    seen: dict[int, Snapshot] = field(default_factory=dict, compare=False)
    """What was looked at, by scope: the rules that one write must keep share it."""

    def look(self, place: Scope, *on: User | Group) -> Snapshot:
        """All that decides about this caller at a scope, and on these. Raises `CallerInactive`."""
        users = {self.user.id, *(one.id for one in on if isinstance(one, User))}
        groups = {one.id for one in on if isinstance(one, Group)}
        snapshot = self.seen.get(place.id)
        if snapshot is None or users - snapshot.users.keys() or groups - snapshot.groups.keys():
            snapshot = load_around(self.connection, users, [place.id], groups)
            self.seen[place.id] = snapshot
        mine = snapshot.users.get(self.user.id)  # None after they have removed themselves
        if mine is None or not mine.active:
            raise CallerInactive(caller=self.user.name, permission="")
        return snapshot

    def ask(
        self, snapshot: Snapshot, permission: str, place: Scope, on: On | None = None
    ) -> Decision:
        """Whether the caller holds a permission there, and reaches `on`."""
        if not is_within(place.key, self.within):
            return Decision()
        return check(snapshot, Question(self.user.id, permission, place.id, on), self.now)

    def need(self, permission: str, place: Scope, refusal: type[Forbidden], **facts: str) -> None:
        """Raise the refusal unless the permission is held there."""
        if not self.ask(self.look(place), permission, place).allowed:
            raise self.refuse(refusal, permission, place, **facts)

    def refuse(
        self, refusal: type[Forbidden], permission: str, place: Scope, **facts: str
    ) -> Forbidden:
        """The refusal, naming what is missing."""
        return refusal(caller=self.user.name, permission=permission, scope=place.path, **facts)


def manage_roles(caller: Caller) -> None:
    """Roles belong to the account: roles.manage at the reseller."""
    caller.need("roles.manage", find.scope(caller.connection, "/"), MayNotManageRoles)


def assign_roles(caller: Caller, user: User, home: Scope) -> None:
    """`assign_roles` of the level where the user is; the customer's covers its phone systems."""
    caller.need(_of_level("assign_roles", home), home, MayNotAssignRoles, user=user.name)


def manage_users(caller: Caller, home: Scope) -> None:
    """`manage_users` of the level where the user is; the customer's covers its phone systems."""
    caller.need(_of_level("manage_users", home), home, MayNotManageUsers)


def manage_customers(caller: Caller, place: Scope) -> None:
    """customers.manage at the reseller."""
    caller.need("customers.manage", place, MayNotManageCustomers)


def manage_phone_systems(caller: Caller, place: Scope) -> None:
    """phone_systems.manage at the customer."""
    caller.need("phone_systems.manage", place, MayNotManagePhoneSystems)


def _of_level(name: str, home: Scope) -> str:
    return f"reseller.{name}" if home.level == "reseller" else f"customer.{name}"


def give(caller: Caller, permissions: Iterable[str], place: Scope) -> None:
    """Everything that is put into a container, or reached by putting a user into it."""
    snapshot = caller.look(place)
    missing = [key for key in permissions if not caller.ask(snapshot, key, place).allowed]
    if missing:
        raise caller.refuse(MayNotGive, ", ".join(in_order(missing)), place)


def give_group(caller: Caller, group: Group, place: Scope) -> None:
    """Everything that a group gives, to a user who is put into it."""
    give(caller, caller.look(place, group).groups[group.id].permissions, place)


def give_role(caller: Caller, role: Role, home: Scope) -> None:
    """Everything that a role gives, at the scope of the user who is assigned to it."""
    give(caller, find.role_permissions(caller.connection, role), home)


def give_role_permissions(caller: Caller, permissions: Iterable[str]) -> None:
    """A role is made at the reseller, so what it gets must be held there."""
    give(caller, permissions, find.scope(caller.connection, "/"))


def manage_group(caller: Caller, group: Group, place: Scope) -> None:
    """role_permissions.manage that reaches the group."""
    _reach(caller, "role_permissions.manage", group, place, MayNotManageGroup)


def manage_members(caller: Caller, group: Group, place: Scope) -> None:
    """role_membership.manage that reaches the group."""
    _reach(caller, "role_membership.manage", group, place, MayNotManageMembers)


def _reach(
    caller: Caller, permission: str, group: Group, place: Scope, refusal: type[Forbidden]
) -> None:
    snapshot = caller.look(place, group)
    if not caller.ask(snapshot, permission, place, On("group", group.id)).allowed:
        path = snapshot.group_path(group.id)
        raise caller.refuse(refusal, permission, place, group=path)


def place_group(caller: Caller, parent: Group, place: Scope) -> None:
    """role_permissions.manage that would reach what is put below the parent.

    It reaches there when it reaches the parent itself, or comes from membership in it.
    """
    permission = "role_permissions.manage"
    snapshot = caller.look(place, parent)
    reached = caller.ask(snapshot, permission, place, On("group", parent.id)).allowed
    is_member = parent.id in groups_of(snapshot, caller.user.id, caller.now)
    if not reached and not (is_member and permission in parent.permissions):
        path = snapshot.group_path(parent.id)
        raise caller.refuse(MayNotPlaceGroup, permission, place, group=path)


def deactivate(caller: Caller, user: User, home: Scope) -> None:
    """users.deactivate that reaches the user."""
    permission = "users.deactivate"
    snapshot = caller.look(home, user)
    if not caller.ask(snapshot, permission, home, On("user", user.id)).allowed:
        raise caller.refuse(MayNotDeactivate, permission, home, user=user.name)


def manage_tokens(caller: Caller, home: Scope) -> None:
    """`manage_tokens` of the level where the user is; the customer's covers its phone systems."""
    caller.need(_of_level("manage_tokens", home), home, MayNotManageTokens)


def give_token(caller: Caller, user: User, home: Scope) -> None:
    """Everything that the user holds where they are: a token of theirs gives all of it."""
    snapshot = caller.look(home, user)
    asked = (Question(user.id, one.key, home.id) for one in PERMISSIONS)
    give(
        caller, [one.permission for one in asked if check(snapshot, one, caller.now).allowed], home
    )


def readable_events(caller: Caller) -> Readable:
    """Whose events the caller may read. Raises `MayNotReadEvents` where that is nobody's."""
    return _readable(caller, "access_events", MayNotReadEvents)


def readable_tokens(caller: Caller) -> Readable:
    """Whose tokens the caller may see. Raises `MayNotManageTokens` where that is nobody's."""
    return _readable(caller, "manage_tokens", MayNotManageTokens)


def _readable(caller: Caller, name: str, refusal: type[Forbidden]) -> Readable:
    """The levels of which the permission is held.

    A role holds at its user's own scope and below, so there is one such place.
    """
    place = find.scope(caller.connection, caller.within)
    snapshot = caller.look(place)
    needed: dict[Level, str] = {
        "reseller": f"reseller.{name}",
        "customer": f"customer.{name}",
        "phone_system": f"customer.{name}",
    }
    levels = {one for one, key in needed.items() if caller.ask(snapshot, key, place).allowed}
    if not levels:
        raise caller.refuse(refusal, needed[place.level], place)
    return Readable(place.key, frozenset(levels))
