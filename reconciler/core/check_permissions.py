"""Checks of permissions: those that nobody knows, and those that a role or group cannot carry.

What a set brings is complained of once, at the set, however many roles and groups use it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from reconciler.core.declared import Declared
from reconciler.core.finding import Finding, Origin, Severity
from reconciler.core.model import Ref, Role, Thing
from reconciler.core.nearest import did_you_mean
from reconciler.core.scope import Scope
from reconciler.core.spelling import Spelling
from reconciler.core.target import Target

_Set: TypeAlias = tuple[str, Scope]


@dataclass(frozen=True, slots=True)
class _Misfit:
    """Why a permission cannot be carried."""

    code: str
    message: str
    advice: str


def check_permissions(declared: Declared, target: Target) -> Iterator[Finding]:
    """Everything wrong with the permissions of roles, groups and sets."""
    checker = _Checker(declared, target)
    yield from checker.unknown_in_sets()
    yield from checker.listed()
    yield from checker.brought_by_sets()


def unknown_permission(
    key: str, target: Target, ref: Ref | Scope | None, origin: Origin | None
) -> Finding:
    """A permission that the catalog does not have."""
    advice = did_you_mean(key, target.catalog.by_key, "the permissions stand in the catalog file")
    message = f"there is no permission `{key}`"
    return Finding("RC0230", Severity.ERROR, message, ref, origin, (), advice)


def as_vanished(finding: Finding, keys: Iterable[str], target: Target) -> Finding:
    """The finding; where it is about one of these keys, which are no more, it says that."""
    for key in keys:
        if finding.message == unknown_permission(key, target, None, None).message:
            message = f"the live system has no permission `{key}` any more"
            return replace(finding, message=message, help="take it out of the files")
    return finding


@dataclass(slots=True)
class _Checker:
    """One run over the permissions of everything declared; `_users` of sets that misfit there."""

    declared: Declared
    target: Target
    _users: dict[tuple[_Set, str, _Misfit], list[Ref]] = field(default_factory=dict)
    _grantable: dict[tuple[str, str | None, str | None], frozenset[str]] = field(
        default_factory=dict
    )

    def unknown_in_sets(self) -> Iterator[Finding]:
        """Unknown permissions of sets, whether somebody uses them or not."""
        for (name, scope), permissions in self.declared.notes.sets.items():
            for key in permissions:
                if key not in self.target.catalog and not key.startswith("set:"):
                    origin = self.declared.origins.of((scope, f"set:{name}", key))
                    yield unknown_permission(key, self.target, scope, origin)

    def listed(self) -> Iterator[Finding]:
        """What roles and groups list by themselves; what sets bring them is noted."""
        notes = self.declared.notes
        for thing in self.declared.state.things:
            wrong = self._wrong(thing)
            if wrong:
                yield from self._in_list(thing, wrong & notes.listed.get(thing.ref, wrong))
                for used in notes.uses.get(thing.ref, ()):
                    self._note(used, thing, wrong & notes.sets[used])

    def brought_by_sets(self) -> Iterator[Finding]:
        """What sets bring where it cannot be carried."""
        for ((name, scope), key, misfit), users in self._users.items():
            yield Finding(
                misfit.code,
                Severity.ERROR,
                f"{misfit.message}; the set `{name}` brings it to {self._first(users)}",
                ref=scope,
                origin=self.declared.origins.of((scope, f"set:{name}", key)),
                related=self._use(users[0], name),
                help="take it out of the set, or use the set only where it can be carried",
            )

    def _wrong(self, thing: Thing) -> frozenset[str]:
        """What the thing cannot carry; of a role without a known type, what nobody knows."""
        permissions = thing.permissions or frozenset()
        known = self.target.catalog.by_key.keys()
        kind = thing.type if isinstance(thing, Role) else None
        if isinstance(thing, Role) and self.target.role_types and not self.target.role_type(kind):
            return permissions - known
        return permissions - self._may_carry(thing, kind)

    def _may_carry(self, thing: Thing, kind: str | None) -> frozenset[str]:
        level = self.target.level_of(thing.ref.scope)
        alike = (thing.ref.kind, kind, level.name if level else None)
        if alike not in self._grantable:
            granted = self.target.grantable(thing.ref.kind, kind, thing.ref.scope)
            self._grantable[alike] = frozenset(permission.key for permission in granted)
        return self._grantable[alike]

    def _in_list(self, thing: Thing, wrong: frozenset[str]) -> Iterator[Finding]:
        for key in self.target.catalog.sorted(wrong):
            origin = self.declared.origins.of((thing.ref, key))
            misfit = self._misfit(thing, key)
            if misfit is not None:
                message, advice = misfit.message, misfit.advice
                yield Finding(misfit.code, Severity.ERROR, message, thing.ref, origin, (), advice)
            elif key not in self.target.catalog:
                yield unknown_permission(key, self.target, thing.ref, origin)

    def _note(self, used: _Set, thing: Thing, wrong: frozenset[str]) -> None:
        for key in wrong:
            misfit = self._misfit(thing, key)
            if misfit is not None:
                self._users.setdefault((used, key, misfit), []).append(thing.ref)

    def _misfit(self, thing: Thing, key: str) -> _Misfit | None:
        """Why a thing cannot carry a permission; None for one that the catalog does not list."""
        permission = self.target.catalog.by_key.get(key)
        if permission is None:
            return None
        if isinstance(thing, Role) and self.target.role_types:
            message = f"a role of type `{thing.type}` cannot carry `{key}`"
            types = ", ".join(permission.role_types) or "none"
            return _Misfit("RC0233", message, f"the types that can carry it: {types}")
        advice = f"remove it: a {thing.ref.kind} here carries permissions of its own level"
        return _Misfit("RC0234", f"`{key}` belongs to the level `{permission.level}`", advice)

    def _first(self, users: Sequence[Ref]) -> str:
        spelling = Spelling((self.declared.state.spelling,))
        first = f"{users[0].kind} `{spelling.path(users[0])}`"
        return first if len(users) == 1 else f"{first} and {len(users) - 1} more"

    def _use(self, user: Ref, name: str) -> tuple[tuple[str, Origin], ...]:
        origin = self.declared.origins.of((user, f"set:{name}"))
        return (("the set is used here", origin),) if origin else ()
