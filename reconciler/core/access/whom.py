"""Whom: what one extent has that another has not, counted, named where few, and where they are."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, cast

from reconciler.core.access.effect import Reached, Within
from reconciler.core.access.extent import Extent, more_groups, more_users
from reconciler.core.access.reaching import People, beyond, together
from reconciler.core.model import Container, Ref, user_of
from reconciler.core.scope import Pattern, Scope

FEW = 3
"""So many are named, more are counted."""
_MOST = 500
"""Of so many groups below one it is said which of them hold those who are reached."""


@dataclass(frozen=True)
class Whom:
    """Those whom `more` reaches and `less` does not; `staying` are the groups of both sides."""

    more: Extent
    less: Extent
    staying: Mapping[Ref, Ref]

    def by_person(self, holders: People) -> Iterator[tuple[Reached | None, People]]:
        """Whom each of these people reaches, those together for whom it is the same."""
        if self.more.reach == "groups":
            yield self._groups(), holders
        elif self.more.reach == "ungrouped":
            yield self._users(0, holders), holders
        else:
            for oneself, same in self._by_oneself(holders).items():
                yield self._users(oneself, same), same

    @property
    def unread(self) -> Reached | None:
        """Nobody knows whom, where no scope was observed in which anybody could be reached."""
        side, reach = self.more.side, self.more.reach
        places = (scope for place in self.more.roles for scope in side.reaching.covered(place))
        scopes = {*places, *(group.scope for group in self.more.groups)}
        if reach == "place" or not scopes.isdisjoint(side.access.state.users):
            return None
        return Reached(reach, 0)

    @cached_property
    def users(self) -> People:
        """The users, oneself taken for anybody else."""
        return more_users(self.more, self.less)

    def _by_oneself(self, holders: People) -> Mapping[int, People]:
        """People by what has to be added to the number of users because one of them is oneself."""
        found: dict[int, dict[Scope, frozenset[str]]] = defaultdict(dict)
        nobody: frozenset[str] = frozenset()
        for home, names in holders.items():
            counted = names & self.users.get(home, nobody)
            reached = (names & self.more.through_roles(home)) - self.less.through_roles(home)
            for oneself, same in (
                (1, reached - counted),
                (0, names - (reached ^ counted)),
                (-1, counted - reached),
            ):
                if same:
                    found[oneself][home] = same
        return found

    def _users(self, oneself: int, holders: People) -> Reached | None:
        count = sum(map(len, self.users.values())) + oneself
        if count <= 0:
            return None
        kind = cast("Literal['users', 'ungrouped']", self.more.reach)
        few = self._few(oneself, holders) if count <= FEW else ()
        return Reached(kind, count, few, tuple(self._within(oneself, holders)))

    def _few(self, oneself: int, holders: People) -> tuple[Ref, ...]:
        """Their names; none where each of several people reaches the others."""
        if not oneself:
            return tuple(sorted(user_refs(self.users)))
        if sum(map(len, holders.values())) > 1:
            return ()
        is_more = oneself > 0
        found = together((self.users, holders)) if is_more else beyond(self.users, holders)
        return tuple(sorted(user_refs(found)))

    def _within(self, oneself: int, holders: People) -> Iterator[Within]:
        """The smallest places that hold them all."""
        homes = {*self.users, *(holders if oneself > 0 else ())}
        covered = {scope for scope in homes if self.more.through_role(scope)}
        yield from sorted(place for place in self.more.roles if any(map(place.covers, covered)))
        rest = {home: names for home, names in self.users.items() if home not in covered}
        for group in self.more.groups if rest else ():
            yield from self._narrowest(group, rest)

    def _narrowest(self, group: Ref, people: People) -> Iterator[Within]:
        """The smallest group that holds, with all below it, those who are reached below one."""
        if self.more.reach == "ungrouped":
            yield Pattern(group.scope)
            return
        side = self.more.side
        below = side.reaching.below(group)
        if len(below) > _MOST:
            yield side.moves.final(group)
        elif holding := [ref for ref in below if self._is_in(ref, people)]:
            yield side.moves.final(Ref("group", group.scope, _shared(holding)))

    def _is_in(self, ref: Ref, people: People) -> bool:
        inside = self.more.side.reaching.people_in(Container.of(ref))
        return any(
            home in inside and not inside[home].isdisjoint(names) for home, names in people.items()
        )

    def _groups(self) -> Reached | None:
        found = more_groups(self.more, self.less, self.staying)
        if not found:
            return None
        few = tuple(sorted(found)) if len(found) <= FEW else ()
        places = sorted(self.more.roles)
        groups = [self.more.side.moves.final(ref) for ref in self.more.groups]
        return Reached("groups", len(found), few, (*places, *groups))


def user_refs(people: People) -> tuple[Ref, ...]:
    """The addresses of users, always in the same order."""
    return tuple(
        Ref("user", home, (user_of(name, home)[1],))
        for home, names in people.items()
        for name in sorted(names)
    )


def _shared(refs: list[Ref]) -> tuple[str, ...]:
    """The names that all of these begin with."""
    first, last = min(refs).name, max(refs).name
    same = 0
    while same < min(len(first), len(last)) and first[same] == last[same]:
        same += 1
    return first[:same]
