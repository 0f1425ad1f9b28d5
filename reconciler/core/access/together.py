"""Together: the same effect on many people is one effect, and the riskiest are named first."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from reconciler.core.access.effect import Effect, Kind
from reconciler.core.model import Ref
from reconciler.core.scope import Pattern
from reconciler.core.target import Catalog

_ORDER = (Kind.GAIN, Kind.LOSS, Kind.KEPT)


def by_permission(effects: Iterable[Effect]) -> Iterator[Effect]:
    """Effects on the same people that differ by permission alone, as one each."""
    several = [*effects]
    if len(several) == 1:  # most often; it may be about very many people
        yield from several
        return
    found: dict[tuple[object, ...], list[Effect]] = defaultdict(list)
    for effect in several:
        found[_rest(effect), effect.people].append(effect)
    for same in found.values():
        keys = {key for effect in same for key in effect.permissions}
        yield same[0] if len(same) == 1 else replace(same[0], permissions=tuple(keys))


def by_person(effects: Iterable[Effect], catalog: Catalog) -> Iterator[Effect]:
    """Effects that differ by person alone, as one each; people and permissions in order."""
    found: dict[tuple[object, ...], list[Effect]] = defaultdict(list)
    for effect in effects:
        found[_rest(effect), frozenset(effect.permissions)].append(effect)
    for same in found.values():
        people = same[0].people if len(same) == 1 else {one for each in same for one in each.people}
        yield replace(
            same[0],
            people=tuple(sorted(people, key=_place)),
            permissions=tuple(catalog.sorted(frozenset(same[0].permissions))),
        )


def _rest(effect: Effect) -> tuple[object, ...]:
    """What an effect is beside its people and permissions."""
    way = (effect.through, effect.instead)
    return (effect.kind, effect.places, effect.reached, way, effect.start, effect.end)


def in_order_of_risk(effects: Iterable[Effect], catalog: Catalog) -> list[Effect]:
    """Gains before losses; sensitive permissions, the management of roles, wide places first."""
    return sorted(effects, key=lambda effect: _risk(effect, catalog))


def _risk(effect: Effect, catalog: Catalog) -> tuple[object, ...]:
    keys = effect.permissions
    return (
        _ORDER.index(effect.kind),
        effect.is_reach,
        effect.is_minor,
        catalog.sensitive.isdisjoint(keys),
        not any(_manages_roles(key, catalog) for key in keys),
        min((_width(place) for place in effect.places), default=len(_ORDER) * 100),
        -len(effect.people),
        [catalog.place(key) for key in keys],
        [_place(person) for person in effect.people[:1]],
        [str(each) for each in (*effect.through, *effect.instead)],
        str(effect.start or ""),
        effect.reached.count if effect.reached else 0,
    )


def _manages_roles(key: str, catalog: Catalog) -> bool:
    permission = catalog.by_key.get(key)
    return permission is not None and permission.reach == "groups"


def _width(place: Pattern) -> int:
    """The wider, the less."""
    return 2 * place.base.depth + (not place.deep)


def _place(person: Ref) -> tuple[str, tuple[str, ...]]:
    return person.scope.path, person.name
