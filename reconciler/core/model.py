"""What a system of roles, groups and memberships is made of: frozen values, compared by value.

```
State --- users         who exists where (observed, never managed)
      |-- roles, groups what can be given to them
      `-- members       who holds what, as sets by container
```
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Literal, TypeAlias

from reconciler.core.names import escape, join, split
from reconciler.core.scope import Scope

Kind: TypeAlias = Literal["role", "group", "user"]
_KINDS: Mapping[str, Kind] = {"role": "role", "group": "group", "user": "user"}
_ADDRESS = re.compile(r"(role|group|user):(/(?:[^\\:]|\\.)*):((?:[^\\:]|\\.)+)", re.DOTALL)


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """The address of a thing: `group:/acme/london:top role/managers`.

    Names are folded by the target's rules. A group's name holds the names from the root of its
    tree; a role's and a user's name is one name. How it was written stands beside the state.
    """

    kind: Kind
    scope: Scope
    name: tuple[str, ...]

    def __hash__(self) -> int:
        """By what tells most apart: a plan of many people looks millions of these up."""
        return hash((self.name, self.scope.path))

    @classmethod
    def parse(cls, address: str) -> "Ref":
        """Read what `str` wrote. Raises ValueError for anything else."""
        match = _ADDRESS.fullmatch(address)
        if match is None:
            raise ValueError(address)
        return cls(_KINDS[match[1]], Scope(match[2]), split(match[3]))

    @property
    def parent(self) -> "Ref | None":
        """The group above; None at the top of the tree."""
        return Ref(self.kind, self.scope, self.name[:-1]) if len(self.name) > 1 else None

    @property
    def above(self) -> Iterator["Ref"]:
        """The groups strictly above, nearest first."""
        for depth in range(len(self.name) - 1, 0, -1):
            yield Ref(self.kind, self.scope, self.name[:depth])

    def holds(self, other: "Ref") -> bool:
        """Whether the other is this group or stands below it."""
        return (
            self.kind == other.kind
            and self.scope == other.scope
            and self.name == other.name[: len(self.name)]
        )

    def __str__(self) -> str:
        """The address, with special characters escaped."""
        return f"{self.kind}:{self.scope}:{join(self.name)}"


Member: TypeAlias = str | Ref
"""A user as `user_key` writes it, or the ref of a group or role."""


@dataclass(frozen=True, slots=True)
class Role:
    """A role. In a declared state None means: not managed, keep what is there."""

    ref: Ref
    type: str | None = None
    description: str | None = None
    permissions: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A group of a group tree. In a declared state None means: not managed."""

    ref: Ref
    description: str | None = None
    permissions: frozenset[str] | None = None


Thing: TypeAlias = Role | Group


@dataclass(frozen=True, slots=True, order=True)
class Container:
    """What one is a member of: a group, or a role at the scope where it is assigned."""

    ref: Ref
    scope: Scope

    def __hash__(self) -> int:
        """By what tells most apart, as of a `Ref`."""
        return hash((self.ref.name, self.scope.path))

    @classmethod
    def of(cls, group: Ref) -> "Container":
        """A group as container."""
        return cls(group, group.scope)

    def __str__(self) -> str:
        """The address; an assignment elsewhere says where."""
        return str(self.ref) if self.ref.scope == self.scope else f"{self.ref} at {self.scope}"


@dataclass(frozen=True, slots=True)
class Members:
    """Who is in one container; `until` holds the instants (aware, UTC) of those who end."""

    users: frozenset[str] = frozenset()
    refs: frozenset[Ref] = frozenset()
    until: Mapping[Member, datetime] = field(default_factory=lambda: MappingProxyType({}))

    def __iter__(self) -> Iterator[Member]:
        """Every member, users first."""
        yield from self.users
        yield from self.refs

    def __contains__(self, member: Member) -> bool:
        """Whether somebody is a member, ended or not."""
        return member in (self.users if isinstance(member, str) else self.refs)

    def __len__(self) -> int:
        """How many members there are, ended ones included."""
        return len(self.users) + len(self.refs)

    def lasting(self, now: datetime) -> "Members":
        """The members that have not ended at this instant."""
        ended = {member for member, end in self.until.items() if end <= now}
        return self.without(ended) if ended else self

    def without(self, gone: set[Member]) -> "Members":
        """The same members less these."""
        return Members(
            frozenset(self.users - gone),
            frozenset(self.refs - gone),
            {member: end for member, end in self.until.items() if member not in gone},
        )


NOBODY = Members()


@dataclass(frozen=True, slots=True)
class Users:
    """The users of one scope, as `user_key` writes a user of the container's own scope."""

    active: frozenset[str] = frozenset()
    inactive: frozenset[str] = frozenset()

    def __contains__(self, key: str) -> bool:
        """Whether there is such a user, active or not."""
        return key in self.active or key in self.inactive

    @property
    def all(self) -> frozenset[str]:
        """Everyone, active or not."""
        return self.active | self.inactive if self.inactive else self.active


def user_key(name: str, home: Scope, at: Scope) -> str:
    """How a user of `home` is named in a container of `at`: bare, or `/acme:bob` from elsewhere."""
    return escape(name) if home == at else f"{home}:{escape(name)}"


def addressed(users: Collection[str]) -> list[str]:
    """The keys that say a scope, in no order; all are looked at together, for few ever do."""
    text = "\n".join(users)
    if text.startswith("/") or "\n/" in text:
        return [key for key in users if key.startswith("/")]
    return []


def user_of(key: str, at: Scope) -> tuple[Scope, str]:
    """The home scope and the folded name behind a user's key in a container of `at`.

    Raises ValueError for what begins as an address and is none.
    """
    if not key.startswith("/"):
        return at, split(key)[0]
    place = _last_colon(key)
    return Scope(key[:place]), split(key[place + 1 :])[0]


def _last_colon(key: str) -> int:
    """The last colon that is not escaped: an even number of backslashes stands before it."""
    place = key.rfind(":")
    while place >= 0 and (place - len(key[:place].rstrip("\\"))) % 2:
        place = key.rfind(":", 0, place)
    if place < 0:
        raise ValueError(key)
    return place


class Fixed(StrEnum):
    """What the live system lets nobody change about one thing."""

    EXISTENCE = "existence"
    NAME = "name"
    PLACE = "place"
    PERMISSIONS = "permissions"
    MEMBERS = "members"


@dataclass(frozen=True, slots=True)
class State:
    """Everything about some scopes, desired or live.

    `scopes` are those that exist; `complete` those that were read completely, the only ones where
    a deletion may be planned. `elsewhere` are users of the scopes that were not read: those whom
    files name and no scope that was read knows. `fixed` says what cannot change about a thing,
    `kept` which containers must keep an active member. `spelling` maps what is folded (a `Ref`, of
    a user too, or a `Scope`) to how its last name is written, where that differs. `caller` is the
    user whose rights the run uses, as `/scope:name`.
    """

    users: Mapping[Scope, Users] = field(default_factory=dict)
    elsewhere: Mapping[Scope, frozenset[str]] = field(default_factory=dict)
    roles: Mapping[Ref, Role] = field(default_factory=dict)
    groups: Mapping[Ref, Group] = field(default_factory=dict)
    members: Mapping[Container, Members] = field(default_factory=dict)
    scopes: frozenset[Scope] = frozenset()
    complete: frozenset[Scope] = frozenset()
    fixed: Mapping[Ref, frozenset[Fixed]] = field(default_factory=dict)
    kept: frozenset[Container] = frozenset()
    spelling: Mapping["Ref | Scope", str] = field(default_factory=dict)
    caller: str | None = None

    def thing(self, ref: Ref) -> Thing | None:
        """The role or group of this address."""
        return self.roles.get(ref) if ref.kind == "role" else self.groups.get(ref)

    @property
    def things(self) -> Iterator[Thing]:
        """Every role, then every group."""
        yield from self.roles.values()
        yield from self.groups.values()

    def active(self, users: frozenset[str], at: Scope) -> frozenset[str]:
        """Those of these users, as a container of `at` names them, who are not deactivated."""
        inactive = self.users.get(at, Users()).inactive
        elsewhere = [key for key in addressed(users) if not self._is_active_elsewhere(key, at)]
        return users.difference(inactive, elsewhere)

    def _is_active_elsewhere(self, key: str, at: Scope) -> bool:
        home, name = user_of(key, at)
        return escape(name) not in self.users.get(home, Users()).inactive

    def membership(self, member: Member, container: Container) -> "Membership | None":
        """One membership as an object; None where there is none."""
        members = self.members.get(container, NOBODY)
        if member not in members:
            return None
        return Membership(member, container, members.until.get(member))


@dataclass(frozen=True, slots=True)
class Membership:
    """One user, group or role in one group or role. Exists only in a change."""

    member: Member
    container: Container
    expires: datetime | None = None
