"""World C: pairs by chance, each from its own number, with everything that meets in one right.

Up to three groups below Top Role with one permission over people and one over groups, two roles
that carry them, two or three people beside `admin`, some of them in Top Role, one of them sometimes
deactivated. Some memberships end, some live ones have ended. A group or role that is there on both
sides under another name or in another place is declared to have moved, or not.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from random import Random

from reconciler.core.model import Ref, State

from .build import ADMIN, NOW, Case, Content, Path, build, group, role
from .feasible import held_moves

PEOPLE = ("ida", "leo", "mia")
NAMES = ("a", "b", "c", "d")
SLOTS = (0, 1, 2)
PERMISSIONS = ("users.access", "role_permissions.manage")
ENDED, SOON, LATER = (NOW + timedelta(days=days) for days in (-1, 1, 30))


@dataclass(frozen=True)
class _Side:
    """One state, with the address of each group and role by which one it is."""

    state: State
    places: Mapping[int, Ref]
    roles: Mapping[int, Ref]


@dataclass(frozen=True)
class _People:
    """Who is there, and when memberships of one side end."""

    active: tuple[str, ...]
    inactive: tuple[str, ...]
    ends: tuple[datetime | None, ...]


@cache
def case_c(number: int) -> Case:
    """The case of this number; a move to a place that something else keeps is not declared."""
    random = Random(f"C {number}")
    people = PEOPLE[: random.choice((2, 3))]
    inactive = people[-1:] if random.random() < 0.1 else ()
    active = people[: len(people) - len(inactive)]
    before = _side(random, _People(active, inactive, (None,) * 6 + (ENDED, SOON, LATER)), None)
    after = _side(random, _People(active, inactive, (None,) * 6 + (SOON, LATER)), before)
    moved = _moved(random, before.places, after.places) | _moved(random, before.roles, after.roles)
    case = Case(f"C {number}", before.state, after.state, moved)
    held = held_moves(case)
    return replace(case, moved={new: old for new, old in moved.items() if new not in held})


def _side(random: Random, people: _People, before: _Side | None) -> _Side:
    paths = _paths(random, before)
    names = random.sample(("r", "s", "t"), 2)
    held = {slot: names[slot] for slot in (0, 1) if random.random() < 0.8}
    top = _some(random, people.active, 0.2)
    state = build(
        {path: _content(random, people) for path in paths.values()},
        {name: _content(random, people) for name in held.values()},
        top=top if top and random.random() < 0.3 else [ADMIN, *top],
        users=people.active,
        inactive=people.inactive,
    )
    return _Side(
        state,
        {slot: group(path) for slot, path in paths.items()},
        {slot: role(name) for slot, name in held.items()},
    )


def _content(random: Random, people: _People) -> Content:
    permissions = frozenset(_some(random, PERMISSIONS, 0.5))
    members = _some(random, (*people.active, *people.inactive), 0.4)
    return Content(permissions, {user: random.choice(people.ends) for user in members})


def _paths(random: Random, before: _Side | None) -> dict[int, Path]:
    """Where each group stands: below Top Role or another, under any free name."""
    paths: dict[int, Path] = {}
    for slot in random.sample(SLOTS, len(SLOTS)):
        if random.random() < 0.15:
            continue
        above = random.choice([(), *paths.values()])
        free = [name for name in NAMES if (*above, name) not in paths.values()]
        kept = before.places[slot].name[-1] if before and slot in before.places else None
        name = kept if kept in free and random.random() < 0.6 else random.choice(free)
        paths[slot] = (*above, name)
    return paths


def _some(random: Random, things: Iterable[str], chance: float) -> list[str]:
    return [thing for thing in things if random.random() < chance]


def _moved(random: Random, before: Mapping[int, Ref], after: Mapping[int, Ref]) -> dict[Ref, Ref]:
    """The moves that are declared: none, all, or some of those there are."""
    chance = random.choice((0.0, 0.5, 1.0))
    return {
        after[slot]: before[slot]
        for slot in after
        if slot in before and after[slot] != before[slot] and random.random() < chance
    }
