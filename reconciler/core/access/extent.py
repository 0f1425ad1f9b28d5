"""An extent: on whom some carriers make a permission work, and what it has more than another.

Nobody reaches themselves through a group, everybody does through a role: whether one is oneself
among those reached is decided last, for each person.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from reconciler.core.access.profile import Carriers
from reconciler.core.access.reaching import People, together
from reconciler.core.access.sides import Carrier, Side
from reconciler.core.model import Ref
from reconciler.core.scope import Pattern, Scope
from reconciler.core.target import Reach


@dataclass(frozen=True)
class Extent:
    """Whom a permission reaches on one side; carriers are at final addresses."""

    side: Side
    carriers: Carriers
    reach: Reach

    @cached_property
    def held(self) -> frozenset[Carrier]:
        """The carriers, to be found among them at once."""
        return frozenset(self.carriers)

    @cached_property
    def places(self) -> frozenset[Pattern]:
        """Where it is held."""
        return frozenset(map(self.side.place, self.carriers))

    @cached_property
    def roles(self) -> frozenset[Pattern]:
        """Where everybody, or every group, is reached through a role."""
        place = self.side.place
        return frozenset(place(one) for one in self.carriers if one.container.ref.kind == "role")

    @cached_property
    def groups(self) -> tuple[Ref, ...]:
        """The groups whose reach it is, at the addresses of this side."""
        found = (self.side.things.get(one.container.ref) for one in self.carriers)
        return tuple(ref for ref in found if ref is not None and ref.kind == "group")

    @cached_property
    def through_groups(self) -> People:
        """The users who are reached through groups, oneself too."""
        return together(map(self._through, self.groups))

    def through_roles(self, scope: Scope) -> frozenset[str]:
        """The users of a scope who are reached through a role, each by oneself too."""
        return self.fitting(scope) if self.through_role(scope) else frozenset()

    def through_role(self, scope: Scope) -> bool:
        """Whether everybody of a scope whom the reach fits is reached through a role."""
        return any(place.covers(scope) for place in self.roles)

    def beside(self, scope: Scope, people: frozenset[str]) -> frozenset[str]:
        """Those of some people of a scope whom it does not reach."""
        people = people - self.through_roles(scope)
        for group in self.groups if people else ():
            people = people - self._through(group).get(scope, frozenset())
        return people

    def _through(self, group: Ref) -> People:
        """The users who are reached through one group."""
        reaching = self.side.reaching
        if self.side.access.target.tree != "reach":
            return {}
        if self.reach == "users":
            return reaching.people_below(group)
        return {group.scope: reaching.ungrouped(group.scope)}

    def fitting(self, scope: Scope) -> frozenset[str]:
        """All whom a role reaches at a scope that it covers."""
        if self.reach == "users":
            return self.side.reaching.everyone(scope)
        level = self.side.access.target.level_of(scope)
        has_groups = level is not None and level.groups
        return self.side.reaching.ungrouped(scope) if has_groups else frozenset()

    def group_refs(self) -> frozenset[Ref]:
        """The groups that it reaches, at final addresses."""
        side = self.side
        found = set(self._role_groups())
        if side.access.target.tree == "reach":
            for group in self.groups:
                found.update(side.moves.final(ref) for ref in side.reaching.below(group))
        return frozenset(found)

    def _role_groups(self) -> Iterator[Ref]:
        for place in self.roles:
            for scope in self.side.reaching.covered(place):
                yield from map(self.side.moves.final, self.side.reaching.groups_at(scope))


def more_users(more: Extent, less: Extent) -> People:
    """Whom one reaches that the other does not, oneself taken for anybody else.

    Whom a group reaches that is held on both sides is few people more: they are looked at, and
    nobody else whom it reaches.
    """
    coming = together((*_through_groups(more, less), *_through_roles(more, less)))
    left = ((scope, less.beside(scope, people)) for scope, people in coming.items())
    return {scope: people for scope, people in left if people}


def _through_groups(more: Extent, less: Extent) -> Iterator[People]:
    if more.reach != "users":
        yield more.through_groups
    elif more.side.access.target.tree == "reach":
        for one in more.carriers:
            ref = one.container.ref
            if ref.kind == "group":
                is_kept = one in less.held
                yield more.side.newcomers(ref, less.side) if is_kept else more.side.below(ref)


def _through_roles(more: Extent, less: Extent) -> Iterator[People]:
    for place in more.roles:
        for scope in more.side.reaching.covered(place):
            # who reaches everybody already reaches nobody more: both sides have the same users
            if more.reach != "users" or not less.through_role(scope):
                yield {scope: more.fitting(scope)}


def more_groups(more: Extent, less: Extent, staying: Mapping[Ref, Ref]) -> frozenset[Ref]:
    """The groups one reaches that the other does not, of those that are on both sides."""
    return frozenset(ref for ref in more.group_refs() - less.group_refs() if ref in staying)
