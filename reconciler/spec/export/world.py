"""The world of an export: the live state, sorted by scope, and what of it a file can say."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from reconciler.core.model import Container, Fixed, Ref, Role, State, Thing
from reconciler.core.scope import Scope
from reconciler.core.spelling import Spelling
from reconciler.core.target import Level, Target
from reconciler.spec.export.names import Names, is_name
from reconciler.spec.sets import PREFIX


@dataclass(frozen=True)
class World:
    """What is exported: the `scopes` of a live state, as of `now` (aware, UTC)."""

    live: State
    target: Target
    scopes: frozenset[Scope]
    now: datetime
    names: Names

    @classmethod
    def of(cls, live: State, target: Target, scopes: frozenset[Scope], now: datetime) -> "World":
        """The world in its own spelling."""
        return cls(live, target, scopes, now, Names(Spelling((live.spelling,))))

    @cached_property
    def roles(self) -> Mapping[Scope, Sequence[Ref]]:
        """The roles of each scope."""
        return _by_scope(self.live.roles)

    @cached_property
    def below(self) -> Mapping[Scope | Ref, Sequence[Ref]]:
        """The groups below each group, and the trees of each scope."""
        found: dict[Scope | Ref, list[Ref]] = defaultdict(list)
        for ref in sorted(self.live.groups):
            found[ref.parent or ref.scope].append(ref)
        return found

    @cached_property
    def assigned(self) -> Mapping[Scope, Sequence[Container]]:
        """The roles that somebody holds at each scope."""
        found: dict[Scope, list[Container]] = defaultdict(list)
        for container in sorted(self.live.members, key=lambda each: (each.ref.name, each)):
            if container.ref.kind == "role" and self.live.members[container].lasting(self.now):
                found[container.scope].append(container)
        return found

    @cached_property
    def lists(self) -> Mapping[Ref, frozenset[str]]:
        """The permissions that each role and group of the scopes lists."""
        return {
            thing.ref: self.listed(thing)
            for thing in self.live.things
            if thing.ref.scope in self.scopes and not self.is_fixed(thing.ref, Fixed.PERMISSIONS)
        }

    def is_fixed(self, ref: Ref, what: Fixed) -> bool:
        """Whether nobody can change this of a thing: then no file says it."""
        return what in self.live.fixed.get(ref, frozenset())

    def listed(self, thing: Thing) -> frozenset[str]:
        """The permissions of a thing that a file may list for it."""
        there = thing.permissions or frozenset()
        if self.target.catalog.open:
            known = self.target.catalog.by_key
            strange = frozenset(key for key in there if key not in known and _is_key(key))
            return there & self._fitting(thing) | strange
        return there & self._fitting(thing)

    def _fitting(self, thing: Thing) -> frozenset[str]:
        """What the catalog lets such a thing carry."""
        kind = thing.type if isinstance(thing, Role) else None
        level = self.target.level_of(thing.ref.scope)
        alike = (thing.ref.kind, kind, level)
        if alike not in self._grantable:
            granted = self.target.grantable(thing.ref.kind, kind, thing.ref.scope)
            self._grantable[alike] = frozenset(one.key for one in granted)
        return self._grantable[alike]

    @cached_property
    def _grantable(self) -> dict[tuple[str, str | None, Level | None], frozenset[str]]:
        return {}


def _by_scope(refs: Mapping[Ref, Role]) -> Mapping[Scope, Sequence[Ref]]:
    found: dict[Scope, list[Ref]] = defaultdict(list)
    for ref in sorted(refs):
        found[ref.scope].append(ref)
    return found


def _is_key(key: str) -> bool:
    return is_name(key) and key != "" and not key.startswith(PREFIX)
