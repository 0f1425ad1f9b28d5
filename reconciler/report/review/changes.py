"""Changes: every change of a plan by what it is looked for, all at final addresses."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from reconciler.core.afterwards import moves_of
from reconciler.core.change import Action, Change
from reconciler.core.model import Container, Membership, Ref, user_of
from reconciler.core.order.final import final_changes
from reconciler.core.plan import Plan
from reconciler.core.polarity import gives
from reconciler.core.rename.moves import Moves
from reconciler.report.lines import Line, lines

Way: TypeAlias = Callable[[Change], bool]
"""Whether a change goes the way that an effect goes: `gives` or `takes`."""

_ByRef: TypeAlias = Mapping[Ref, list[Line]]


@dataclass(frozen=True)
class Changes:
    """The changes of one plan.

    | field | the changes of |
    |---|---|
    | things | a role or group itself |
    | people | a user's memberships |
    | users | all users' memberships |
    | nested | memberships of roles and groups |
    """

    plan: Plan
    things: _ByRef
    people: _ByRef
    users: Sequence[Line]
    nested: Sequence[Line]

    @classmethod
    def of(cls, plan: Plan) -> "Changes":
        """Look at every change of a plan once."""
        people, things = defaultdict[Ref, list[Line]](list), defaultdict[Ref, list[Line]](list)
        nested, users = list[Line](), list[Line]()
        for line in lines(plan):
            value = line.change.value
            if not isinstance(value, Membership):
                things[line.container.ref].append(line)
            elif isinstance(value.member, str):
                home, name = user_of(value.member, line.container.scope)
                people[Ref("user", home, (name,))].append(line)
                users.append(line)
            else:
                nested.append(line)
        return cls(plan, things, people, users, nested)

    def in_or_below(self, group: Ref) -> Sequence[Line]:
        """The memberships of users in a group and in all below it, before or after."""
        return self._below.get(group, ())

    def is_in_or_below(self, ref: Ref, groups: Iterable[Ref]) -> bool:
        """Whether something is one of these groups or stands below one, before or after."""
        return not self._places(ref).isdisjoint(groups)

    def nested_in(self, container: Container, *, below: bool) -> Iterator[Line]:
        """What becomes a member of a role or group or is none any more; or of a group below it."""
        yield from self._nested.get(container, ())
        if below and container.ref.kind == "group":
            yield from self._nested_below.get(container.ref, ())

    def moved(self, group: Ref, way: Way) -> Sequence[Line]:
        """The moves of what comes to stand below a group, or stands there no more."""
        coming, leaving = self._moved
        return (coming if way is gives else leaving).get(group, ())

    @cached_property
    def _below(self) -> _ByRef:
        found = defaultdict[Ref, list[Line]](list)
        for line in self.users:
            ref = line.container.ref
            for each in self._places(ref) if ref.kind == "group" else ():
                found[each].append(line)
        return found

    def _places(self, ref: Ref) -> frozenset[Ref]:
        """Something and what is above it, before and after."""
        if ref not in self._known:
            live = self._moves.live(ref)
            before = map(self._moves.final, live.above)
            self._known[ref] = frozenset((ref, *ref.above, *before))
        return self._known[ref]

    @cached_property
    def _known(self) -> dict[Ref, frozenset[Ref]]:
        return {}

    @cached_property
    def _moves(self) -> Moves:
        return moves_of(self.plan.steps)

    @cached_property
    def _nested(self) -> Mapping[Container, list[Line]]:
        found = defaultdict[Container, list[Line]](list)
        for line in self.nested:
            found[line.container].append(line)
        return found

    @cached_property
    def _nested_below(self) -> _ByRef:
        found = defaultdict[Ref, list[Line]](list)
        for line in self.nested:
            for each in line.container.ref.above:
                found[each].append(line)
        return found

    @cached_property
    def _moved(self) -> tuple[_ByRef, _ByRef]:
        """By the group above: what comes below it, and what leaves it."""
        coming, leaving = defaultdict[Ref, list[Line]](list), defaultdict[Ref, list[Line]](list)
        steps = [step for step in self.plan.steps if step.change.action is Action.MOVE]
        moves = self._moves
        for step, (_, final) in zip(steps, final_changes(steps), strict=True):
            line = Line(step.change, step.change, Container(final.ref, final.scope))
            was, now = {moves.final(one) for one in final.old_ref.above}, {*final.ref.above}
            for ref in now - was:
                coming[ref].append(line)
            for ref in was - now:
                leaving[ref].append(line)
        return coming, leaving
