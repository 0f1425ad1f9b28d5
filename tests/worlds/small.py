"""Small worlds whole: every state of them, every pair, and every way to declare its moves.

| world | its states |
|---|---|
| A | two roles, two permissions, two users: each role absent, or with any of both |
| B | two groups below Top Role, one permission, two users: none, one, side by side, one above |
| E | one role and two users, each of whom is out, in, or in until one of three instants |
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from itertools import product

from reconciler.core.model import Ref, State

from .build import NOW, Case, Content, Path, build, group, role

USERS = ("ida", "leo")
ROLE_PERMISSIONS = ("users.access", "presence.access")
GROUP_PERMISSION = "users.access"

Holding = tuple[frozenset[str], frozenset[str]]
"""Permissions and members of one role or group."""
Roles = Mapping[str, Holding]
Groups = Mapping[Path, Holding]
Ends = tuple[datetime | str | None, ...] | None
"""For each user: `out`, None for in without an end, or the end; None where there is no role."""


def _subsets(things: tuple[str, ...]) -> Iterator[frozenset[str]]:
    for taken in product((False, True), repeat=len(things)):
        yield frozenset(thing for thing, there in zip(things, taken, strict=True) if there)


@cache
def world_a() -> tuple[Roles, ...]:
    """17 x 17 states of the roles `r` and `s`."""
    holdings = [*product(_subsets(ROLE_PERMISSIONS), _subsets(USERS))]
    each: list[Holding | None] = [None, *holdings]
    return tuple(
        {name: holding for name, holding in (("r", one), ("s", other)) if holding is not None}
        for one, other in product(each, each)
    )


@cache
def world_b() -> tuple[Groups, ...]:
    """209 states of the groups `a` and `b`."""
    each = [*product(_subsets((GROUP_PERMISSION,)), _subsets(USERS))]
    shapes: list[tuple[Path, Path]] = [
        (("a",), ("b",)),
        (("a",), ("a", "b")),
        (("b", "a"), ("b",)),
    ]
    return (
        {},
        *({("a",): one} for one in each),
        *({("b",): one} for one in each),
        *({a: one, b: other} for a, b in shapes for one, other in product(each, each)),
    )


ENDS = tuple(NOW + timedelta(days=days) for days in (-1, 1, 30))


@cache
def world_e() -> tuple[Ends, ...]:
    """26 states of one role; one of the ends has passed."""
    each = ("out", None, *ENDS)
    return (None, *product(each, each))


def is_wanted_e(ends: Ends) -> bool:
    """Whether files can want it: an end that has passed is a declared absence."""
    return ends is None or ENDS[0] not in ends


@cache
def cases_a(before: int, after: int) -> tuple[Case, ...]:
    """The plain pair, and the renames that make sense: an old name that is free or taken anew."""
    worlds = world_a()
    old, new = worlds[before], worlds[after]
    pair = (_state_a(before), _state_a(after))
    renames = [
        (source, aim)
        for source, aim in (("r", "s"), ("s", "r"))
        if source in old and aim not in old and aim in new
    ]
    plain = Case(f"A {before} {after}", *pair)
    return (
        plain,
        *(
            Case(f"{plain} {source}{aim}", *pair, {role(aim): role(source)})
            for source, aim in renames
        ),
    )


@cache
def cases_b(before: int, after: int) -> tuple[Case, ...]:
    """The plain pair, and each choice of its groups that move; a rename where one takes over."""
    old, new = world_b()[before], world_b()[after]
    pair = (_state_b(before), _state_b(after))
    plain = Case(f"B {before} {after}", *pair)
    return (
        plain,
        *(Case(f"{plain} {words}", *pair, moved) for words, moved in _moves_b(old, new)),
    )


def _moves_b(old: Groups, new: Groups) -> Iterator[tuple[str, Mapping[Ref, Ref]]]:
    were, are = ({path[-1]: group(path) for path in there} for there in (old, new))
    moved = {
        name: (are[name], were[name]) for name in were if name in are and are[name] != were[name]
    }
    for chosen in _subsets(tuple(moved)):
        if chosen:
            yield "".join(sorted(chosen)), dict(moved[name] for name in chosen)
    if len(were) == 1:
        (source,) = were
        # A group cannot move below a new one that takes its old place: no order of writes does it.
        for aim in sorted(set(are) - {source}):
            if were[source].holds(are[aim]):
                continue
            yield f"{source}-{aim}", {are[aim]: were[source]}


def case_e(before: int, after: int) -> Case:
    """The one case of a pair."""
    return Case(f"E {before} {after}", _state_e(before), _state_e(after))


@cache
def _state_a(index: int) -> State:
    contents = {
        name: Content(permissions, dict.fromkeys(members))
        for name, (permissions, members) in world_a()[index].items()
    }
    return build({}, contents, users=USERS)


@cache
def _state_b(index: int) -> State:
    contents = {
        path: Content(permissions, dict.fromkeys(members))
        for path, (permissions, members) in world_b()[index].items()
    }
    return build(contents, {}, users=USERS)


@cache
def _state_e(index: int) -> State:
    ends = world_e()[index]
    if ends is None:
        return build({}, {}, users=USERS)
    members = {user: end for user, end in zip(USERS, ends, strict=True) if end != "out"}
    return build({}, {"r": Content(frozenset(), members)}, users=USERS)
