"""Affected: whose access may differ between two states, found without looking at anybody else.

Somebody is affected who is in something that gives other things, or works on others, than before;
or who comes, goes, or stays for another time.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from reconciler.core.access.anew import Anew
from reconciler.core.access.reaching import by_home
from reconciler.core.access.sides import Carrier, Sides
from reconciler.core.model import Container, Members, Ref
from reconciler.core.scope import Scope


@dataclass(frozen=True, slots=True)
class Carried:
    """What a container carries on both sides, and what of it not on both, or on others."""

    before: frozenset[str]
    after: frozenset[str]
    otherwise: frozenset[str]


@dataclass(frozen=True)
class Affected:
    """What differs around the people of two states."""

    sides: Sides

    def people(self) -> dict[Scope, set[str]]:
        """Everybody who may be able to do more or less, by home."""
        found: dict[Scope, set[str]] = defaultdict(set)
        for container in self.sides.carriers:
            everybody = self._differs(container)
            users = self._all(container) if everybody else self._concerned(container)
            for home, names in by_home(users, container.scope).items() if users else ():
                found[home].update(names)
        return found

    def carried(self, carrier: Carrier) -> Carried:
        """What a container carries; found once, for many hold it."""
        found = self._carried.get(carrier)
        if found is None:
            container = carrier.container
            before, after = (side.carries(container) for side in self.sides)
            permission = self.sides.after.access.carries.permission
            working = {
                key
                for key in after & self._reaching_keys
                if self.works_otherwise(container, permission(key).reach)
            }
            found = Carried(before, after, (before ^ after) | working)
            self._carried[carrier] = found
        return found

    @cached_property
    def _carried(self) -> dict[Carrier, Carried]:
        return {}

    def works_otherwise(self, container: Container, reach: str) -> bool:
        """Whether what a container carries works on others than before."""
        match reach:
            case "users":
                return container.ref in self.reaching_others
            case "groups":
                return container.ref in self.reaching_moved
        return self._covers_ungrouped(container)

    @cached_property
    def reaching_others(self) -> frozenset[Ref]:
        """The groups with other people below them than before.

        Who joins one group below them and was in another has been there all the time: so this is
        asked of few groups, and spares a look at everybody who is in them.
        """
        if self.sides.after.access.target.tree != "reach":
            return frozenset()
        found = set(self.reaching_moved)
        for ref in self._other_people:
            for side in self.sides:
                found.update(side.above(ref))
        before, after = self.sides
        return frozenset(
            ref for ref in found if after.newcomers(ref, before) or before.newcomers(ref, after)
        )

    @cached_property
    def reaching_moved(self) -> frozenset[Ref]:
        """The groups with others of the groups that stay below them than before."""
        if not self.sides.before.moves.new:
            return frozenset()
        found: set[Ref] = set()
        for ref in self.sides.before.things.keys() & self.sides.after.things.keys():
            found.update(set(self.sides.before.above(ref)) ^ set(self.sides.after.above(ref)))
        return frozenset(found)

    @cached_property
    def _other_people(self) -> frozenset[Ref]:
        """The groups whose people are not those of before, or that one side does not have."""
        if self._is_nested:
            return frozenset(self.sides.before.things.keys() | self.sides.after.things)
        return frozenset(
            container.ref
            for container in self.sides.carriers
            if container.ref.kind == "group" and self._moved(container)
        )

    @cached_property
    def _is_nested(self) -> bool:
        return any(side.access.holdings.nested for side in self.sides)

    @cached_property
    def _ungrouped(self) -> frozenset[Scope]:
        """The scopes where other users are in no group than before."""
        scopes = {ref.scope for ref in self._other_people}
        homes = scopes | {home for side in self.sides for home in side.access.state.users}
        if self._is_own:
            homes = scopes
        before, after = (side.reaching for side in self.sides)
        return frozenset(home for home in homes if before.ungrouped(home) != after.ungrouped(home))

    @property
    def _is_own(self) -> bool:
        return self.sides.after.access.target.members == "own"

    def _covers_ungrouped(self, container: Container) -> bool:
        place = self.sides.after.access.place(container)
        return place.base in (self._above_ungrouped if place.deep else self._ungrouped)

    @cached_property
    def _above_ungrouped(self) -> frozenset[Scope]:
        """These scopes, and those they stand below."""
        return frozenset(place for scope in self._ungrouped for place in (scope, *scope.above))

    def _differs(self, container: Container) -> bool:
        """Whether being in a container gives other things than before, or works on others."""
        before, after = (dict(side.given(container)) for side in self.sides)
        if before != after:
            return True
        carries = self.sides.after.access.carries
        return any(
            carries.permission(key).reach != "users"
            and self.works_otherwise(each, carries.permission(key).reach)
            for each, keys in after.items()
            for key in keys & self._reaching_keys
        )

    def _concerned(self, container: Container) -> frozenset[str]:
        """Those who come or go, or may reach others by it than before."""
        found = self._moved(container)
        for each, keys in self.sides.after.given(container):
            if each.ref in self.reaching_others:
                working = keys & self._user_keys
                if working:
                    everybody = self._all(container)
                    found |= self._anew.through(each.ref, working, container, everybody)
        return found

    @cached_property
    def _anew(self) -> Anew:
        return Anew(self.sides, self.reaching_others)

    @cached_property
    def _reaching_keys(self) -> frozenset[str]:
        """The permissions that work on somebody."""
        catalog = self.sides.after.access.target.catalog
        return frozenset(one.key for one in catalog.permissions if one.reach != "place")

    @cached_property
    def _user_keys(self) -> frozenset[str]:
        """The permissions that work on users."""
        catalog = self.sides.after.access.target.catalog
        return frozenset(one.key for one in catalog.permissions if one.reach == "users")

    def _all(self, container: Container) -> frozenset[str]:
        """Everybody whose membership has not ended, on either side."""
        return frozenset().union(*(each.users for each in self._members(container)))

    def _moved(self, container: Container) -> frozenset[str]:
        """Those who are in a container on one side only, or for another time."""
        before, after = self._members(container)
        if before is after:
            return frozenset()
        redated = {
            user
            for user in before.until.keys() | after.until.keys()
            if isinstance(user, str) and before.until.get(user) != after.until.get(user)
        }
        return (before.users ^ after.users) | redated

    def _members(self, container: Container) -> Iterator[Members]:
        return (side.members(container) for side in self.sides)
