"""Reaching: on whom what is held works, as sets by scope; subtrees are ranges of a sorted list."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from reconciler.core.access.question import Access
from reconciler.core.model import NOBODY, Container, Ref, Users, addressed, user_key, user_of
from reconciler.core.scope import Pattern, Scope

People: TypeAlias = Mapping[Scope, frozenset[str]]
"""Users by their home, each as a container of that scope names them."""
_MOST = 512
"""So many subtrees are remembered: those who hold the same group come one after the other."""


@dataclass(frozen=True)
class Reaching:
    """On whom the groups and roles of one state work."""

    access: Access

    def people_in(self, container: Container) -> People:
        """Everybody whose membership has not ended, through what is nested in it too."""
        found = self._people.get(container)
        if found is None:
            nested = map(self._direct, self._inner.get(container, ()))
            found = self._people[container] = together([self._direct(container), *nested])
        return found

    def below(self, group: Ref) -> Sequence[Ref]:
        """The groups strictly below one."""
        names, refs = self._ordered
        *above, name = group.name
        first = bisect_right(names, (group.scope.path, group.name))
        last = bisect_left(names, (group.scope.path, (*above, f"{name}\0")), lo=first)
        return refs[first:last]

    def people_below(self, group: Ref) -> People:
        """Everybody in the groups strictly below one."""
        found = self._people_below.get(group)
        if found is None:
            if len(self._people_below) == _MOST:
                self._people_below.clear()
            found = together(self.people_in(Container.of(ref)) for ref in self.below(group))
            self._people_below[group] = found
        return found

    def everyone(self, scope: Scope) -> frozenset[str]:
        """All users of one scope, active or not."""
        if scope not in self._everyone:
            self._everyone[scope] = self.access.state.users.get(scope, Users()).all
        return self._everyone[scope]

    def ungrouped(self, scope: Scope) -> frozenset[str]:
        """The users of one scope who are in no group."""
        found = self._ungrouped.get(scope)
        if found is None:
            found = self.everyone(scope).difference(*self._grouped.get(scope, ()))
            self._ungrouped[scope] = found
        return found

    def covered(self, pattern: Pattern) -> Sequence[Scope]:
        """The scopes that exist in a place."""
        if pattern not in self._covered:
            scopes = self.access.state.scopes | self.access.state.users.keys()
            self._covered[pattern] = sorted(filter(pattern.covers, scopes))
        return self._covered[pattern]

    def groups_at(self, scope: Scope) -> Sequence[Ref]:
        """The groups of one scope."""
        return self._at.get(scope, ())

    def _direct(self, container: Container) -> People:
        members = self.access.state.members.get(container, NOBODY)
        users = members.lasting(self.access.now).users if members.until else members.users
        return by_home(users, container.scope)

    @cached_property
    def _inner(self) -> Mapping[Container, Sequence[Container]]:
        """What is nested in groups and roles, through any number of others."""
        found: dict[Container, list[Container]] = defaultdict(list)
        if self.access.holdings.nested or self.access.target.tree == "inherit":
            for container in self.access.state.members:
                for outer in self.access.holdings.leads(container):
                    if outer != container:
                        found[outer].append(container)
        return found

    @cached_property
    def _ordered(self) -> tuple[list[tuple[str, tuple[str, ...]]], list[Ref]]:
        """All groups so that what stands below one follows it at once."""
        refs = sorted(self.access.state.groups, key=lambda ref: (ref.scope.path, ref.name))
        return [(ref.scope.path, ref.name) for ref in refs], refs

    @cached_property
    def _at(self) -> Mapping[Scope, Sequence[Ref]]:
        found: dict[Scope, list[Ref]] = defaultdict(list)
        for ref in self._ordered[1]:
            found[ref.scope].append(ref)
        return found

    @cached_property
    def _grouped(self) -> Mapping[Scope, Sequence[frozenset[str]]]:
        """The users of each group, by home; not put together, for that would be everybody again."""
        found: dict[Scope, list[frozenset[str]]] = defaultdict(list)
        for container in self.access.state.members:
            if container.ref.kind == "group":
                for home, names in self.people_in(container).items():
                    found[home].append(names)
        return found

    @cached_property
    def _people(self) -> dict[Container, People]:
        return {}

    @cached_property
    def _people_below(self) -> dict[Ref, People]:
        return {}

    @cached_property
    def _ungrouped(self) -> dict[Scope, frozenset[str]]:
        return {}

    @cached_property
    def _everyone(self) -> dict[Scope, frozenset[str]]:
        return {}

    @cached_property
    def _covered(self) -> dict[Pattern, list[Scope]]:
        return {}


def by_home(users: frozenset[str], at: Scope) -> People:
    """The users that a container of a scope names, by their home."""
    foreign = addressed(users)
    if not foreign:
        return {at: users} if users else {}
    found = defaultdict(set, {at: set(users.difference(foreign))})
    for key in foreign:
        home, name = user_of(key, at)
        found[home].add(user_key(name, home, home))
    return {home: frozenset(names) for home, names in found.items() if names}


def together(several: Iterable[People]) -> People:
    """All of them in one."""
    found: dict[Scope, list[frozenset[str]]] = defaultdict(list)
    for people in several:
        for home, names in people.items():
            found[home].append(names)
    return {
        home: lists[0] if len(lists) == 1 else frozenset().union(*lists)
        for home, lists in found.items()
    }


def beyond(these: People, those: People) -> People:
    """Who is among the first and not among the others."""
    nobody: frozenset[str] = frozenset()
    left = ((home, names - those.get(home, nobody)) for home, names in these.items())
    return {home: names for home, names in left if names}
