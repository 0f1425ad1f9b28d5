"""A listing: everything there is at one moment, people as sets of names, no object for any."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias, TypeVar

from reconciler.portal.rows import Group, Role, Scope, User
from reconciler.portal.snapshot import Snapshot

Assigned: TypeAlias = tuple[int, int]
"""A role, and the scope that its holders belong to."""

_Holder = TypeVar("_Holder", int, Assigned)


@dataclass(frozen=True, slots=True)
class People:
    """The users of one scope by their folded names; `written` are those written otherwise."""

    active: frozenset[str] = frozenset()
    inactive: frozenset[str] = frozenset()
    written: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Held:
    """Who is in a group or holds a role, by folded names, and until when those who end.

    Who has ended is among them.
    """

    users: frozenset[str]
    until: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Listing:
    """Scopes, roles and groups by their ids; people by scope, memberships by what they are of."""

    scopes: Mapping[int, Scope]
    roles: Mapping[int, Role]
    groups: Mapping[int, Group]
    people: Mapping[int, People]
    assignments: Mapping[Assigned, Held]
    members: Mapping[int, Held]

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Listing":
        """The same, made of rows."""
        users = snapshot.users
        members = ((one.group, users[one.user].folded, one.expires) for one in snapshot.members)
        assignments = (
            ((one.role, users[one.user].scope), users[one.user].folded, one.expires)
            for one in snapshot.assignments
        )
        return cls(
            snapshot.scopes,
            snapshot.roles,
            snapshot.groups,
            _people_of(snapshot),
            _held_of(assignments),
            _held_of(members),
        )


def _people_of(snapshot: Snapshot) -> dict[int, People]:
    by_scope: dict[int, list[User]] = defaultdict(list)
    for user in snapshot.users.values():
        by_scope[user.scope].append(user)
    return {
        scope: People(
            frozenset(user.folded for user in users if user.active),
            frozenset(user.folded for user in users if not user.active),
            {user.folded: user.name for user in users if user.name != user.folded},
        )
        for scope, users in by_scope.items()
    }


def _held_of(held: Iterable[tuple[_Holder, str, datetime | None]]) -> dict[_Holder, Held]:
    found: dict[_Holder, dict[str, datetime | None]] = defaultdict(dict)
    for holder, name, end in held:
        found[holder][name] = end
    return {
        holder: Held(frozenset(ends), {name: end for name, end in ends.items() if end is not None})
        for holder, ends in found.items()
    }
