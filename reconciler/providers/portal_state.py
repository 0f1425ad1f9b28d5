"""A moment of the portal as a state of the core: rows with ids go in, addresses come out."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import TypeAlias

from reconciler.core.model import (
    Container,
    Fixed,
    Group,
    Member,
    Members,
    Ref,
    Role,
    State,
    Users,
)
from reconciler.core.names import escape, split
from reconciler.core.scope import ROOT, Scope
from reconciler.portal import Snapshot

BUILT_IN = frozenset({Fixed.EXISTENCE, Fixed.NAME, Fixed.PLACE, Fixed.PERMISSIONS})
"""What is fixed about Top Role (role-group document, introduction)."""

_Held: TypeAlias = tuple[str, datetime | None]


def to_state(snapshot: Snapshot) -> State:
    """Everything that stands in the portal, every scope read completely."""
    return _Translation(snapshot).state


def to_part(excerpt: Snapshot) -> State:
    """No more than what some writes are about; no scope counts as read completely."""
    return replace(_Translation(excerpt).state, complete=frozenset())


class _Translation:
    """One snapshot on its way; live ids never leave it."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.rows = snapshot

    @property
    def state(self) -> State:
        tops = [self.groups[id_] for id_, group in self.rows.groups.items() if group.is_top]
        scopes = frozenset(self.scopes.values())
        return State(
            users=self._users(),
            roles={role.ref: role for role in self._roles()},
            groups={group.ref: group for group in self._groups()},
            members=self._members(),
            scopes=scopes,
            complete=scopes,
            fixed=dict.fromkeys(tops, BUILT_IN),
            kept=frozenset(map(Container.of, tops)),
            spelling=dict(self._spelling()),
        )

    # Addresses by id

    @cached_property
    def scopes(self) -> Mapping[int, Scope]:
        return {id_: Scope(scope.key) for id_, scope in self.rows.scopes.items()}

    @cached_property
    def roles(self) -> Mapping[int, Ref]:
        return {id_: Ref("role", ROOT, (role.folded,)) for id_, role in self.rows.roles.items()}

    @cached_property
    def groups(self) -> Mapping[int, Ref]:
        """A group's names are those of the groups above it, and its own."""
        return {
            id_: Ref("group", self.scopes[group.scope], self._path(id_))
            for id_, group in self.rows.groups.items()
        }

    def _path(self, id_: int) -> tuple[str, ...]:
        names = [self.rows.groups[above].folded for above in self.rows.above(id_)]
        return (*reversed(names), self.rows.groups[id_].folded)

    @cached_property
    def keys(self) -> Mapping[int, str]:
        """Users as they are named in containers of their own scope: others hold none of them."""
        return {id_: escape(user.folded) for id_, user in self.rows.users.items()}

    # Things

    def _users(self) -> dict[Scope, Users]:
        active: dict[int, set[str]] = defaultdict(set)
        inactive: dict[int, set[str]] = defaultdict(set)
        for id_, user in self.rows.users.items():
            (active if user.active else inactive)[user.scope].add(self.keys[id_])
        return {
            scope: Users(frozenset(active[id_]), frozenset(inactive[id_]))
            for id_, scope in self.scopes.items()
            if id_ in active or id_ in inactive
        }

    def _roles(self) -> Iterator[Role]:
        for id_, role in self.rows.roles.items():
            yield Role(self.roles[id_], role.type, role.description, role.permissions)

    def _groups(self) -> Iterator[Group]:
        for id_, group in self.rows.groups.items():
            yield Group(self.groups[id_], group.description, group.permissions)

    # Memberships

    def _members(self) -> dict[Container, Members]:
        in_groups: dict[int, list[_Held]] = defaultdict(list)
        for group, user, expires in self.rows.members:
            in_groups[group].append((self.keys[user], expires))
        in_roles: dict[tuple[int, int], list[_Held]] = defaultdict(list)
        for role, user, expires in self.rows.assignments:
            in_roles[role, self.rows.users[user].scope].append((self.keys[user], expires))
        return {
            **{Container.of(self.groups[id_]): _members(held) for id_, held in in_groups.items()},
            **{
                Container(self.roles[role], self.scopes[scope]): _members(held)
                for (role, scope), held in in_roles.items()
            },
        }

    # Spelling

    def _spelling(self) -> Iterator[tuple[Ref | Scope, str]]:
        for id_, place in self.scopes.items():
            if place != ROOT and self.rows.scopes[id_].name != split(place.path)[-1]:
                yield place, self.rows.scopes[id_].name
        for user in self.rows.users.values():
            if user.name != user.folded:
                yield Ref("user", self.scopes[user.scope], (user.folded,)), user.name
        for id_, role in self.rows.roles.items():
            if role.name != role.folded:
                yield self.roles[id_], role.name
        for id_, group in self.rows.groups.items():
            if group.name != group.folded:
                yield self.groups[id_], group.name


def _members(held: Sequence[_Held]) -> Members:
    until: dict[Member, datetime] = {key: end for key, end in held if end is not None}
    return Members(frozenset(key for key, _ in held), until=until)
