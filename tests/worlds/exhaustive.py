"""Whether any order of a plan's changes is safe, found by trying them all, one write at a time.

What is made by some moment decides what is live then, so every set of changes is looked at once.
Each change is made at the address that its thing has by then. It knows nothing of rules and rights:
the system in memory says what can be written, the portal's `check` what everybody holds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from reconciler.core.change import Action, Change
from reconciler.core.model import Container, Membership, Ref, State
from reconciler.core.outcome import Status
from reconciler.core.plan import Plan
from reconciler.providers.base import Run

from .access import Held, access, among
from .build import NOW, Case
from .run import in_turn, memory

Names = Mapping[Ref, Ref]
"""Where each thing stands, by the first address it had; a new one by `(new)` below its first."""


@dataclass(frozen=True)
class _Write:
    """A change with things by their first addresses; `into` is what something new stands below."""

    change: Change
    thing: Ref
    into: Ref | None

    def at(self, names: Names) -> Change | None:
        """The change as it is made now; None while what it is about is not there."""
        change, action = self.change, self.change.action
        if (self.into and self.into not in names) or (
            action is not Action.CREATE and self.thing not in names
        ):
            return None
        here = names.get(self.thing, change.ref)
        there = _below(names[self.into], change.ref) if self.into else change.ref
        if action in (Action.CREATE, Action.MOVE):
            return Change(_placed(change.before, here), _placed(change.after, there))
        return Change(_placed(change.before, here), _placed(change.after, here))


def has_safe_order(case: Case, plan: Plan) -> bool:
    """Whether a plan can be made so that nobody ever holds too much or too little."""
    return _Orders(case, plan, _writes(case, plan)).follow((), case.before, _first(case.before))


@dataclass
class _Orders:
    case: Case
    plan: Plan
    writes: Sequence[_Write]

    def __post_init__(self) -> None:
        names = _first(self.case.before)
        for write in self.writes:
            names = _after(write, write.at(names), names)
        self.staying = frozenset(old for old, ref in names.items() if old.name[-1] != "(new)")
        before = self._held(self.case.before, _first(self.case.before))
        after = self._held(self.case.after, names)
        self.least, self.most = before & after, before | after
        self.seen: set[frozenset[int]] = set()

    def follow(self, made: Sequence[int], state: State, names: Names) -> bool:
        """Whether the rest can be made safely."""
        if len(made) == len(self.writes):
            return True
        for number, write in enumerate(self.writes):
            then = frozenset((*made, number))
            if number in made or then in self.seen:
                continue
            found = self._made(write.at(names), state)
            if found is None:
                continue
            self.seen.add(then)
            named = _after(write, write.at(names), names)
            held = self._held(found, named)
            is_safe = self.least <= held <= self.most
            if is_safe and self.follow((*made, number), found, named):
                return True
        return False

    def _made(self, change: Change | None, state: State) -> State | None:
        if change is None:
            return None
        provider = memory(state)
        (outcome,) = provider.apply([change], Run(NOW, "", spelling=self.plan.spelling))
        return provider.state if outcome.status is Status.APPLIED else None

    def _held(self, state: State, names: Names) -> frozenset[Held]:
        first = {ref: old for old, ref in names.items()}
        return among(access(state), first, self.staying)


def _writes(case: Case, plan: Plan) -> list[_Write]:
    names, found = _first(case.before), []
    for change in in_turn(plan):
        first = {ref: old for old, ref in names.items()}
        is_placed = change.action in (Action.CREATE, Action.MOVE) and change.ref.parent
        into = first[change.ref.parent] if is_placed else None
        thing = first.get(change.old_ref, change.old_ref)
        if change.action is Action.CREATE:
            thing = Ref(change.ref.kind, change.ref.scope, (*change.ref.name, "(new)"))
        write = _Write(change, thing, into)
        names = _after(write, change, names)
        found.append(write)
    return found


def _first(state: State) -> Names:
    return {thing.ref: thing.ref for thing in state.things}


def _after(write: _Write, change: Change, names: Names) -> Names:
    """Where everything stands once a change is made."""
    match change.action:
        case Action.CREATE:
            return {**names, write.thing: change.ref}
        case Action.DELETE:
            return {old: ref for old, ref in names.items() if old != write.thing}
        case Action.MOVE:
            return {old: _carried(ref, change) for old, ref in names.items()}
    return names


def _carried(ref: Ref, move: Change) -> Ref:
    if not move.old_ref.holds(ref):
        return ref
    return Ref(ref.kind, ref.scope, move.ref.name + ref.name[len(move.old_ref.name) :])


def _below(above: Ref, ref: Ref) -> Ref:
    return Ref(ref.kind, ref.scope, (*above.name, ref.name[-1]))


def _placed(side, ref: Ref):
    if isinstance(side, Membership):
        return replace(side, container=Container(ref, side.container.scope))
    return side and replace(side, ref=ref)
