"""Holders: not fewer and not more people than a rule says, scope by scope or group by group."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from reconciler.core.access.holding import NEVER
from reconciler.core.listing import listed
from reconciler.core.model import Ref
from reconciler.core.policies.path import person, thing
from reconciler.core.policies.rules import Holders, Named, Rule
from reconciler.core.policies.scene import Scene
from reconciler.core.policies.violation import Violation, Violations
from reconciler.core.scope import Pattern, Scope

_People = dict[Ref, bool]
"""Who holds it, and whether without an end."""


def holders(rule: Rule, demand: Holders, scene: Scene) -> Violations:
    """Each scope or group with too few or too many.

    Who holds it until some day is one too many at once, and one too few from the beginning: when
    the day comes no plan is asked.
    """
    is_group = isinstance(demand.of, Named) and demand.of.kind == "group"
    counted = _by_group if is_group else _by_scope
    for where, people in counted(rule, demand, scene):
        lasting = sum(people.values())
        if lasting < demand.minimum:
            yield _too_few(where, lasting, demand, scene)
        if demand.maximum is not None and len(people) > demand.maximum:
            yield _too_many(where, people, demand, scene)


def _by_group(rule: Rule, demand: Holders, scene: Scene) -> Iterator[tuple[Ref | Scope, _People]]:
    found: dict[Ref, _People] = {
        ref: {}
        for ref in scene.state.groups
        if _means(demand, ref) and rule.within.covers(ref.scope)
    }
    for user, holding in scene.ways(demand.of):
        if (people := found.get(holding.container.ref)) is not None:
            people[user] = people.get(user, False) or holding.until == NEVER
    yield from sorted(found.items())


def _by_scope(rule: Rule, demand: Holders, scene: Scene) -> Iterator[tuple[Ref | Scope, _People]]:
    found: dict[Pattern, _People] = defaultdict(dict)
    for user, holding in scene.ways(demand.of):
        people = found[scene.place(holding.container)]
        people[user] = people.get(user, False) or holding.until == NEVER
    for scope in sorted(_scopes(rule, demand, scene)):
        yield scope, _at(scope, found)


def _at(scope: Scope, found: Mapping[Pattern, _People]) -> _People:
    """Who holds it at a scope: given there, or above and for all below."""
    places = [Pattern(scope), *(Pattern(place, deep=True) for place in (scope, *scope.above))]
    people: _People = {}
    for place in filter(found.__contains__, places):
        for user, lasts in found[place].items():
            people[user] = people.get(user, False) or lasts
    return people


def _scopes(rule: Rule, demand: Holders, scene: Scene) -> Iterator[Scope]:
    """The known scopes of the rule, at a level where it can be held."""
    levels = _levels(demand, scene)
    for scope in filter(rule.within.covers, scene.known):
        level = scene.target.level_of(scope)
        if not levels or (level and level.name in levels):
            yield scope


def _levels(demand: Holders, scene: Scene) -> frozenset[str]:
    """The levels of what is counted; none where it can be held at any."""
    if isinstance(demand.of, str):
        level = scene.access.carries.permission(demand.of).level
        return frozenset((level,) if level else ())
    types = {role.type for ref, role in scene.state.roles.items() if _means(demand, ref)}
    kinds = map(scene.target.role_type, types)
    return frozenset(kind.level for kind in kinds if kind is not None)


def _means(demand: Holders, ref: Ref) -> bool:
    return isinstance(demand.of, Named) and demand.of.means(ref)


def _too_few(where: Ref | Scope, count: int, demand: Holders, scene: Scene) -> Violation:
    scope = where.scope if isinstance(where, Ref) else where
    return Violation(
        "RC0413",
        (where, "minimum"),
        f"only {_people(count)}" if count else "nobody",
        _verbs(where, count or 1),
        f"{_what(where, demand, scene)} without an end; the rule wants {demand.minimum} at least",
        "keep or name somebody who has it without an end",
        ref=where,
        size=demand.minimum - count,
        at_rule=True,
        unknown=scene.is_open(scope),
    )


def _too_many(where: Ref | Scope, people: _People, demand: Holders, scene: Scene) -> Violation:
    at = where.scope if isinstance(where, Ref) else where
    names = listed([person(user, scene, at) for user in sorted(people)])
    return Violation(
        "RC0413",
        (where, "maximum"),
        _people(len(people)),
        _verbs(where, len(people)),
        f"{_what(where, demand, scene)}: {names}; the rule allows {demand.maximum}",
        "take it from somebody, or waive it with a reason",
        ref=where,
        what=frozenset(people),
        at_rule=True,
    )


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"


def _verbs(where: Ref | Scope, count: int) -> tuple[str, str]:
    if isinstance(where, Ref):
        return "would be in", "is in" if count == 1 else "are in"
    return "would hold", "holds" if count == 1 else "hold"


def _what(where: Ref | Scope, demand: Holders, scene: Scene) -> str:
    """What is held and where: `role Buyer at /acme`, `group Sales of /acme/london`."""
    if isinstance(where, Ref):
        return f"{thing(where, scene)} of {scene.spelling.scope(where.scope)}"
    what = demand.of if isinstance(demand.of, str) else f"role {demand.of.written}"
    return f"{what} at {scene.spelling.scope(where)}"
