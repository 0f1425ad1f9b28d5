"""A grid: which role and group carries which permission, with those that come along."""

from collections.abc import Iterator
from dataclasses import dataclass

from reconciler.core.access.question import Access
from reconciler.core.model import Ref, Role, Thing
from reconciler.core.scope import Scope


@dataclass(frozen=True, slots=True)
class Column:
    """One role or group: the permissions it lists, and those that come with these."""

    ref: Ref
    listed: frozenset[str]
    implied: frozenset[str]

    @property
    def carried(self) -> frozenset[str]:
        """All of them."""
        return self.listed | self.implied


@dataclass(frozen=True, slots=True)
class Grid:
    """Roles, then groups; permissions in the vendor's order; `absent` are carried by nothing."""

    permissions: tuple[str, ...]
    columns: tuple[Column, ...]
    absent: tuple[str, ...]


def grid(access: Access, scope: Scope | None) -> Grid:
    """Everything; with a scope what is there and below, and roles that can be assigned there."""
    columns = tuple(_columns(access, scope))
    catalog = access.target.catalog
    carried = frozenset[str]().union(*(column.carried for column in columns))
    absent = frozenset(catalog.by_key) - carried
    return Grid(tuple(catalog.sorted(carried)), columns, tuple(catalog.sorted(absent)))


def _columns(access: Access, scope: Scope | None) -> Iterator[Column]:
    things = sorted(access.state.things, key=lambda thing: _order(thing.ref))
    for thing in things:
        if scope is None or _concerns(access, thing, scope):
            carried = access.carries.of(thing.ref)
            listed = (thing.permissions or frozenset()) & carried
            yield Column(thing.ref, listed or carried, carried - listed if listed else frozenset())


def _order(ref: Ref) -> tuple[bool, tuple[str, ...], tuple[str, ...]]:
    return ref.kind == "group", ref.scope.names, ref.name


def _concerns(access: Access, thing: Thing, scope: Scope) -> bool:
    """Whether a thing is at a scope or below it, or is a role that may be assigned there."""
    if scope.holds(thing.ref.scope):
        return True
    return isinstance(thing, Role) and thing.ref.scope.holds(scope) and _fits(access, thing, scope)


def _fits(access: Access, role: Role, scope: Scope) -> bool:
    """Whether roles of its type are assigned at the level of a scope, or below that."""
    target = access.target
    kind = target.role_type(role.type)
    depths = {level.name: depth for depth, level in enumerate(target.levels)}
    return kind is None or depths.get(kind.level, 0) >= min(scope.depth, len(target.levels) - 1)
