"""Anew: who may reach others through a group than before, because few came below it or went.

Whoever holds another group that reaches these, before and after, reaches nobody else than before.
So people are looked at as sets, container by container, and most of them never one by one.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from reconciler.core.access.reaching import People, together
from reconciler.core.access.sides import Side, Sides
from reconciler.core.model import Container, Ref
from reconciler.core.scope import Scope

_FEW = 8
"""Of so many who come below a group it is asked who reached them all the same."""


@dataclass(frozen=True)
class Anew:
    """What differs in whom `groups` reach, which are at final addresses."""

    sides: Sides
    groups: frozenset[Ref]

    def through(
        self, group: Ref, keys: frozenset[str], container: Container, people: frozenset[str]
    ) -> frozenset[str]:
        """Those of some people, as a container names them, who may reach others through a group.

        `keys` are the permissions of the group that work on users.
        """
        found: frozenset[str] = frozenset()
        for side, other in self._ways():
            for home, names in side.newcomers(group, other).items():
                if len(names) > _FEW:
                    return people
                for name in names:
                    reaching = self._reaching(other, home, name, keys)
                    found |= _outside(people, reaching, other, container.scope)
        return found

    def _reaching(self, side: Side, home: Scope, name: str, keys: frozenset[str]) -> Iterator[Ref]:
        """The groups that reach somebody on a side with all of some permissions."""
        for group in self._above(side).get((home, name), ()):
            if keys <= side.carries(Container.of(group)):
                yield group

    def _ways(self) -> Iterator[tuple[Side, Side]]:
        before, after = self.sides
        yield after, before
        yield before, after

    def _above(self, side: Side) -> Mapping[tuple[Scope, str], Sequence[Ref]]:
        return self._after if side is self.sides.after else self._before

    @cached_property
    def _before(self) -> Mapping[tuple[Scope, str], Sequence[Ref]]:
        return _reached(self.sides.before, self._few)

    @cached_property
    def _after(self) -> Mapping[tuple[Scope, str], Sequence[Ref]]:
        return _reached(self.sides.after, self._few)

    @cached_property
    def _few(self) -> People:
        """All who come below a group or go."""
        return together(
            side.newcomers(group, other) for side, other in self._ways() for group in self.groups
        )


def _outside(
    people: frozenset[str], groups: Iterator[Ref], side: Side, scope: Scope
) -> frozenset[str]:
    """Those of some people of a scope who are in none of these groups."""
    for group in groups:
        if group.scope == scope:
            people = people - side.members(Container.of(group)).users
    return people


def _reached(side: Side, few: People) -> Mapping[tuple[Scope, str], Sequence[Ref]]:
    """By user the groups above theirs, of these users alone."""
    found: dict[tuple[Scope, str], dict[Ref, None]] = defaultdict(dict)
    nobody: frozenset[str] = frozenset()
    for final, there in side.containers.items():
        if there.ref.kind == "group":
            for home, names in side.reaching.people_in(there).items():
                for name in names & few.get(home, nobody):
                    found[home, name].update(dict.fromkeys(side.above(final.ref)))
    return {user: [*groups] for user, groups in found.items()}
