"""The course of a plan: when somebody is in something, when it carries what, when it stands where.

All is said at final addresses, which tell things apart however often they move. A group that is
made on the way stands where it is made; one that goes is never moved.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from reconciler.core.access.carries import Carries
from reconciler.core.change import Action
from reconciler.core.model import NOBODY, Container, Member, Members, Membership, Ref, State
from reconciler.core.order.situation import Situation
from reconciler.core.proof.ways import ALWAYS, NEVER, Ways, both, either, made, unmade
from reconciler.core.scope import Scope
from reconciler.core.target import Target


@dataclass(frozen=True)
class Course:
    """What lies between two states; `live` and `desired` stand at final addresses.

    A step is the one that a change happens with: what a deletion takes along goes with that.
    """

    situation: Situation
    live: State
    desired: State
    target: Target
    now: datetime

    @property
    def states(self) -> tuple[State, State]:
        """Before and after."""
        return self.live, self.desired

    def members(self, container: Container) -> tuple[Members, Members]:
        """Who is in a container and has not ended, before and after."""
        before, after = (state.members.get(container, NOBODY) for state in self.states)
        return before.lasting(self.now), after.lasting(self.now)

    def member(self, member: Member, container: Container) -> Ways:
        """When somebody is in a container."""
        before, after = (member in members for members in self.members(container))
        if before and after:
            return ALWAYS
        step = self._memberships.get((container, member))
        return NEVER if step is None else _from_to(step, before=before, after=after)

    def carried(self, ref: Ref) -> Mapping[str, Ways]:
        """When a role or group carries a permission; without those that it never does."""
        if ref not in self._carried:
            before, after = self.carries.of(ref), self._carries_after.of(ref)
            step = self.edit(ref)
            self._carried[ref] = {
                key: ALWAYS
                if step is None or (key in before and key in after)
                else _from_to(step, before=key in before, after=key in after)
                for key in before | after
            }
        return self._carried[ref]

    def carried_alike(self, ref: Ref) -> Mapping[Ways, Sequence[str]]:
        """The permissions that a role or group ever carries, by when it does."""
        found = self._carried_alike.get(ref)
        if found is None:
            found = self._carried_alike[ref] = defaultdict(list)
            for key, ways in self.carried(ref).items():
                found[ways].append(key)
        return found

    def edit(self, ref: Ref) -> int | None:
        """The step that changes what a thing carries: it is made, edited, or goes."""
        for action in (Action.UPDATE, Action.CREATE, Action.DELETE):
            step = self.situation.step(action, ref)
            if step is not None:
                return self.situation.carriers[step]
        return None

    def above(self, group: Ref) -> Mapping[Ref, Ways]:
        """When a group stands below another; only those that it ever stands below."""
        if group not in self._above:
            found: dict[Ref, list[Ways]] = {}
            for path, ways in self._climbing((group,), ALWAYS):
                found.setdefault(path[-1], []).append(ways)
            self._above[group] = {ref: either(several) for ref, several in found.items()}
        return self._above[group]

    def containers_above(self, group: Ref) -> Sequence[tuple[Container, Ways]]:
        """The same groups as what one can be in; found once, for many are in the same."""
        found = self._containers_above.get(group)
        if found is None:
            found = [(Container.of(above), when) for above, when in self.above(group).items()]
            self._containers_above[group] = found
        return found

    def holds_at(self, container: Container, scope: Scope) -> bool:
        """Whether what a container gives is held at a scope."""
        return self.target.place(container.ref.kind, container.scope).covers(scope)

    @property
    def groups(self) -> Iterator[Ref]:
        """The groups of either side, in order."""
        refs = self.live.groups.keys() | self.desired.groups.keys()
        yield from sorted(refs, key=lambda ref: (ref.scope.path, ref.name))

    @cached_property
    def relocations(self) -> Mapping[Ref, int]:
        """The steps that put a group below another, by its address."""
        return {
            ref: step
            for ref, step in self.situation.by_ref(Action.MOVE).items()
            if ref.kind == "group" and self._parent_before(ref) != ref.parent
        }

    @cached_property
    def is_nested(self) -> bool:
        """Whether one can be in something without being its member: through a group or role."""
        return self.target.tree == "inherit" or any(
            members.refs for state in self.states for members in state.members.values()
        )

    @cached_property
    def nested(self) -> Mapping[Ref, Mapping[Container, Ways]]:
        """What groups and roles are members of, and when."""
        found: dict[Ref, dict[Container, Ways]] = {}
        for container in self.live.members.keys() | self.desired.members.keys():
            for ref in frozenset().union(*(one.refs for one in self.members(container))):
                found.setdefault(ref, {})[container] = self.member(ref, container)
        return found

    def _climbing(
        self, path: tuple[Ref, ...], ways: Ways
    ) -> Iterator[tuple[tuple[Ref, ...], Ways]]:
        """Every way up from a group; nothing stands below itself."""
        for parent, when in self._parents(path[-1]):
            there = both(ways, when)
            if there and parent not in path:
                yield (*path, parent), there
                yield from self._climbing((*path, parent), there)

    def _parents(self, group: Ref) -> Iterator[tuple[Ref, Ways]]:
        step = self.relocations.get(group)
        if step is None:
            sides = [(group.parent, ALWAYS)]
        else:
            sides = [(self._parent_before(group), unmade(step)), (group.parent, made(step))]
        yield from ((parent, ways) for parent, ways in sides if parent is not None)

    def _parent_before(self, group: Ref) -> Ref | None:
        parent = self.situation.moves.live(group).parent
        return None if parent is None else self.situation.moves.final(parent)

    @cached_property
    def carries(self) -> Carries:
        """What roles and groups carry before."""
        return Carries(self.live, self.target)

    @cached_property
    def _carries_after(self) -> Carries:
        return Carries(self.desired, self.target)

    @cached_property
    def _memberships(self) -> Mapping[tuple[Container, Member], int]:
        carriers = self.situation.carriers
        return {
            (change.value.container, change.value.member): carriers[step]
            for step, change in enumerate(self.situation.changes)
            if isinstance(change.value, Membership)
        }

    @cached_property
    def _carried(self) -> dict[Ref, Mapping[str, Ways]]:
        return {}

    @cached_property
    def _carried_alike(self) -> dict[Ref, dict[Ways, list[str]]]:
        return {}

    @cached_property
    def _above(self) -> dict[Ref, Mapping[Ref, Ways]]:
        return {}

    @cached_property
    def _containers_above(self) -> dict[Ref, Sequence[tuple[Container, Ways]]]:
        return {}


def _from_to(step: int, *, before: bool, after: bool) -> Ways:
    """On one side of a step, or on neither."""
    if before:
        return unmade(step)
    return made(step) if after else NEVER
