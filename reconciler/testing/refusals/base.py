"""What the tables of refusals share: a world, and changes to it that one rule stands against."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from reconciler.core.change import Change
from reconciler.core.model import Group, Ref, Role, State, Thing
from reconciler.core.target import RoleType, Target
from reconciler.providers import memory_errors as errors
from reconciler.testing.cases import Case
from reconciler.testing.world import World


@dataclass(frozen=True)
class Refusals:
    """One table: a world, and how its changes are written."""

    world: World

    @cached_property
    def state(self) -> State:
        """What is live before each change."""
        return self.world.state

    @property
    def target(self) -> Target:
        """What the world is a world of."""
        return self.world.target

    @property
    def first_type(self) -> RoleType | None:
        """A role type of the target; None where roles have none."""
        return self.world.types[0]

    def case(self, name: str, change: Change, refusal: type[errors.Refusal]) -> Case:
        """A change to the world that this rule alone stands against, or first."""
        return Case(name, self.state, change, refusal=refusal)

    def new(self, ref: Ref, *permissions: str) -> Thing:
        """A role or group that is not there yet."""
        keys = frozenset(permissions)
        if ref.kind == "group":
            return Group(ref, "", keys)
        return Role(ref, self.first_type.name if self.first_type else None, "", keys)

    def places(self, name: str) -> Iterator[Ref]:
        """An address for a new role and for a new group, where there can be any."""
        folded = self.target.names.fold(name)
        if self.world.role_scopes:
            yield Ref("role", self.world.role_scopes[0], (folded,))
        if self.world.group_scopes:
            yield self.world.group(self.world.home, folded)
