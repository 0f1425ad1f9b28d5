"""Holding: through what a user holds something, from their own membership to what it leads to.

| from | to | because |
|---|---|---|
| a group | the group above it | the tree inherits downwards |
| a group | what it is a member of | whoever is in it is in that too |
| a role where it is assigned | what it is a member of | it is a part of whoever holds it |
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from reconciler.core.model import NOBODY, Container, Members, Ref, State, user_key, user_of
from reconciler.core.target import Target

NEVER = datetime.max.replace(tzinfo=UTC)
"""The end of what has none."""


@dataclass(frozen=True, slots=True)
class Holding:
    """One way to hold what a container gives: the containers from the user's own on, and its end.

    `until` is the earliest end on the way, `NEVER` without any.
    """

    way: tuple[Container, ...]
    until: datetime = NEVER

    @property
    def container(self) -> Container:
        """What is held."""
        return self.way[-1]


@dataclass(frozen=True)
class Holdings:
    """Who is in what, at one instant; ended memberships are none."""

    state: State
    target: Target
    now: datetime

    def of(self, user: Ref) -> Iterator[Holding]:
        """Every way in which an active user holds something; none passes a container twice."""
        if self.is_active(user):
            for first in self.direct(user):
                yield from self.beyond(first)

    def is_active(self, user: Ref) -> bool:
        """Whether a user holds anything at all; one whom the state does not know does."""
        users = self.state.users.get(user.scope)
        return users is None or user_key(user.name[0], user.scope, user.scope) not in users.inactive

    def direct(self, user: Ref) -> Iterator[Holding]:
        """The memberships of a user that have not ended, deactivated or not."""
        keys: dict[object, str] = {}
        for container, members in self.state.members.items():
            at = container.scope
            key = keys.get(at)
            if key is None:
                key = keys[at] = user_key(user.name[0], user.scope, at)
            if key in members.users and (until := self.end(members, key)) > self.now:
                yield Holding((container,), until)

    def people(self, container: Container) -> Iterator[tuple[Ref, datetime]]:
        """The active users in a container, not through others, and until when."""
        members, at = self.state.members.get(container, NOBODY), container.scope
        for key in members.users:
            until = self.end(members, key)
            home, name = user_of(key, at)
            user = Ref("user", home, (name,))
            if until > self.now and self.is_active(user):
                yield user, until

    def onwards(self, container: Container) -> Iterator[tuple[Container, datetime]]:
        """What whoever is in a container is in as well, directly, and until when."""
        ref = container.ref
        if self.target.tree == "inherit" and ref.kind == "group" and ref.parent is not None:
            yield Container.of(ref.parent), NEVER
        yield from self.nested.get(ref, ())

    def leads(self, container: Container) -> Mapping[Container, datetime]:
        """All that whoever is in a container is in, itself too, and until when at the latest."""
        found, todo = {container: NEVER}, [container]
        for each in todo:
            for outer, until in self.onwards(each):
                end = min(until, found[each])
                if end > found.get(outer, self.now):
                    found[outer] = end
                    todo.append(outer)
        return found

    @cached_property
    def nested(self) -> Mapping[Ref, Sequence[tuple[Container, datetime]]]:
        """What groups and roles are members of, and until when."""
        found: dict[Ref, list[tuple[Container, datetime]]] = defaultdict(list)
        for container, members in self.state.members.items():
            for ref in members.refs:
                if (until := self.end(members, ref)) > self.now:
                    found[ref].append((container, until))
        return found

    @staticmethod
    def end(members: Members, member: str | Ref) -> datetime:
        """When a membership ends, `NEVER` for one that does not."""
        return members.until.get(member, NEVER)

    def beyond(self, holding: Holding) -> Iterator[Holding]:
        """A holding, and every one that it leads to."""
        yield holding
        for container, until in self.onwards(holding.container):
            if container not in holding.way:
                yield from self.beyond(
                    Holding((*holding.way, container), min(until, holding.until))
                )
