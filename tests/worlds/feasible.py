"""Whether any order of the writes leads from one tree to the other, found by trying them all.

Each thing moves at most once, to its new address, which must lead there by then; nothing is parked
under a third name. It knows nothing of how a plan seeks its order, and says where that may give up.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain

from reconciler.core.model import Ref

from .build import Case

Tree = Mapping[Ref, tuple[Ref | None, str]]
"""Each thing, by its first address or the one it is made at, with what it stands below."""


@dataclass(frozen=True)
class _Goal:
    tree: Tree
    moved: frozenset[Ref]


def held_moves(case: Case) -> set[Ref]:
    """The declared new addresses where something else stands after all other moves."""
    held: set[Ref] = set()
    while True:
        moved = {new: old for new, old in case.moved.items() if new not in held}
        found = [new for new in sorted(moved) if _is_held(case, moved, new)]
        if not found:
            return held
        held.add(found[0])


def _is_held(case: Case, moved: Mapping[Ref, Ref], new: Ref) -> bool:
    others = {aim: old for aim, old in moved.items() if aim != new}
    finals = _finals(replace(case, moved=others))
    return any(final == new and live != moved[new] for live, final in finals.items())


def _finals(case: Case) -> dict[Ref, Ref]:
    """Where each live thing stands at the end, if it is still there."""
    aims = {old: new for new, old in case.moved.items()}
    finals: dict[Ref, Ref] = {}
    for ref in sorted(chain(case.before.groups, case.before.roles), key=lambda ref: len(ref.name)):
        if ref in aims:
            finals[ref] = aims[ref]
        elif ref.parent is None:
            finals[ref] = ref
        else:
            above = finals[ref.parent]
            finals[ref] = Ref(ref.kind, ref.scope, (*above.name, ref.name[-1]))
    return finals


def is_feasible(case: Case) -> bool:
    """Whether some order of moves, creates and deletes reaches the wanted tree."""
    finals = _finals(case)
    who = {final: live for live, final in finals.items() if case.after.thing(final)}
    goal = {
        who.get(ref, _new(ref)): _place(ref, who.get(ref.parent, _new(ref.parent)))
        if ref.parent
        else _place(ref, None)
        for ref in (thing.ref for thing in case.after.things)
    }
    start = {thing.ref: _place(thing.ref, thing.ref.parent) for thing in case.before.things}
    return _reaches(start, _Goal(goal, frozenset(case.moved.values())))


def _place(ref: Ref, parent: Ref | None) -> tuple[Ref | None, str]:
    return parent, f"{ref.kind} {ref.name[-1]}"


def _new(ref: Ref) -> Ref:
    """A thing that is made: not the one that stood there before."""
    return Ref(ref.kind, ref.scope, (*ref.name, "(new)"))


def _reaches(start: Tree, goal: _Goal) -> bool:
    seen, todo = {frozenset(start.items())}, [dict(start)]
    while todo:
        tree = todo.pop()
        if tree == goal.tree:
            return True
        for following in _writes(tree, goal):
            key = frozenset(following.items())
            if key not in seen:
                seen.add(key)
                todo.append(following)
    return False


def _writes(tree: Tree, goal: _Goal) -> Iterator[Tree]:
    taken = set(tree.values())
    for thing, place in goal.tree.items():
        if tree.get(thing) == place or place in taken or not _is_settled(tree, place[0], goal):
            continue
        if thing not in tree or (thing in goal.moved and not _is_below(tree, place[0], thing)):
            yield {**tree, thing: place}
    for thing in set(tree) - set(goal.tree):
        if not any(parent == thing for parent, _ in tree.values()):
            yield {other: place for other, place in tree.items() if other != thing}


def _is_settled(tree: Tree, place: Ref | None, goal: _Goal) -> bool:
    """Whether a thing and all above it stand where they will: only then does an address hold."""
    while place is not None:
        if place not in tree or tree[place] != goal.tree.get(place):
            return False
        place = tree[place][0]
    return True


def _is_below(tree: Tree, place: Ref | None, thing: Ref) -> bool:
    while place is not None:
        if place == thing:
            return True
        place = tree[place][0]
    return False
