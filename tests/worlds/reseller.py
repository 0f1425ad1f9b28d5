"""World R: whole portals by chance, each from its own number, and questions about them.

One or two customers with one to three phone systems between them, in each a tree of groups; people
at every level, some of them deactivated, some in several groups, some in none; roles of each type.
Memberships have ended, end at this very instant, end later, or never. Names begin like each other
and hold what an address escapes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from random import Random

from reconciler.core.access.question import Question
from reconciler.core.model import Container, Group, Members, Ref, Role, State, Users
from reconciler.core.names import escape
from reconciler.core.scope import ROOT, Scope
from reconciler.portal.catalog import TOP_ROLE

from .build import NOW, TARGET, group
from .rows import people

CUSTOMERS = ("acme", "acme two")
PHONE_SYSTEMS = ("london", "london/east", "rome")
USERS = "abcdefghijklmnopqrstuvwxyz"
GROUPS = ("desk", "desk two", "r/d", "zürich")
ENDS = (NOW - timedelta(days=1), NOW, NOW + timedelta(microseconds=1), NOW + timedelta(days=30))
REACHES = ("users", "groups", "ungrouped", "place")
HELD_AT = {"reseller": 0, "customer": 1, "user": 2}
"""The depth of the scopes whose users have roles of a type."""


@dataclass(frozen=True)
class Reseller:
    """A portal by its number."""

    number: int
    state: State

    def questions(self, count: int) -> Iterator[Question]:
        """Some questions: most about what somebody has been given, the others about anything."""
        random = Random(f"R {self.number} asked")
        for _ in range(count):
            yield self._given(random) if random.random() < 0.85 else self._anything(random)

    def _anything(self, random: Random) -> Question:
        permission = random.choice(TARGET.catalog.permissions).key
        on = random.choice([None, *self.people, *self.state.groups])
        return Question(random.choice(self.people), permission, random.choice(self.scopes), on)

    def _given(self, random: Random) -> Question:
        """About something that somebody is in, mostly where it may well be a yes."""
        reach = random.choice(REACHES)
        given = self.given[reach]
        if not given:
            return self._anything(random)
        user, container = random.choice(given)
        here = [scope for scope in self.scopes if _holds(container, scope)]
        scope = random.choice(self.scopes if random.random() < 0.05 else here)
        keys = [key for key in self.carried(container.ref) if reach_of(key) == reach]
        on = random.choice(self._reachable(container, scope, reach, random))
        return Question(user, random.choice(keys), scope, on)

    def _reachable(
        self, container: Container, scope: Scope, reach: str, random: Random
    ) -> Sequence[Ref | None]:
        """Whom it may reach there: one of them is asked about; anybody, now and then."""
        if random.random() < 0.1:
            return [None, *self.people, *self.state.groups]
        if reach == "place":
            return [None]
        if reach == "groups":
            groups = [ref for ref in self.state.groups if scope.holds(ref.scope)]
            below = [ref for ref in groups if container.ref.holds(ref) and ref != container.ref]
            return below or groups or [None]
        near = [user for user in self.people if scope.holds(user.scope)]
        if reach == "ungrouped":
            near = [user for user in near if user not in self.grouped] or near
        return near or [None]

    @cached_property
    def people(self) -> list[Ref]:
        """Everybody, in order."""
        return people(self.state)

    @cached_property
    def scopes(self) -> list[Scope]:
        """Every scope, in order."""
        return sorted(self.state.scopes)

    @cached_property
    def memberships(self) -> list[tuple[Ref, Container]]:
        """Who is in what, ended or not, be they active or not."""
        return [
            (user, container)
            for container, there in sorted(self.state.members.items(), key=lambda one: one[0])
            for user in self.people
            if user.scope == container.scope and escape(user.name[0]) in there
        ]

    @cached_property
    def grouped(self) -> frozenset[Ref]:
        """Who is in a group, ended or not."""
        return frozenset(user for user, one in self.memberships if one.ref.kind == "group")

    @cached_property
    def given(self) -> Mapping[str, list[tuple[Ref, Container]]]:
        """The same by each reach of what it carries."""
        return {
            reach: [
                (user, container)
                for user, container in self.memberships
                if any(reach_of(key) == reach for key in self.carried(container.ref))
            ]
            for reach in REACHES
        }

    def kinds(self, question: Question) -> set[str]:
        """Through what kinds of things the user has been given the permission, anywhere."""
        return {
            container.ref.kind
            for user, container in self.memberships
            if user == question.user and question.permission in self.carried(container.ref)
        }

    def carried(self, ref: Ref) -> list[str]:
        """The permissions of a role or group, in order."""
        thing = self.state.thing(ref)
        return sorted((thing.permissions if thing else None) or ())


def reach_of(key: str) -> str:
    """On whom a permission works."""
    return TARGET.catalog.by_key[key].reach


def _holds(container: Container, scope: Scope) -> bool:
    return (
        container.scope.holds(scope) if container.ref.kind == "role" else container.scope == scope
    )


def reseller(number: int) -> Reseller:
    """The portal of this number."""
    random = Random(f"R {number}")
    scopes = _scopes(random)
    users = _users(random, scopes)
    groups = {ref: there for at in scopes if at.depth == 2 for ref, there in _tree(random, at)}
    roles = dict(_roles(random))
    state = State(
        users=users,
        roles=roles,
        groups=groups,
        members={
            container: there
            for container, there in _members(random, users, groups, roles.values())
            if there
        },
        scopes=frozenset(scopes),
        complete=frozenset(scopes),
    )
    return Reseller(number, state)


def _scopes(random: Random) -> list[Scope]:
    customers = CUSTOMERS[: random.choice((1, 2))]
    names = PHONE_SYSTEMS[: random.choice((1, 2, 3))]
    places = [Scope.of(random.choice(customers), name) for name in names]
    return [ROOT, *sorted([*map(Scope.of, customers), *places])]


def _users(random: Random, scopes: Iterable[Scope]) -> dict[Scope, Users]:
    """A few at each level above, more at a phone system; no name is there twice."""
    free = [f"{name}:1" if name in "aeiou" else name for name in USERS]
    random.shuffle(free)
    found = {}
    for scope in scopes:
        count = random.randint(3, 6) if scope.depth == 2 else random.randint(0, 2)
        names = [escape(free.pop()) for _ in range(count)]
        inactive = frozenset(name for name in names[1:] if random.random() < 0.15)
        found[scope] = Users(frozenset(names) - inactive, inactive)
    return found


def _tree(random: Random, at: Scope) -> Iterator[tuple[Ref, Group]]:
    """Top Role, and up to seven groups below it or each other."""
    top = group((), at)
    yield top, Group(top, "", TOP_ROLE)
    placed = [top]
    for _ in range(random.randint(0, 7)):
        above = random.choice(placed[-3:])
        ref = Ref("group", at, (*above.name, random.choice(GROUPS)))
        if ref not in placed:
            placed.append(ref)
            yield ref, Group(ref, "", _some_keys(random, "group", None, at))


def _roles(random: Random) -> Iterator[tuple[Ref, Role]]:
    for name in ("reader", "reader two", "a/b", "clerk", "owner")[: random.randint(1, 5)]:
        kind, ref = random.choice(sorted(HELD_AT)), Ref("role", ROOT, (name,))
        yield ref, Role(ref, kind, "", _some_keys(random, "role", kind, ROOT))


def _some_keys(random: Random, kind: str, role_type: str | None, at: Scope) -> frozenset[str]:
    """Some permissions of each reach, so that none is rare, and some of all."""
    may = [one.key for one in TARGET.grantable(kind, role_type, at)]
    chosen = {key for key in may if random.random() < 0.1}
    reaches = [reach for reach in REACHES if random.random() < 0.5]
    each = [random.choice([key for key in may if reach_of(key) == reach]) for reach in reaches]
    return frozenset(chosen.union(each))


def _members(
    random: Random,
    users: Mapping[Scope, Users],
    groups: Iterable[Ref],
    roles: Iterable[Role],
) -> Iterator[tuple[Container, Members]]:
    """Who is in what; a quarter of the users of a phone system is in no group of it."""
    joining = {
        scope: [key for key in sorted(there.all) if random.random() < 0.75]
        for scope, there in users.items()
    }
    for ref in groups:
        there = _some_members(random, joining[ref.scope], 0.3)
        yield Container.of(ref), there if ref.parent else _kept(there, users[ref.scope])
    for role in roles:
        for scope, home in users.items():
            if scope.depth == HELD_AT[role.type or ""]:
                yield Container(role.ref, scope), _some_members(random, sorted(home.all), 0.4)


def _some_members(random: Random, keys: Iterable[str], chance: float) -> Members:
    chosen = [key for key in keys if random.random() < chance]
    until = {key: random.choice(ENDS) for key in chosen if random.random() < 0.5}
    return Members(frozenset(chosen), until=until)


def _kept(there: Members, users: Users) -> Members:
    """The members of a Top Role: somebody active stays for good."""
    steady = min(users.active)
    until = {key: end for key, end in there.until.items() if key != steady}
    return Members(there.users | {steady}, until=until)
