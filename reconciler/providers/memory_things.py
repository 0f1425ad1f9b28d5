"""The rules of the system in memory about roles and groups."""

import unicodedata
from collections.abc import Iterator

from reconciler.core.change import Action, Change
from reconciler.core.model import Container, Fixed, Group, Membership, Ref, Role, Thing
from reconciler.providers import memory_errors as errors
from reconciler.providers.memory_words import Words

_NOT_IN_NAMES = frozenset({"Cc", "Cs", "Zl", "Zp"})
_DIRECTIONS = frozenset(
    "\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2066\u2067\u2068\u2069\ufeff"
)
"""Marks of direction and of no width: what is read would not be what is compared."""


class ThingRules(Words):
    """Whether a role or group may be made, edited, moved or deleted."""

    __slots__ = ()

    def check(self, change: Change, after: Thing) -> None:
        """Raise what stands against a creation, an edit or a move."""
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
            raise errors.UnknownScope(scope=self.scope(ref.scope))
        level = self.target.level_of(ref.scope)
        if level is None or not (level.roles if ref.kind == "role" else level.groups):
            raise errors.WrongLevel(thing=self.name(ref), scope=self.scope(ref.scope))
        _check_name(ref.name[-1], self.target.names.longest)
        if ref.kind == "group":
            self._tree(ref)
        if self.state.thing(ref) is not None:
            raise errors.NameTaken(thing=self.name(ref))

    def _tree(self, ref: Ref) -> None:
        parent, root = ref.parent, self.target.root
        if parent and self.target.tree == "flat":
            raise errors.NoSubgroups(thing=self.name(ref))
        if root is not None and ref.name[0] != self.target.names.fold(root):
            raise errors.OutsideRoot(thing=self.name(ref), root=root)
        if parent and parent not in self.state.groups:
            raise errors.ParentMissing(parent=self.path(parent))

    def _move(self, old: Ref, new: Ref) -> None:
        if new.kind not in self.target.renames or new.scope != old.scope:
            raise errors.Unchangeable(what="the name or place", thing=self.name(old))
        if old.name[-1] != new.name[-1]:
            self.not_fixed(old, Fixed.NAME)
        if old.name[:-1] != new.name[:-1]:
            self.not_fixed(old, Fixed.PLACE)
        if old.holds(new):
            raise errors.IntoItself(thing=self.name(old))

    def _update(self, change: Change, after: Thing) -> None:
        before = change.before
        if isinstance(before, Membership) or before is None:
            return
        if after.permissions is not None and after.permissions != before.permissions:
            self.not_fixed(after.ref, Fixed.PERMISSIONS)
        if isinstance(before, Role) and isinstance(after, Role) and after.type != before.type:
            if "role.type" in self.target.immutable:
                raise errors.Unchangeable(what="the type", thing=self.name(after.ref))
            if any(self._containers(after.ref)):
                raise errors.StillAssigned(thing=self.name(after.ref))

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
                raise errors.CannotCarry(thing=self.name(thing.ref), permission=key)

    def check_deletion(self, ref: Ref) -> None:
        """Raise what stands against a deletion."""
        self.not_fixed(ref, Fixed.EXISTENCE)
        if self.target.deletion == "along":
            return
        if any(self._containers(ref)):
            raise errors.HasMembers(thing=self.name(ref))
        if any(group.parent == ref for group in self.state.groups):
            raise errors.HasSubgroups(thing=self.name(ref))
        if any(ref in members.refs for members in self.state.members.values()):
            raise errors.IsMember(thing=self.name(ref))

    def _containers(self, ref: Ref) -> Iterator[Container]:
        """Where a role or group has members, ended ones included."""
        return (
            there for there, members in self.state.members.items() if there.ref == ref and members
        )


def _check_name(name: str, longest: int) -> None:
    if not 0 < len(name) <= longest:
        raise errors.BadName(longest=longest)
    for character in name:
        if unicodedata.category(character) in _NOT_IN_NAMES or character in _DIRECTIONS:
            raise errors.BadCharacter(character=f"U+{ord(character):04X}")
