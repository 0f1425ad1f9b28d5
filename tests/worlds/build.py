"""Builds the states of a small portal: one customer, one phone system, groups and roles in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import MappingProxyType

from reconciler.core.declared import Declared, Owned
from reconciler.core.model import (
    Container,
    Fixed,
    Group,
    Members,
    Ref,
    Role,
    State,
    Users,
)
from reconciler.core.scope import ROOT, Pattern, Scope, Selection
from reconciler.portal.catalog import TOP_ROLE
from reconciler.providers.portal.target import portal_target

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
TARGET = portal_target("northwind")
EVERYTHING = Selection((Pattern(ROOT, deep=True),))
ACME, LONDON = Scope("/acme"), Scope("/acme/london")
SCOPES = frozenset({ROOT, ACME, LONDON})
TOP = ("top role",)
ADMIN = "admin"

Path = tuple[str, ...]
Ends = Mapping[str, datetime | None]
Moves = Mapping[Ref, tuple[str, ...]]


@dataclass(frozen=True)
class Content:
    """What a role or group carries, and who is in it until when; a role's type and place too."""

    permissions: frozenset[str] = frozenset()
    members: Ends = field(default_factory=lambda: MappingProxyType({}))
    description: str = ""
    type: str = "user"
    at: Scope = LONDON


@dataclass(frozen=True)
class Case:
    """A live state, a wanted one, and the moves declared on the way; `name` replays it."""

    name: str
    before: State
    after: State
    moved: Mapping[Ref, Ref] = field(default_factory=lambda: MappingProxyType({}))
    """New address to old."""

    @property
    def declared(self) -> Declared:
        """Files that say all of the wanted state and own every list."""
        return declare(self.after, previously(self.moved))

    def __str__(self) -> str:
        """Its name."""
        return self.name


def group(path: Path, scope: Scope = LONDON) -> Ref:
    """The address of a group by its path from Top Role, which is left out."""
    return Ref("group", scope, (*TOP, *path))


def role(name: str) -> Ref:
    """The address of a role."""
    return Ref("role", ROOT, (name,))


def build(
    groups: Mapping[Path, Content],
    roles: Mapping[str, Content],
    top: Iterable[str] | Ends = (ADMIN,),
    users: Iterable[str] = (),
    inactive: Iterable[str] = (),
) -> State:
    """A whole live state; groups by their path below Top Role. `admin` is always there."""
    tops = top if isinstance(top, Mapping) else dict.fromkeys(top)
    contents = {(): Content(TOP_ROLE, tops), **groups}
    places = {group(path): content for path, content in contents.items()}
    members = {Container.of(ref): _members(content.members) for ref, content in places.items()}
    members |= {
        Container(role(name), content.at): _members(content.members)
        for name, content in roles.items()
    }
    return State(
        users={LONDON: Users(frozenset({ADMIN, *users}), frozenset(inactive))},
        roles={
            role(name): Role(role(name), content.type, content.description, content.permissions)
            for name, content in roles.items()
        },
        groups={
            ref: Group(ref, content.description, content.permissions)
            for ref, content in places.items()
        },
        members={container: there for container, there in members.items() if there},
        scopes=SCOPES,
        complete=SCOPES,
        fixed={group(()): frozenset(Fixed) - {Fixed.MEMBERS}},
        kept=frozenset({Container.of(group(()))}),
    )


def _members(ends: Ends) -> Members:
    until = {user: end for user, end in ends.items() if end is not None}
    return Members(frozenset(ends), until=until)


def declare(wanted: State, moves: Moves) -> Declared:
    """Files that say everything about a state: whatever they do not name must go."""
    containers = {
        *wanted.members,
        *map(Container.of, wanted.groups),
        *(Container(ref, LONDON) for ref in wanted.roles),
    }
    tops = {ref for ref in wanted.groups if ref.parent is None}
    state = State(
        roles=wanted.roles,
        groups={
            ref: replace(there, description=None, permissions=None) if ref in tops else there
            for ref, there in wanted.groups.items()
        },
        members=wanted.members,
        scopes=wanted.scopes,
    )
    owned = Owned(
        roles=frozenset({ROOT}),
        groups=frozenset({*(ref.scope for ref in tops), *wanted.groups}),
        members=frozenset(containers),
        assignments=wanted.scopes,
        permissions=frozenset({*wanted.roles, *wanted.groups} - tops),
    )
    return Declared(state, owned, moves)


def previously(moved: Mapping[Ref, Ref]) -> Moves:
    """New address to old, as people write it: a name where only that changes, else a path."""
    return {
        new: old.name[-1:] if _stays(new, old, moved) else old.name for new, old in moved.items()
    }


def _stays(new: Ref, old: Ref, moved: Mapping[Ref, Ref]) -> bool:
    """Whether it stands below the same group as before, be that renamed or not."""
    if new.parent == old.parent:
        return new.parent not in moved and old.parent not in moved.values()
    return new.parent is not None and moved.get(new.parent) == old.parent
