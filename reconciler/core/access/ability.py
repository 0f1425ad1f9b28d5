"""Abilities: everything that one user can do, with how far each reaches, in exact numbers."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from reconciler.core.access.holding import Holding
from reconciler.core.access.question import Access
from reconciler.core.access.reaching import People, Reaching
from reconciler.core.access.steps import Step, walked
from reconciler.core.model import Container, Ref, user_key
from reconciler.core.scope import Pattern


@dataclass(frozen=True, slots=True)
class Reached:
    """On whom something works.

    `groups` is how many groups it works on, or through; `users` how many users, oneself not
    counted where it works through groups. Those who were not observed are not counted.
    """

    kind: Literal["users", "groups", "ungrouped", "place"]
    place: Pattern
    users: int = 0
    groups: int = 0


@dataclass(frozen=True, slots=True)
class Ability:
    """Permissions that one thing gives, which reach alike; `steps` lead from the user to it."""

    holding: Holding
    permissions: tuple[str, ...]
    reached: Reached
    steps: tuple[Step, ...]


def abilities(access: Access, user: Ref) -> list[Ability]:
    """Everything, from the root of the tenant tree, permissions in the vendor's order."""
    order = access.target.catalog.place
    each = _Abilities(access, Reaching(access), user)
    found = [ability for holding in access.holdings.of(user) for ability in each.of(holding)]
    return sorted(
        found, key=lambda one: (*_order(one.holding), order(one.permissions[0]), one.permissions)
    )


def _order(holding: Holding) -> tuple[tuple[str, ...], int, tuple[Container, ...]]:
    return holding.container.scope.names, len(holding.way), holding.way


@dataclass(frozen=True, slots=True)
class _Abilities:
    access: Access
    reaching: Reaching
    user: Ref

    def of(self, holding: Holding) -> Iterator[Ability]:
        """What one thing gives, by reach."""
        carries = self.access.carries
        kinds: dict[str, set[str]] = defaultdict(set)
        for key in carries.of(holding.container.ref):
            kinds[carries.permission(key).reach].add(key)
        steps = tuple(walked(self.access, self.user, holding))
        for kind, keys in kinds.items():
            ordered = self.access.target.catalog.sorted(frozenset(keys))
            yield Ability(holding, tuple(ordered), self.reached(holding.container, kind), steps)

    def reached(self, container: Container, kind: str) -> Reached:
        """How far it reaches what a container gives."""
        place = self.access.place(container)
        is_group = container.ref.kind == "group"
        match kind:
            case "users":
                return self._below(container, place) if is_group else self._everyone(place)
            case "groups":
                return Reached("groups", place, groups=self._groups(container, place))
            case "ungrouped":
                return Reached("ungrouped", place, self._ungrouped(place))
        return Reached("place", place)

    def _below(self, container: Container, place: Pattern) -> Reached:
        """The members of the groups strictly below, less oneself."""
        if self.access.target.tree != "reach":
            return Reached("users", place)
        people = self.reaching.people_below(container.ref)
        count = sum(map(len, people.values())) - self._is_among(people)
        return Reached("users", place, count, len(self.reaching.below(container.ref)))

    def _is_among(self, people: People) -> bool:
        home = self.user.scope
        return user_key(self.user.name[0], home, home) in people.get(home, ())

    def _everyone(self, place: Pattern) -> Reached:
        scopes = self.reaching.covered(place)
        return Reached("users", place, sum(len(self.reaching.everyone(each)) for each in scopes))

    def _groups(self, container: Container, place: Pattern) -> int:
        if container.ref.kind == "role":
            return sum(len(self.reaching.groups_at(each)) for each in self.reaching.covered(place))
        is_reaching = self.access.target.tree == "reach"
        return len(self.reaching.below(container.ref)) if is_reaching else 0

    def _ungrouped(self, place: Pattern) -> int:
        levels = {each: self.access.target.level_of(each) for each in self.reaching.covered(place)}
        scopes = [each for each, level in levels.items() if level and level.groups]
        return sum(len(self.reaching.ungrouped(each)) for each in scopes)
