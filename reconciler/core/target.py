"""The live system as data: what it knows, allows and forbids, so that offline knows it too."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeAlias

from reconciler.core.names import NameRules
from reconciler.core.scope import Pattern, Scope

Reach: TypeAlias = Literal["users", "groups", "ungrouped", "place"]


@dataclass(frozen=True, slots=True)
class Permission:
    """One permission of the catalog.

    `level` is the level of the tenant tree it belongs to, `role_types` are the types of role that
    may carry it, `reach` says on whom it works, `implies` which others come with it.
    """

    key: str
    title: str = ""
    description: str = ""
    category: str = ""
    level: str | None = None
    role_types: tuple[str, ...] = ()
    reach: Reach = "place"
    implies: tuple[str, ...] = ()
    sensitive: bool = False


@dataclass(frozen=True)
class Catalog:
    """Every permission, in the vendor's order. An open catalog has others too, taken as written.

    A key that begins with `negation`, where a system knows such keys, takes away what others give.
    """

    permissions: tuple[Permission, ...] = ()
    open: bool = False
    negation: str = ""

    @cached_property
    def by_key(self) -> Mapping[str, Permission]:
        """The permissions by key."""
        return {permission.key: permission for permission in self.permissions}

    @cached_property
    def _order(self) -> Mapping[str, int]:
        return {permission.key: place for place, permission in enumerate(self.permissions)}

    @cached_property
    def sensitive(self) -> frozenset[str]:
        """The permissions that a review should stop at."""
        return frozenset(one.key for one in self.permissions if one.sensitive)

    def __contains__(self, key: str) -> bool:
        """Whether the key may be written."""
        return self.open or key in self.by_key

    def gives(self, key: str) -> bool:
        """Whether holding the key gives something; False for one that takes away."""
        return not (self.negation and key.startswith(self.negation))

    def place(self, key: str) -> int:
        """Where the vendor lists a key; behind all others what the catalog does not list."""
        return self._order.get(key, len(self._order))

    def sorted(self, keys: frozenset[str]) -> list[str]:
        """The keys in the vendor's order; those that the catalog does not list last, by name."""
        return sorted(keys, key=lambda key: (self.place(key), key))


@dataclass(frozen=True, slots=True)
class Level:
    """One level of the tenant tree: what it is called, and what can be declared there."""

    name: str
    title: str
    roles: bool = False
    groups: bool = False


@dataclass(frozen=True, slots=True)
class RoleType:
    """A type of role, and the level of the scopes where such a role can be assigned."""

    name: str
    level: str


@dataclass(frozen=True)
class Target:
    """What one live system is like. Data only: it is pinned in `catalog.yaml`.

    | field | meaning |
    |---|---|
    | levels | from the root; `deep`: the last one repeats to any depth |
    | role_types | empty where roles have no type |
    | arrows | (member kind, container kind) pairs that the system allows |
    | tree | a group above gives `reach` over those below, `inherit` to them, `none`; or `flat` |
    | root | the built-in group, as written, that all others of its scope stand below; or none |
    | assignment | a role holds `here`, or here and `below` |
    | names | how names are compared; of users by `user_names`, where that differs |
    | members | users a container may hold: `own` scope, own and `above`, or `any` |
    | renames | kinds that are renamed or moved in place |
    | immutable | attributes that never change, as `role.type` |
    | expiry | whether a membership can have an end |
    | deletion | a container is `emptied` first, or takes members and children `along` |
    | access | whether effective access can be computed `exact`, or is `not computed` |
    """

    account: str
    levels: tuple[Level, ...]
    catalog: Catalog
    role_types: tuple[RoleType, ...] = ()
    arrows: frozenset[tuple[str, str]] = frozenset({("user", "role"), ("user", "group")})
    tree: Literal["reach", "inherit", "none", "flat"] = "none"
    assignment: Literal["here", "below"] = "here"
    members: Literal["own", "above", "any"] = "own"
    names: NameRules = field(default_factory=NameRules)
    renames: frozenset[str] = frozenset({"role", "group"})
    immutable: frozenset[str] = frozenset()
    expiry: bool = False
    deletion: Literal["emptied", "along"] = "emptied"
    access: Literal["exact", "not computed"] = "not computed"
    deep: bool = False
    root: str | None = None
    user_names: NameRules | None = None

    def rules(self, kind: str) -> NameRules:
        """How names of one kind of thing are compared."""
        return self.user_names if kind == "user" and self.user_names else self.names

    def level_of(self, scope: Scope) -> Level | None:
        """The level of a scope; None where the tree has no such depth."""
        if scope.depth < len(self.levels):
            return self.levels[scope.depth]
        return self.levels[-1] if self.deep else None

    def role_type(self, name: str | None) -> RoleType | None:
        """The role type of this name."""
        return next((found for found in self.role_types if found.name == name), None)

    def place(self, kind: str, scope: Scope) -> Pattern:
        """Where somebody holds what a role or group gives that they have at a scope."""
        has_below = self.deep or scope.depth < len(self.levels) - 1
        return Pattern(scope, has_below and kind == "role" and self.assignment == "below")

    def may_hold(self, container: Scope, home: Scope) -> bool:
        """Whether a container of one scope may hold a user who belongs to another."""
        if self.members == "own":
            return home == container
        return self.members == "any" or home.holds(container)

    def grantable(self, kind: str, role_type: str | None, scope: Scope) -> Iterator[Permission]:
        """The permissions that a role of this type, or a group of this scope, may carry."""
        level = self.level_of(scope)
        for permission in self.catalog.permissions:
            if kind == "role" and self.role_types:
                if role_type in permission.role_types:
                    yield permission
            elif permission.level is None or (level and permission.level == level.name):
                yield permission
