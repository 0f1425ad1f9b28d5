"""The fewest writes from one state to another, by searching breadth-first over single operations.

It knows states as mappings and the portal's operations on them, and nothing of how plans are made:
create with permissions, edit, rename or move where declared, grant, revoke, re-date, delete.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from functools import cache
from itertools import product
from typing import TypeVar

from .build import Path
from .small import ENDS, USERS, Ends, Holding, world_a, world_b, world_e

S = TypeVar("S", bound=Hashable)
Renames = frozenset[tuple[Path, Path]]
"""Old and new paths; a role is a path of one name."""
Thing = tuple[Holding, str]
"""What one holds, and the name it had at the start; "" for what was made on the way."""
World = frozenset[frozenset[tuple[Path, Holding]]]


@cache
def states_a() -> tuple[frozenset[tuple[Path, Holding]], ...]:
    """The states of world A by path and holding."""
    return tuple(
        frozenset(((name,), holding) for name, holding in state.items()) for state in world_a()
    )


@cache
def states_b() -> tuple[frozenset[tuple[Path, Holding]], ...]:
    """The states of world B by path and holding."""
    return tuple(frozenset(state.items()) for state in world_b())


def fewest_a(before: int, after: int, renames: Renames) -> int:
    """The fewest writes between two states of world A."""
    return _fewest(states_a(), (before, after), renames)


def fewest_b(before: int, after: int, renames: Renames) -> int:
    """The fewest writes between two states of world B."""
    return _fewest(states_b(), (before, after), renames)


def fewest_e(before: int, after: int) -> int:
    """The fewest writes between two states of world E."""
    return _distances(world_e()[before], _next_e)[world_e()[after]]


def _fewest(
    states: tuple[frozenset[tuple[Path, Holding]], ...], pair: tuple[int, int], renames: Renames
) -> int:
    """Whoever is declared to move must have been the old one; all others may be either."""
    before, after = (states[index] for index in pair)
    start = frozenset((path, (holding, path[-1])) for path, holding in before)
    far = _distances(start, _following(frozenset(states), renames))
    was = {new: [old[-1]] for old, new in renames}
    names = ["", *(path[-1] for path, _ in before)]
    wanted = [[(path, (holding, name)) for name in was.get(path, names)] for path, holding in after]
    return min(far[goal] for goal in map(frozenset, product(*wanted)) if goal in far)


@cache
def _distances(start: S, following: Callable[[S], Iterable[S]]) -> Mapping[S, int]:
    far, todo = {start: 0}, [start]
    for state in todo:
        for found in following(state):
            if found not in far:
                far[found] = far[state] + 1
                todo.append(found)
    return far


@cache
def _following(world: World, renames: Renames) -> Callable[[Hashable], Iterable[Hashable]]:
    """What one write leads to within a world; each state is looked at once."""
    paths = frozenset(path for state in world for path, _ in state)
    permissions = frozenset(holding[0] for state in world for _, holding in state)

    @cache
    def following(state: frozenset[tuple[Path, Thing]]) -> list[frozenset[tuple[Path, Thing]]]:
        there = dict(state)
        writes = (
            *_created(there, paths, permissions),
            *_changed(there, permissions),
            *_moved(there, renames),
        )
        return [
            frozenset(after.items())
            for after in writes
            if frozenset((path, holding) for path, (holding, _) in after.items()) in world
        ]

    return following


def _created(
    there: dict[Path, Thing], paths: frozenset[Path], permissions: frozenset[frozenset[str]]
) -> Iterator[dict[Path, Thing]]:
    for path, keys in product(paths - there.keys(), permissions):
        yield {**there, path: ((keys, frozenset()), "")}


def _changed(
    there: dict[Path, Thing], permissions: frozenset[frozenset[str]]
) -> Iterator[dict[Path, Thing]]:
    """Each edit, grant, revoke and delete of one thing."""
    for path, ((keys, members), name) in there.items():
        for others in permissions:
            yield {**there, path: ((others, members), name)}
        for user in USERS:
            yield {**there, path: ((keys, members ^ {user}), name)}
        if not members:
            yield {other: thing for other, thing in there.items() if other != path}


def _moved(there: dict[Path, Thing], renames: Renames) -> Iterator[dict[Path, Thing]]:
    """What is declared to move, from wherever it is, with all below it."""
    for old, new in renames:
        for path, (_, name) in there.items():
            if name == old[-1] and new not in there:
                yield {
                    new + other[len(path) :] if other[: len(path)] == path else other: thing
                    for other, thing in there.items()
                }


@cache
def _next_e(state: Ends) -> tuple[Ends, ...]:
    """Create and delete the role; grant, over what has ended too; revoke; re-date what has not."""
    nobody = ("out", "out")
    if state is None:
        return (nobody,)
    found: list[Ends] = [None] if state == nobody else []
    for place, end in product(range(len(state)), ("out", None, *ENDS[1:])):
        if end != state[place]:
            found.append((*state[:place], end, *state[place + 1 :]))
    return tuple(found)
