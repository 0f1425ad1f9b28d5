"""Lines: every change of a plan, with where it belongs in the end and what the files call it.

A change holds the addresses of its moment. Files know those after all moves: of the plan, and of
what it leaves out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from reconciler.core.change import Action, Change
from reconciler.core.model import Container, Membership, Ref, Thing
from reconciler.core.plan import Plan, Step
from reconciler.core.rename import Moves


@dataclass(frozen=True, slots=True)
class Line:
    """One change; `named` is the same at the addresses of the files.

    `container` is where it belongs once the plan is made. `is_along` says that it comes along with
    a deletion and is not sent.
    """

    change: Change
    named: Change
    container: Container
    is_along: bool = False


def lines(plan: Plan) -> Iterator[Line]:
    """Every change in order, each followed by those that come along with it."""
    addresses = _Addresses.of(plan)
    for step in plan.steps:
        yield addresses.line(step.change, step.wave)
        for change in step.along:
            yield replace(addresses.line(change, step.wave), is_along=True)


def updates(plan: Plan) -> Iterator[Change]:
    """Every update in order, at the addresses of the files."""
    addresses = _Addresses.of(plan)
    for step in plan.steps:
        if step.change.action is Action.UPDATE:
            yield addresses.line(step.change, step.wave).named


@dataclass(frozen=True, slots=True)
class _Addresses:
    """Follows addresses through the moves of each wave, then through those that are left out."""

    made: Sequence[tuple[int, Moves]]
    left: Moves

    @classmethod
    def of(cls, plan: Plan) -> "_Addresses":
        moving = [step for step in plan.steps if step.change.action is Action.MOVE]
        made = [(wave, _moves(steps)) for wave, steps in groupby(moving, lambda step: step.wave)]
        left = [one.change for one in plan.left_out if one.change.action is Action.MOVE]
        addresses = cls(made, Moves({}))
        return cls(made, Moves({addresses.final(one.old_ref, 0): one.ref for one in left}))

    def line(self, change: Change, wave: int) -> Line:
        """A change of a wave; a move leads to its final address already."""
        if change.action is Action.MOVE:
            return Line(change, change, Container(change.ref, change.scope))
        return Line(change, self._named(change, wave), self._container(change.value, wave))

    def _container(self, value: Thing | Membership, wave: int) -> Container:
        """The container of a change, the same object where nothing above it moves."""
        if not isinstance(value, Membership):
            return Container(self.final(value.ref, wave), value.ref.scope)
        ref = self.final(value.container.ref, wave)
        return value.container if ref is value.container.ref else replace(value.container, ref=ref)

    def final(self, ref: Ref, wave: int) -> Ref:
        """Where something stands in the end that stands here before a wave."""
        for at, moves in self.made:
            if at >= wave:
                ref = moves.final(ref)
        return ref

    def _named(self, change: Change, wave: int) -> Change:
        if not self.made and not self.left.new:
            return change
        sides = (change.before, change.after)
        return Change(*(side and self._value(side, wave) for side in sides))

    def _value(self, value: Thing | Membership, wave: int) -> Thing | Membership:
        if not isinstance(value, Membership):
            return replace(value, ref=self._ref(value.ref, wave))
        container = Container(self._ref(value.container.ref, wave), value.container.scope)
        member = value.member if isinstance(value.member, str) else self._ref(value.member, wave)
        return Membership(member, container, value.expires)

    def _ref(self, ref: Ref, wave: int) -> Ref:
        return self.left.final(self.final(ref, wave))


def _moves(steps: Iterator[Step]) -> Moves:
    return Moves({step.change.old_ref: step.change.ref for step in steps})
