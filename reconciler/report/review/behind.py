"""Behind: the changes of a plan that make an effect on people.

| what makes it | found by |
|---|---|
| their own memberships | the person, then where that leads |
| what a role or group is a member of | what the effect goes through |
| permissions, a role or group that comes or goes | the same |
| a group that comes to stand below another, or leaves it | the group above |
| of reach: who comes to be in a group below, or is no more | the group above, or the person |

What an effect goes through may be led to by what is live and does not change. A plan does not say
that: `likely` then takes what the same people join or leave.
"""

from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial

from reconciler.core.access.carries import Carries
from reconciler.core.access.effect import Effect, Kind, Reached
from reconciler.core.change import Action, Change
from reconciler.core.model import Container, Membership, Ref, State, Thing
from reconciler.core.plan import Plan
from reconciler.core.polarity import gives, takes
from reconciler.core.scope import Pattern
from reconciler.core.target import Target
from reconciler.report.lines import Line
from reconciler.report.review.changes import Changes, Way


@dataclass(frozen=True)
class Found:
    """The changes behind an effect, and whom of its people none of them explains.

    `contents` are changes of what a role or group carries, with the permissions that count. `many`
    are those that other effects have behind them too, by what all of these share.
    """

    lines: Sequence[Line] = ()
    contents: Sequence[tuple[Line, Sequence[str]]] = ()
    many: "Many | None" = None
    unexplained: frozenset[Ref] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Many:
    """Changes that are gathered once for all effects with the same `key`."""

    key: Hashable
    gather: "partial[Iterator[Line]]"


@dataclass(frozen=True)
class Behind:
    """The changes of one plan, looked up for effect after effect."""

    plan: Plan
    target: Target

    def of(self, effect: Effect) -> Found:
        """The changes that make an effect, as far as the plan itself tells what leads where."""
        found, contents = list[Line](), list[tuple[Line, Sequence[str]]]()
        explained = set[Ref]()
        for containers, way in _sides(effect):
            carried = [*self._contents(effect, containers, way)]
            shared = [*self._shared(containers, way)]
            contents += carried
            found += [*self._whole(containers, way), *shared]
            for person in effect.people:
                own = self._own(person, containers, way)
                found += own
                if own or carried or shared:
                    explained.add(person)
        left = frozenset(effect.people) - explained
        if left and effect.is_reach and effect.reached is not None:
            return self._with_reach(Found(found, contents, None, left), effect, effect.reached)
        return Found(found, contents, None, left)

    def likely(self, effect: Effect, people: Collection[Ref]) -> Found:
        """What these people join or leave elsewhere, else what roles and groups join or leave."""
        own = [
            line
            for _, way in _sides(effect)
            for person in people
            for line in self.changes.people.get(person, ())
            if way(line.change)
        ]
        way = _way(effect)
        return Found(own) if own else Found(many=Many(way, partial(self._nested, way)))

    @cached_property
    def changes(self) -> Changes:
        """The index of the plan, made when it is first asked."""
        return Changes.of(self.plan)

    def _nested(self, way: Way) -> Iterator[Line]:
        return (line for line in self.changes.nested if way(line.change))

    # What people hold

    def _own(self, person: Ref, containers: Collection[Container], way: Way) -> list[Line]:
        """What somebody joins or leaves that is, or leads to, one of these."""
        own = self.changes.people.get(person, ())
        return [line for line in own if self._leads(line, containers) and way(line.change)]

    def _leads(self, line: Line, containers: Collection[Container]) -> bool:
        return line.container in containers or (
            self._inherits and any(one.ref.holds(line.container.ref) for one in containers)
        )

    @property
    def _inherits(self) -> bool:
        return self.target.tree == "inherit"

    def _contents(
        self, effect: Effect, containers: Iterable[Container], way: Way
    ) -> Iterator[tuple[Line, Sequence[str]]]:
        """Updates by which one of these comes to carry what is gained, or no more what is lost."""
        for line in self._things(containers):
            own = self._listed(effect, line.change, way)
            if line.change.action is Action.UPDATE and own:
                yield line, own

    def _listed(self, effect: Effect, change: Change, way: Way) -> list[str]:
        """The permissions by which an update gives or takes those of an effect."""
        before, after = _permissions(change.before), _permissions(change.after)
        changed = after - before if way is gives else before - after
        wanted, implied = frozenset(effect.permissions), self._carries.implied
        return [key for key in sorted(changed) if not wanted.isdisjoint(implied(key))]

    def _whole(self, containers: Iterable[Container], way: Way) -> Iterator[Line]:
        """Those of these that come or go; where a role is the permission, its new name too."""
        wanted = {Action.CREATE if way is gives else Action.DELETE}
        if self._carries.roles_are_permissions:
            wanted.add(Action.MOVE)
        return (line for line in self._things(containers) if line.change.action in wanted)

    def _things(self, containers: Iterable[Container]) -> Iterator[Line]:
        for ref in sorted({container.ref for container in containers}):
            yield from self.changes.things.get(ref, ())

    def _shared(self, containers: Iterable[Container], way: Way) -> Iterator[Line]:
        """What brings all that are in it: a member of these, or what comes to stand below one."""
        for container in containers:
            nested = self.changes.nested_in(container, below=self._inherits)
            yield from (line for line in nested if way(line.change))
            if self._inherits:
                yield from self.changes.moved(container.ref, way)

    @cached_property
    def _carries(self) -> Carries:
        return Carries(State(), self.target)

    # On whom it works

    def _with_reach(self, found: Found, effect: Effect, reached: Reached) -> Found:
        """With those who come to be reached or are no more, where it is that."""
        way = _way(effect)
        if reached.some:
            lines = [*self._reach(effect.through, reached, way)]
            left = frozenset[Ref]() if lines else found.unexplained
            return Found([*found.lines, *lines], found.contents, None, left)
        key = effect.through, reached.kind, reached.within, way
        many = Many(key, partial(self._reach, effect.through, reached, way))
        return Found(found.lines, found.contents, many, found.unexplained)

    def _reach(self, through: Sequence[Container], reached: Reached, way: Way) -> Iterator[Line]:
        groups = [one.ref for one in through if one.ref.kind == "group"]
        if reached.kind == "ungrouped":
            yield from self._ungrouped(reached, takes if way is gives else gives)
            return
        for group in groups:
            yield from self._moved(group, reached, way)
        if reached.kind == "users":
            yield from self._joining(groups, reached, way)

    def _moved(self, group: Ref, reached: Reached, way: Way) -> Iterator[Line]:
        """Groups that come to stand below one, or leave it; where groups are named, with those."""
        named = reached.some if reached.kind == "groups" else ()
        for line in self.changes.moved(group, way):
            if not named or any(line.container.ref.holds(one) for one in named):
                yield line

    def _joining(self, groups: Sequence[Ref], reached: Reached, way: Way) -> Iterator[Line]:
        """Who comes to be in a group below, or goes."""
        within = [one for one in reached.within if isinstance(one, Ref)] or groups
        if reached.some:
            for line in self._of_people(reached.some):
                is_there = self.changes.is_in_or_below(line.container.ref, within)
                if is_there and way(line.change):
                    yield line
            return
        for group in within:
            below = self.changes.in_or_below(group)
            yield from (line for line in below if way(line.change))

    def _ungrouped(self, reached: Reached, way: Way) -> Iterator[Line]:
        """Who leaves their last group and is reached from then on, or joins their first."""
        places = [one for one in reached.within if isinstance(one, Pattern)]
        for line in self._of_people(reached.some) if reached.some else self.changes.users:
            at = line.container
            is_there = reached.some or any(place.covers(at.scope) for place in places)
            if at.ref.kind == "group" and is_there and way(line.change):
                yield line

    def _of_people(self, people: Iterable[Ref]) -> Iterator[Line]:
        for person in people:
            yield from self.changes.people.get(person, ())


def _sides(effect: Effect) -> list[tuple[Collection[Container], Way]]:
    """What an effect goes through, each with the way that goes."""
    if effect.kind is Kind.KEPT:
        return [(frozenset(effect.instead), takes), (frozenset(effect.through), gives)]
    return [(frozenset(effect.through), _way(effect))]


def _way(effect: Effect) -> Way:
    return gives if effect.kind is Kind.GAIN else takes


def _permissions(value: Thing | Membership | None) -> frozenset[str]:
    if value is None or isinstance(value, Membership):
        return frozenset()
    return value.permissions or frozenset()
