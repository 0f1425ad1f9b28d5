"""Access by brute force: every membership and every group is tried against a table, as it stands.

Written from the tables of the design alone, to be read beside them and to be slow. It is for the
portal's rules only: trees that reach, roles that hold below, users in their own scope.

| reach | through a group | through a role |
|---|---|---|
| users | users in the groups strictly below, never oneself | every user at the scope and below |
| groups | the groups strictly below | every group at the scope and below |
| ungrouped | users of that phone system in no group | the same, at each phone system below |
| place | the phone system as such | the scope and below |
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from reconciler.core.model import Ref, State
from reconciler.core.names import split

Names = tuple[str, ...]
"""The names from a root: of a scope, of a group."""
Who = tuple[Names, str]
"""A user: the scope and the name."""
Which = tuple[Names, Names]
"""A group: the scope and the names from the top of the tree."""


@dataclass(frozen=True)
class Fact:
    """One membership that has not ended: of whom, in what, at which scope, with what it carries."""

    user: Who
    kind: str
    name: Names
    at: Names
    carried: frozenset[str]
    until: datetime | None


@dataclass(frozen=True)
class Asked:
    """Whether a user holds a permission of some reach at a scope; over a user or group, if any."""

    user: Who
    permission: str
    reach: str
    at: Names
    on_user: Who | None = None
    on_group: Which | None = None


@dataclass(frozen=True)
class Why:
    """A membership that gives it, and the group further down that holds or is what is reached."""

    fact: Fact
    below: Which | None


@dataclass(frozen=True)
class World:
    """Everything that there is, in plain names."""

    facts: Sequence[Fact]
    groups: Sequence[Which]
    deactivated: Sequence[Who]

    def reasons(self, asked: Asked) -> list[Why]:
        """Every way to yes; none is a no."""
        return [
            Why(fact, below)
            for fact in self.facts
            for below in (None, *self.groups)
            if self.is_held(fact, asked) and self.is_reached(fact, below, asked)
        ]

    def is_held(self, fact: Fact, asked: Asked) -> bool:
        """Whether the membership gives the permission there at all."""
        return (
            fact.user == asked.user
            and asked.user not in self.deactivated
            and asked.permission in fact.carried
            and (fact.at == asked.at or (fact.kind == "role" and is_at(asked.at, fact.at)))
        )

    def is_reached(self, fact: Fact, below: Which | None, asked: Asked) -> bool:
        """Whether it works on whom it is asked about, by way of the group below or of none."""
        if asked.on_user is None and asked.on_group is None:
            return below is None
        if fact.kind == "group":
            return self.is_reached_by_group(fact, below, asked)
        return below is None and self.is_reached_by_role(asked)

    def is_reached_by_group(self, fact: Fact, below: Which | None, asked: Asked) -> bool:
        """The middle column of the table."""
        user, group = asked.on_user, asked.on_group
        match asked.reach:
            case "users":
                is_held = below in self.groups_of(user) and self.is_under(below, fact)
                return is_held and user != asked.user
            case "groups":
                return group is not None and below == group and self.is_under(group, fact)
            case "ungrouped":
                is_here = below is None and user is not None and user[0] == fact.at
                return is_here and not self.groups_of(user)
        return False

    def is_reached_by_role(self, asked: Asked) -> bool:
        """The last column of the table, where the role holds."""
        user, group = asked.on_user, asked.on_group
        match asked.reach:
            case "users":
                return user is not None and is_at(user[0], asked.at)
            case "groups":
                return group is not None and is_at(group[0], asked.at)
            case "ungrouped":
                is_there = user is not None and is_at(user[0], asked.at) and len(user[0]) == 2
                return is_there and not self.groups_of(user)
        return False

    def is_under(self, group: Which | None, fact: Fact) -> bool:
        """Whether a group stands strictly below the one of a membership."""
        if group is None:
            return False
        (at, names), depth = group, len(fact.name)
        return at == fact.at and len(names) > depth and names[:depth] == fact.name

    def groups_of(self, user: Who | None) -> list[Which]:
        """The groups that somebody is in, deactivated or not."""
        return [
            (fact.at, fact.name)
            for fact in self.facts
            if fact.kind == "group" and fact.user == user
        ]


def is_at(scope: Names, place: Names) -> bool:
    """Whether a scope is that place or stands below it."""
    return scope[: len(place)] == place


def world(state: State, now: datetime) -> World:
    """A state in plain names; what has ended is not there."""
    return World(
        [fact for fact in _facts(state) if fact.until is None or fact.until > now],
        [(ref.scope.names, ref.name) for ref in state.groups],
        [
            (scope.names, split(key)[0])
            for scope, users in state.users.items()
            for key in users.inactive
        ],
    )


def who(user: Ref) -> Who:
    """A user in plain names."""
    return user.scope.names, user.name[0]


def _facts(state: State) -> Iterator[Fact]:
    for container, members in state.members.items():
        ref, at = container.ref, container.scope.names
        thing = state.roles[ref] if ref.kind == "role" else state.groups[ref]
        for key in members.users:
            yield Fact(
                (at, split(key)[0]),
                ref.kind,
                ref.name,
                at,
                thing.permissions or frozenset(),
                members.until.get(key),
            )
