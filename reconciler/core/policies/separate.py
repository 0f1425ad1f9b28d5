"""Separation of duty: nobody holds too many of some things, whatever way they come."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain

from reconciler.core.access.holding import Holding
from reconciler.core.access.reaching import People
from reconciler.core.model import Ref
from reconciler.core.policies.path import held, lines, person
from reconciler.core.policies.rules import Named, Rule, Separate
from reconciler.core.policies.scene import Scene
from reconciler.core.policies.violation import Violation, Violations
from reconciler.core.scope import Scope

_Held = Mapping[int, Sequence[Holding]]
"""By the place of each in the list of the rule: how somebody holds it."""


def separate(rule: Rule, demand: Separate, scene: Scene) -> Violations:
    """Each user who holds too many, once, with a path to each."""
    found: dict[Ref, dict[int, list[Holding]]] = defaultdict(lambda: defaultdict(list))
    suspects = _suspects(rule, demand, scene)
    for index, of in enumerate(demand.of):
        for user, holding in scene.ways(of, rule.within, suspects):
            found[user][index].append(holding)
    for user in sorted(user for user, held_ in found.items() if len(held_) > demand.at_most):
        places = _places(found[user], rule, demand, scene)
        if places:
            yield _violation(user, demand, scene, places)


def _suspects(rule: Rule, demand: Separate, scene: Scene) -> People:
    """Who may hold too many, found by sets: of a million nearly nobody does."""
    each = [scene.holding(of, rule.within) for of in demand.of]
    found: dict[Scope, frozenset[str]] = {}
    for home in {home for people in each for home in people}:
        counts = Counter(chain.from_iterable(people.get(home, ()) for people in each))
        too_many = frozenset(key for key, count in counts.items() if count > demand.at_most)
        if too_many:
            found[home] = too_many
    return found


def _places(
    mine: _Held, rule: Rule, demand: Separate, scene: Scene
) -> list[tuple[Scope | None, Mapping[int, Holding]]]:
    """Where it is too many: the scope, and the shortest way to each; the worst place first."""
    if demand.anywhere:
        return [(None, {index: min(ways, key=_length) for index, ways in mine.items()})]
    scopes = {way.container.scope for ways in mine.values() for way in ways} | {rule.within.base}
    found: list[tuple[Scope | None, Mapping[int, Holding]]] = []
    for scope in sorted(filter(rule.within.covers, scopes)):
        here = {
            index: min(those, key=_length)
            for index, ways in mine.items()
            if (those := [way for way in ways if scene.place(way.container).covers(scope)])
        }
        if len(here) > demand.at_most:
            found.append((scope, here))
    return sorted(found, key=lambda each: -len(each[1]))


def _length(holding: Holding) -> tuple[int, object]:
    return len(holding.way), holding.way


def _violation(
    user: Ref,
    demand: Separate,
    scene: Scene,
    places: Sequence[tuple[Scope | None, Mapping[int, Holding]]],
) -> Violation:
    at, here = places[0]
    pairs = [(demand.of[index], here[index]) for index in sorted(here)]
    where = "" if at is None else f" at {scene.spelling.scope(at)}"
    more = f" and in {_more(len(places) - 1)}" if places[1:] else ""
    is_group = isinstance(demand.of[0], Named) and demand.of[0].kind == "group"
    return Violation(
        "RC0412",
        (user,),
        person(user, scene, at or user.scope),
        ("would be in", "is in") if is_group else ("would hold", "holds"),
        f"{held(pairs, scene, at)}{where}{more}",
        f"take all but {demand.at_most} of them away, or waive it with a reason",
        person=user,
        ref=at,
        what=frozenset((index, scope) for scope, held_there in places for index in held_there),
        places=lines(user, pairs, scene),
    )


def _more(count: int) -> str:
    return "1 more place" if count == 1 else f"{count:,} more places"
