"""A small world that any target can hold: a bit of everything that the target knows.

On a target of three levels with a built-in group, without regard to case:

```
/              roles Clerk, Guest of each type
/Acme
/Acme/London   Top Role: ann.london, Bob.london
               |- Managers: Bob.london
               |  `- Sales: cyn.london (with an end), Bob.london (ended)
               `- Support
/Acme/Paris    Top Role: ann.paris
```
In each scope there are ann, bob, cyn, and ida, who is deactivated; here ann.london and so on.
Of each role type, *Clerk* is held by bob and ann of a scope of its level, *Guest* by nobody.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from reconciler.core.model import (
    Container,
    Fixed,
    Group,
    Member,
    Members,
    Membership,
    Ref,
    Role,
    State,
    Thing,
    Users,
    user_key,
)
from reconciler.core.scope import ROOT, Pattern, Scope, Selection
from reconciler.core.target import RoleType, Target

EVERYTHING = Selection((Pattern(ROOT, deep=True),))
PAST = datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)
FUTURE = datetime(2101, 2, 3, 4, 5, 6, tzinfo=UTC)
LATER = datetime(2102, 2, 3, 4, 5, 6, tzinfo=UTC)

_DOWN = ("Acme", "London", "Desk", "Lamp")
_ASIDE = "Paris"


def world(target: Target) -> State:
    """The world of a target; built-in groups are fixed and kept, as on the portal."""
    return World(target).state


def ended(target: Target) -> list[Membership]:
    """The memberships of the world that have ended; none where memberships have no end."""
    return [
        Membership(member, place, end)
        for place, members in world(target).members.items()
        for member, end in members.until.items()
        if end == PAST
    ]


@dataclass(frozen=True)
class World:
    """Builds the world, and knows the addresses of what stands in it."""

    target: Target

    @cached_property
    def state(self) -> State:
        """Everything."""
        roots = [self.root(scope) for scope in self.group_scopes] if self.target.root else []
        things: list[Thing] = [*self._roles(), *self._groups()]
        return State(
            users={scope: self._users(scope) for scope in self.scopes},
            roles={thing.ref: thing for thing in things if isinstance(thing, Role)},
            groups={thing.ref: thing for thing in things if isinstance(thing, Group)},
            members={there: members for there, members in self._members() if members},
            scopes=frozenset(self.scopes),
            complete=frozenset(self.scopes),
            fixed=dict.fromkeys(roots, frozenset(Fixed) - {Fixed.MEMBERS}),
            kept=frozenset(map(Container.of, roots)),
            spelling=dict(self._spelling()),
        )

    # Places and people

    @cached_property
    def line(self) -> tuple[Scope, ...]:
        """One scope of each level, from the root down."""
        names = tuple(map(self.target.names.fold, _DOWN))
        return tuple(Scope.of(*names[:depth]) if depth else ROOT for depth in self._depths)

    @property
    def _depths(self) -> range:
        return range(len(self.target.levels) + self.target.deep)

    @cached_property
    def scopes(self) -> tuple[Scope, ...]:
        """The line, and a sibling of its last scope."""
        last = self.line[-1]
        if last == ROOT:
            return self.line
        return (*self.line, Scope.of(*last.names[:-1], self.target.names.fold(_ASIDE)))

    @property
    def role_scopes(self) -> list[Scope]:
        """The scopes of the line that may declare roles."""
        return [at for at in self.line if (level := self.target.level_of(at)) and level.roles]

    @property
    def group_scopes(self) -> list[Scope]:
        """All scopes that may declare groups."""
        return [at for at in self.scopes if (level := self.target.level_of(at)) and level.groups]

    def user(self, name: str, scope: Scope) -> Ref:
        """Somebody of a scope: ann, bob, cyn or ida."""
        written = f"{name}.{scope.names[-1] if scope.names else 'root'}"
        return Ref("user", scope, (self.target.rules("user").fold(written),))

    def key(self, name: str, scope: Scope) -> str:
        """The same as a member of a container of that scope."""
        return user_key(self.user(name, scope).name[0], scope, scope)

    def _users(self, scope: Scope) -> Users:
        active = frozenset(self.key(name, scope) for name in ("ann", "bob", "cyn"))
        return Users(active, frozenset({self.key("ida", scope)}))

    # Roles and groups

    @property
    def types(self) -> tuple[RoleType | None, ...]:
        """The role types; one that is None where roles have none."""
        return self.target.role_types or (None,)

    def role(self, name: str, scope: Scope, of: RoleType | None = None) -> Ref:
        """The address of a role: its name carries its type, to be unique."""
        written = f"{name} {of.name}" if of else name
        return Ref("role", scope, (self.target.names.fold(written),))

    def root(self, scope: Scope) -> Ref:
        """The address of the built-in group."""
        return Ref("group", scope, (self.target.names.fold(self.target.root or ""),))

    def group(self, scope: Scope, *names: str) -> Ref:
        """The address of a group below the built-in one, if there is one."""
        above = self.root(scope).name if self.target.root else ()
        return Ref("group", scope, (*above, *map(self.target.names.fold, names)))

    def grantable(self, ref: Ref, of: RoleType | None = None) -> list[str]:
        """The keys that a role or group may carry, in the vendor's order."""
        name = of.name if of else None
        return [one.key for one in self.target.grantable(ref.kind, name, ref.scope)]

    def _roles(self) -> Iterator[Role]:
        for scope in self.role_scopes:
            for of in self.types:
                name = of.name if of else None
                clerk, guest = self.role("Clerk", scope, of), self.role("Guest", scope, of)
                keys = self.grantable(clerk, of)
                yield Role(clerk, name, "Keeps the books", frozenset(keys[:2]))
                yield Role(guest, name, "", frozenset())

    def _groups(self) -> Iterator[Group]:
        for scope in self.group_scopes:
            if self.target.root:
                root = self.root(scope)
                yield Group(root, "", frozenset(self.grantable(root)))
        if self.group_scopes:
            yield from self._tree(self.home)

    @property
    def home(self) -> Scope:
        """The scope where the groups with members are: the last of the line that may have any."""
        return [scope for scope in self.line if scope in self.group_scopes][-1]

    @property
    def managers(self) -> Ref:
        """A group with members, and with a group below where there can be one."""
        return self.group(self.home, "Managers")

    @property
    def sales(self) -> Ref:
        """A group below *Managers*, or beside it where groups are flat."""
        flat = self.target.tree == "flat"
        return self.group(self.home, *(("Sales",) if flat else ("Managers", "Sales")))

    @property
    def support(self) -> Ref:
        """An empty group beside *Managers*."""
        return self.group(self.home, "Support")

    def _tree(self, scope: Scope) -> Iterator[Group]:
        keys = self.grantable(self.group(scope, "any"))
        yield Group(self.managers, "Who runs the place", frozenset(keys[:2]))
        yield Group(self.sales, "", frozenset(keys[1:2]))
        yield Group(self.support, "", frozenset())

    # Memberships

    def place_of(self, role: Ref, of: RoleType | None) -> Container:
        """Where a role is assigned: a scope of its type's level, else its own."""
        if of is None:
            return Container(role, role.scope)
        level = next(at for at in self.line if self._level(at) == of.level)
        return Container(role, level)

    def _level(self, scope: Scope) -> str | None:
        level = self.target.level_of(scope)
        return level.name if level else None

    def _members(self) -> Iterator[tuple[Container, Members]]:
        if ("user", "role") in self.target.arrows:
            for scope in self.role_scopes:
                for of in self.types:
                    place = self.place_of(self.role("Clerk", scope, of), of)
                    yield place, self._of(place, "ann", "bob")
        if ("user", "group") in self.target.arrows:
            yield from self._group_members()

    def _group_members(self) -> Iterator[tuple[Container, Members]]:
        for scope in self.group_scopes:
            if self.target.root:
                place = Container.of(self.root(scope))
                yield place, self._of(place, "ann", *(["bob"] if scope == self.home else []))
        if self.group_scopes:
            managers, sales = Container.of(self.managers), Container.of(self.sales)
            yield managers, self._of(managers, "bob")
            if self.target.expiry:
                ends: dict[Member, datetime] = {
                    self.key("cyn", self.home): FUTURE,
                    self.key("bob", self.home): PAST,
                }
                users = frozenset(self.key(name, self.home) for name in ("cyn", "bob"))
                yield sales, Members(users, until=ends)
            else:
                yield sales, self._of(sales, "cyn")

    def _of(self, place: Container, *names: str) -> Members:
        return Members(frozenset(self.key(name, place.scope) for name in names))

    # Spelling

    def _spelling(self) -> Iterator[tuple[Ref | Scope, str]]:
        for name in (*_DOWN, _ASIDE):
            folded = self.target.names.fold(name)
            if folded != name:
                yield from ((at, name) for at in self.scopes if at.names[-1:] == (folded,))
        things: list[Thing] = [*self._roles(), *self._groups()]
        for thing in things:
            root = self.target.root and thing.ref == self.root(thing.ref.scope)
            yield from self._written(thing.ref, self.target.root if root else None)
        yield from self._written(self.user("bob", self.line[-1]), None)

    def _written(self, ref: Ref, name: str | None) -> Iterator[tuple[Ref, str]]:
        folded = ref.name[-1]
        written = name or folded.capitalize()
        if written != folded and self.target.rules(ref.kind).fold(written) == folded:
            yield ref, written
