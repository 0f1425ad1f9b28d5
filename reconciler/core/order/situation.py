"""The situation an order is sought in: the changes, the moves, and ways to look them up."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from reconciler.core.change import Action, Change
from reconciler.core.model import Container, Membership, Ref, user_of
from reconciler.core.rename import Moves


@dataclass(frozen=True)
class Situation:
    """Changes at final addresses: every ref is the one after all moves, but for a move's `before`.

    Steps are the numbers of the changes. `kept` are the containers that must keep an active
    member, at their final addresses too. `takes_along`: a deletion takes members and children
    along, as `Target.deletion` says. `negation` is the catalog's.
    """

    changes: Sequence[Change]
    moves: Moves
    kept: frozenset[Container] = frozenset()
    takes_along: bool = False
    negation: str = ""

    def steps(self, *actions: Action) -> Iterator[int]:
        """The steps with one of these actions."""
        return (step for step, change in enumerate(self.changes) if change.action in actions)

    def by_ref(self, action: Action) -> Mapping[Ref, int]:
        """The step of this action for each thing; for roles and groups only."""
        return self._by_ref[action]

    def step(self, action: Action, ref: Ref | None) -> int | None:
        """The step that does this to a role or group, where there is one."""
        return None if ref is None else self._by_ref[action].get(ref)

    @cached_property
    def leavers(self) -> Mapping[Ref, int]:
        """For each name that a move frees, that move."""
        moved = self.by_ref(Action.MOVE)
        return {self.moves.stays(old): moved[new] for old, new in self.moves.new.items()}

    @cached_property
    def carriers(self) -> Sequence[int]:
        """For each step the one it happens with: itself, or the deletion that takes it along."""
        return [self._carrier(step) for step in range(len(self.changes))]

    def _carrier(self, step: int) -> int:
        change = self.changes[step]
        if not self.takes_along or change.action not in (Action.REVOKE, Action.DELETE):
            return step
        deleted = (
            self.step(Action.DELETE, base) for base in (*reversed([*change.ref.above]), change.ref)
        )
        return next((found for found in deleted if found is not None), step)

    @cached_property
    def _by_ref(self) -> Mapping[Action, Mapping[Ref, int]]:
        found: dict[Action, dict[Ref, int]] = {action: {} for action in Action}
        for step, change in enumerate(self.changes):
            if not isinstance(change.value, Membership):
                found[change.action][change.ref] = step
        return found

    @cached_property
    def memberships(self) -> Mapping[Ref, Sequence[int]]:
        """The steps that change a membership, by what it is a membership of."""
        found: dict[Ref, list[int]] = {}
        for step, change in enumerate(self.changes):
            if isinstance(change.value, Membership):
                found.setdefault(change.ref, []).append(step)
        return found

    @cached_property
    def persons(self) -> Mapping[int, object]:
        """Who is concerned by each step that changes a membership."""
        return {
            step: _person(change.value)
            for step, change in enumerate(self.changes)
            if isinstance(change.value, Membership)
        }

    def exists_live(self, ref: Ref) -> bool:
        """Whether something that stands at a final address exists before the plan."""
        return ref not in self.by_ref(Action.CREATE)

    def always_above(self, ref: Ref) -> Iterator[Ref]:
        """The groups strictly above, those that stand above it before the plan too.

        What stands above on one side only is the business of the move between the two.
        """
        before = self.live_above(ref)
        for above in ref.above:
            if above in before or not (self.exists_live(above) and self.exists_live(ref)):
                yield above

    def live_above(self, ref: Ref) -> frozenset[Ref]:
        """The groups above before the plan, by their final addresses."""
        return frozenset(map(self.moves.final, self.moves.live(ref).above))


def _person(membership: Membership) -> object:
    member = membership.member
    return user_of(member, membership.container.scope) if isinstance(member, str) else member
