"""Gaps: what files leave open, so that from files alone nobody can say that somebody lacks it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from reconciler.core.declared import Declared
from reconciler.core.listing import listed
from reconciler.core.model import Container, Ref
from reconciler.core.policies.rules import Named
from reconciler.core.scope import Scope
from reconciler.core.spelling import Spelling
from reconciler.core.target import Target


@dataclass(frozen=True)
class Gaps:
    """What no file manages, by the scopes where it may matter."""

    declared: Declared
    target: Target

    def at(self, scope: Scope) -> bool:
        """Whether somebody may hold something at a scope that no file knows of."""
        below = self.target.assignment == "below"
        places = [scope, *(scope.above if below else ())]
        return scope not in self.declared.state.scopes or any(map(self._open.get, places))

    @property
    def exist(self) -> bool:
        """Whether there is one at all."""
        return bool(self._open)

    def may_live(self, named: Named) -> bool:
        """Whether a role or group that no file declares may live all the same."""
        places = self._fitting(named.kind) if named.scope is None else [named.scope]
        refs = (Ref(named.kind, place, named.name) for place in places)
        return not all(map(self.declared.answers_for, refs))

    def words(self, spelling: Spelling) -> list[str]:
        """Each gap in a few words, with the scopes that have it."""
        found: dict[str, list[str]] = {}
        for scope in sorted(self._open):
            for what, ref in self._open[scope]:
                gap = f"{what} {spelling.path(ref)}" if ref else what
                found.setdefault(gap, []).append(spelling.scope(scope))
        return [f"{gap} of {listed(scopes)}" for gap, scopes in found.items()]

    def _fitting(self, kind: str) -> list[Scope]:
        """The scopes that can have such things, those above what files speak of too."""
        declared = self.declared.state.scopes
        scopes = {place for scope in declared for place in (scope, *scope.above)}
        levels = ((scope, self.target.level_of(scope)) for scope in scopes)
        return [scope for scope, level in levels if level and getattr(level, f"{kind}s")]

    @cached_property
    def _open(self) -> Mapping[Scope, list[tuple[str, Ref | None]]]:
        found: dict[Scope, list[tuple[str, Ref | None]]] = defaultdict(list)
        for scope in sorted(self.declared.state.scopes):
            for what in self._lists_missing(scope):
                found[scope].append((what, None))
        for thing in sorted(self.declared.state.things, key=lambda thing: thing.ref):
            if thing.permissions is None or thing.ref not in self.declared.owned.permissions:
                found[thing.ref.scope].append((f"the permissions of {thing.ref.kind}", thing.ref))
            is_group = thing.ref.kind == "group"
            if is_group and Container.of(thing.ref) not in self.declared.owned.members:
                found[thing.ref.scope].append(("the members of group", thing.ref))
        return found

    def _lists_missing(self, scope: Scope) -> Iterator[str]:
        """The lists that a file about a scope could have and does not."""
        owned, level = self.declared.owned, self.target.level_of(scope)
        if scope not in owned.assignments:
            yield "the memberships"
        if level and level.roles and scope not in owned.roles:
            yield "the roles"
        if level and level.groups and scope not in owned.groups:
            yield "the groups"
