"""A comparison: what differs between two states, and what that makes of what people can do."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from reconciler.core.access.difference import difference
from reconciler.core.access.effect import Difference
from reconciler.core.access.sides import Side, Sides
from reconciler.core.access.view import View
from reconciler.core.change import Change
from reconciler.core.diff import diff
from reconciler.core.model import Membership, State
from reconciler.core.plan import Step
from reconciler.core.rename.moves import Moves
from reconciler.core.rename.relocate import relocate
from reconciler.core.scope import Scope


@dataclass(frozen=True, slots=True)
class Comparison:
    """What makes the second state of the first, moves in wave 0, all else after them.

    `left` are the scopes that were read on one side only: nothing is said of them.
    """

    steps: tuple[Step, ...]
    access: Difference
    left: tuple[Scope, ...]


def comparison(before: View, after: View, moves: Moves) -> Comparison:
    """Two states at the instant of the second; `moves` lead from the addresses of the first."""
    now = after.access.now
    known = _Common(before, after)
    one, other = known.of(before.state), known.of(after.state)
    first = replace(before.access, state=one, now=now)
    sides = Sides(Side(first, moves), Side(replace(after.access, state=other)))
    relocated = relocate(one, moves) if moves.new else one
    steps = [
        *(Step(change, 0) for change in _moves(one, relocated, moves)),
        *(Step(change, 1) for change in sorted(diff(relocated, other, now), key=_order)),
    ]
    left = sorted(before.state.complete ^ after.state.complete)
    return Comparison(tuple(steps), difference(sides), tuple(left))


def between(one: Moves, other: Moves) -> Moves:
    """From where things stand after some moves to where they stand after others."""
    pairs = {one.final(live): other.final(live) for live in (*one.new, *other.new)}
    return Moves({here: there for here, there in pairs.items() if here != there})


def _moves(before: State, relocated: State, moves: Moves) -> Iterator[Change]:
    for old in sorted(moves.new):
        thing, there = before.thing(old), relocated.thing(moves.new[old])
        if thing is not None and there is not None:
            yield Change(thing, there)


def _order(change: Change) -> tuple[str, str, str]:
    value = change.value
    member = "" if not isinstance(value, Membership) else str(value.member)
    return str(change.scope), str(change.ref), member


@dataclass(frozen=True, slots=True)
class _Common:
    """What was read on both sides."""

    before: View
    after: View

    def of(self, state: State) -> State:
        """The part of a state that the other side was read for too."""
        if self.before.state.complete == self.after.state.complete:
            return state
        return replace(
            state,
            users={scope: users for scope, users in state.users.items() if self._has(scope)},
            roles={ref: role for ref, role in state.roles.items() if self._has(ref.scope)},
            groups={ref: group for ref, group in state.groups.items() if self._has(ref.scope)},
            members={at: who for at, who in state.members.items() if self._has(at.scope)},
        )

    def _has(self, scope: Scope) -> bool:
        return self.before.knows(scope) and self.after.knows(scope)
