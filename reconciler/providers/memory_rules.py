"""The rules of the system in memory: a state and a change go in, a refusal comes out or nothing.

They are written against `Target` alone, apart from the checks of the core and from the rules of
the portal, so that each can catch the other's mistakes.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from reconciler.core.model import (
    NOBODY,
    Action,
    Change,
    Container,
    Fixed,
    Group,
    Membership,
    Ref,
    Role,
    State,
    Thing,
    Users,
    user_of,
)
from reconciler.core.scope import Scope
from reconciler.core.spelling import Spelling
from reconciler.core.target import Target
from reconciler.providers import memory_errors as errors

_NO_USERS = Users()
_NOT_IN_NAMES = frozenset({"Cc", "Cs", "Zl", "Zp"})
_DIRECTIONS = frozenset(
    "\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2066\u2067\u2068\u2069\ufeff"
)
"""Marks of direction and of no width: what is read would not be what is compared."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the target allows in a state of it."""

    target: Target
    state: State

    def check(self, change: Change) -> None:
        """Raise the `Refusal` that stands against a change, if any."""
        value = change.value
        match change.action:
            case Action.GRANT | Action.REDATE | Action.REVOKE:
                if isinstance(value, Membership):
                    self._membership(change, value)
            case Action.DELETE:
                self._deletion(change.ref)
            case _:
                if not isinstance(value, Membership):
                    self._thing(change, value)

    # Roles and groups

    def _thing(self, change: Change, after: Thing) -> None:
        if change.action is Action.UPDATE:
            self._update(change, after)
        else:
            if change.action is Action.MOVE:
                self._move(change.old_ref, change.ref)
            self._place(after.ref)
        self._type(after)
        self._permissions(after)

    def _place(self, ref: Ref) -> None:
        """Whether something new may stand at this address."""
        if ref.scope not in self.state.scopes:
            raise errors.UnknownScope(scope=self._scope(ref.scope))
        level = self.target.level_of(ref.scope)
        if level is None or not (level.roles if ref.kind == "role" else level.groups):
            raise errors.WrongLevel(thing=self._name(ref), scope=self._scope(ref.scope))
        _check_name(ref.name[-1], self.target.names.longest)
        if ref.kind == "group":
            self._tree(ref)
        if self.state.thing(ref) is not None:
            raise errors.NameTaken(thing=self._name(ref))

    def _tree(self, ref: Ref) -> None:
        parent, root = ref.parent, self.target.root
        if parent and self.target.tree == "flat":
            raise errors.NoSubgroups(thing=self._name(ref))
        if root is not None and ref.name[0] != self.target.names.fold(root):
            raise errors.OutsideRoot(thing=self._name(ref), root=root)
        if parent and parent not in self.state.groups:
            raise errors.ParentMissing(parent=self._path(parent))

    def _move(self, old: Ref, new: Ref) -> None:
        if new.kind not in self.target.renames or new.scope != old.scope:
            raise errors.Unchangeable(what="the name or place", thing=self._name(old))
        if old.name[-1] != new.name[-1]:
            self._not_fixed(old, Fixed.NAME)
        if old.name[:-1] != new.name[:-1]:
            self._not_fixed(old, Fixed.PLACE)
        if old.holds(new):
            raise errors.IntoItself(thing=self._name(old))

    def _update(self, change: Change, after: Thing) -> None:
        before = change.before
        if isinstance(before, Membership) or before is None:
            return
        if after.permissions is not None and after.permissions != before.permissions:
            self._not_fixed(after.ref, Fixed.PERMISSIONS)
        if isinstance(before, Role) and isinstance(after, Role) and after.type != before.type:
            if "role.type" in self.target.immutable:
                raise errors.Unchangeable(what="the type", thing=self._name(after.ref))
            if any(self._containers(after.ref)):
                raise errors.StillAssigned(thing=self._name(after.ref))

    def _type(self, thing: Thing) -> None:
        if isinstance(thing, Group):
            return
        known = self.target.role_type(thing.type)
        if known is None and (self.target.role_types or thing.type is not None):
            raise errors.UnknownRoleType(type=thing.type)

    def _permissions(self, thing: Thing) -> None:
        catalog = self.target.catalog
        wanted = thing.permissions or frozenset()
        for key in catalog.sorted(wanted):
            if key not in catalog:
                raise errors.UnknownPermission(permission=key)
        role_type = thing.type if isinstance(thing, Role) else None
        carried = {
            permission.key
            for permission in self.target.grantable(thing.ref.kind, role_type, thing.ref.scope)
        }
        for key in catalog.sorted(wanted - carried):
            if key in catalog.by_key:  # the others stand in an open catalog: anything carries them
                raise errors.CannotCarry(thing=self._name(thing.ref), permission=key)

    def _deletion(self, ref: Ref) -> None:
        self._not_fixed(ref, Fixed.EXISTENCE)
        if self.target.deletion == "along":
            return
        if any(self._containers(ref)):
            raise errors.NotEmpty(thing=self._name(ref), what="members")
        if any(group.parent == ref for group in self.state.groups):
            raise errors.NotEmpty(thing=self._name(ref), what="sub-groups")
        if any(ref in members.refs for members in self.state.members.values()):
            raise errors.NotEmpty(thing=self._name(ref), what="memberships of its own")

    def _containers(self, ref: Ref) -> Iterator[Container]:
        """Where a role or group has members, ended ones included."""
        return (
            there for there, members in self.state.members.items() if there.ref == ref and members
        )

    # Memberships

    def _membership(self, change: Change, value: Membership) -> None:
        container = value.container
        if self.state.thing(container.ref) is None:
            raise errors.UnknownThing(thing=self._name(container.ref))
        self._not_fixed(container.ref, Fixed.MEMBERS)
        if change.action is Action.GRANT:
            self._grant(value)
        if change.after is not None and value.expires and not self.target.expiry:
            raise errors.NoExpiry(thing=self._name(container.ref))
        if container in self.state.kept:
            self._kept(value, change)

    def _grant(self, value: Membership) -> None:
        container, member = value.container, value.member
        self._assignable(container)
        facts = {"member": self._member(value), "thing": self._name(container.ref)}
        kind = "user" if isinstance(member, str) else member.kind
        if (kind, container.ref.kind) not in self.target.arrows:
            raise errors.NoSuchArrow(**facts)
        if isinstance(member, Ref):
            if self.state.thing(member) is None:
                raise errors.UnknownThing(thing=self._name(member))
            if self._reaches(container.ref, member):
                raise errors.Circle(**facts)
            return
        home, name = user_of(member, container.scope)
        users = self.state.users.get(home, _NO_USERS)
        if not self.target.may_hold(container.scope, home):
            raise errors.UserElsewhere(**facts)
        if _bare(member, container) not in users.active | users.inactive:
            raise errors.UnknownUser(user=name, scope=self._scope(home))

    def _assignable(self, container: Container) -> None:
        """Whether a role may be given at this scope."""
        ref, scope = container.ref, container.scope
        if scope not in self.state.scopes:
            raise errors.UnknownScope(scope=self._scope(scope))
        role = self.state.roles.get(ref)
        known = self.target.role_type(role.type) if role else None
        level = self.target.level_of(scope)
        if not ref.scope.holds(scope) or (known and level and known.level != level.name):
            raise errors.WrongLevel(thing=self._name(ref), scope=self._scope(scope))

    def _reaches(self, start: Ref, goal: Ref) -> bool:
        """Whether one thing is the other, or a member of it by whatever way."""
        if start == goal:
            return True
        return any(
            self._reaches(container.ref, goal)
            for container, members in self.state.members.items()
            if start in members.refs
        )

    def _kept(self, value: Membership, change: Change) -> None:
        """A kept container that has somebody to rely on does not lose the last of them."""
        if change.after is not None and value.expires is None:
            return
        container = value.container
        members = self.state.members.get(container, NOBODY)
        steady = self.state.active(members.users - members.until.keys(), container.scope)
        if steady == {value.member}:
            raise errors.LastMember(thing=self._name(container.ref))

    # Words

    def _not_fixed(self, ref: Ref, what: Fixed) -> None:
        if what in self.state.fixed.get(ref, ()):
            raise errors.FIXED[what](thing=self._name(ref))

    def _path(self, ref: Ref) -> str:
        return Spelling((self.state.spelling,)).path(ref)

    def _name(self, ref: Ref) -> str:
        return f"{ref.kind} {self._path(ref)}"

    def _scope(self, scope: Scope) -> str:
        return Spelling((self.state.spelling,)).scope(scope)

    def _member(self, value: Membership) -> str:
        return Spelling((self.state.spelling,)).member(value.member, value.container)


def _check_name(name: str, longest: int) -> None:
    if not 0 < len(name) <= longest:
        raise errors.BadName(longest=longest)
    for character in name:
        if unicodedata.category(character) in _NOT_IN_NAMES or character in _DIRECTIONS:
            raise errors.BadCharacter(character=f"U+{ord(character):04X}")


def _bare(user: str, container: Container) -> str:
    """A user's key as the users of their own scope are keyed: without that scope."""
    home, _ = user_of(user, container.scope)
    return user if home == container.scope else user.removeprefix(f"{home}:")
