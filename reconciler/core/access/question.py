"""Questions about access, and answers with every path: whether a user can do something, and why.

| reach | through a group, where the tree reaches | through a role |
|---|---|---|
| users | the users in the groups strictly below, never oneself | every user at its place |
| groups | the groups strictly below | every group at its place |
| ungrouped | users of the group's scope in no group | users of scopes with groups, in no group |
| place | the scope | its place: the scope where it is assigned, and those below if it holds there |

A deactivated user and an ended membership hold nothing. A deactivated user is still reached; a user
whose memberships have all ended is in no group. This is written apart from what live systems do.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from reconciler.core.access.carries import Carries
from reconciler.core.access.holding import Holding, Holdings
from reconciler.core.model import Container, Ref, State
from reconciler.core.scope import Pattern, Scope
from reconciler.core.target import Target


@dataclass(frozen=True, slots=True)
class Question:
    """Whether a user holds a permission at a scope, and whether it reaches a user or group `on`."""

    user: Ref
    permission: str
    scope: Scope
    on: Ref | None = None


@dataclass(frozen=True, slots=True)
class Path:
    """One way by which a permission comes to a user, and to whom it is asked about.

    `carried` is the permission that the last container carries, which is or implies the one asked
    about; `below` the group that holds, or is, what is reached.
    """

    holding: Holding
    carried: str
    below: Ref | None = None


@dataclass(frozen=True)
class Access:
    """What everybody can do in one state, at one instant.

    Ask only where `is_computed` for the target: a guess would be worse than no answer.
    """

    state: State
    target: Target
    now: datetime

    @cached_property
    def carries(self) -> Carries:
        """What roles and groups carry."""
        return Carries(self.state, self.target)

    @cached_property
    def holdings(self) -> Holdings:
        """Who holds what."""
        return Holdings(self.state, self.target, self.now)

    def paths(self, question: Question) -> Iterator[Path]:
        """Every path of a yes; none where the answer is no."""
        for holding in self.holdings.of(question.user):
            if self.holds_at(holding.container, question.scope):
                yield from self._through(holding, question)

    def allows(self, question: Question) -> bool:
        """Whether the answer is yes."""
        return any(True for _ in self.paths(question))

    def holders(
        self, permission: str, scope: Scope | None = None, on: Ref | None = None
    ) -> Iterator[tuple[Ref, Path]]:
        """Everybody who holds a permission, with every path; with `scope` there, else anywhere."""
        for container in self.state.members:
            ways = [
                way
                for way in self.holdings.beyond(Holding((container,)))
                if permission in self.carries.of(way.container.ref)
                and (scope is None or self.holds_at(way.container, scope))
            ]
            for user, until in self.holdings.people(container) if ways else ():
                for way in ways:
                    at = way.container.scope if scope is None else scope
                    holding = replace(way, until=min(way.until, until))
                    for path in self._through(holding, Question(user, permission, at, on)):
                        yield user, path

    def place(self, container: Container) -> Pattern:
        """Where what a container gives is held."""
        return self.target.place(container.ref.kind, container.scope)

    def holds_at(self, container: Container, scope: Scope) -> bool:
        """Whether what a container gives is held at a scope."""
        return self.place(container).covers(scope)

    def groups_of(self, user: Ref) -> frozenset[Ref]:
        """The groups that a user is in, be the user active or not."""
        if user not in self._groups:
            direct = self.holdings.direct(user)
            refs = {each.ref for one in direct for each in self.holdings.leads(one.container)}
            self._groups[user] = frozenset(ref for ref in refs if ref.kind == "group")
        return self._groups[user]

    @cached_property
    def _groups(self) -> dict[Ref, frozenset[Ref]]:
        """By user: who is asked about is asked about again."""
        return {}

    def _through(self, holding: Holding, question: Question) -> Iterator[Path]:
        """The paths by which what is held gives a permission, and reaches whom it is asked for."""
        container = holding.container
        if question.permission in self.carries.of(container.ref):
            carried = self.carries.by(container.ref, question.permission)
            for below in self._reaching(container, question):
                yield Path(holding, carried, below)

    def _reaching(self, container: Container, question: Question) -> Iterator[Ref | None]:
        """The groups through which a container reaches what is asked; None where none is needed."""
        on = question.on
        if on is None:
            yield None
        elif container.ref.kind == "group":
            yield from self._from_group(container.ref, question, on)
        elif self._is_at(container, question, on):
            yield None

    def _from_group(self, group: Ref, question: Question, on: Ref) -> Iterator[Ref | None]:
        if self.target.tree != "reach":
            return
        match (self.carries.permission(question.permission).reach, on.kind):
            case ("users", "user") if on != question.user:
                yield from sorted(
                    below for below in self.groups_of(on) if below != group and group.holds(below)
                )
            case ("groups", "group") if on != group and group.holds(on):
                yield on
            case ("ungrouped", "user") if on.scope == group.scope and not self.groups_of(on):
                yield None

    def _is_at(self, container: Container, question: Question, on: Ref) -> bool:
        """Whether a role that is held where it is asked about reaches somebody or something."""
        if not (question.scope.holds(on.scope) and self.holds_at(container, on.scope)):
            return False
        match (self.carries.permission(question.permission).reach, on.kind):
            case ("users", "user") | ("groups", "group"):
                return True
            case ("ungrouped", "user"):
                level = self.target.level_of(on.scope)
                return bool(level and level.groups) and not self.groups_of(on)
        return False


def is_computed(target: Target) -> bool:
    """Whether what people can do is known for such a system."""
    return target.access == "exact"
