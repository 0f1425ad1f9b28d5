"""The applying identity: it keeps what the plan still needs, and gives nothing it does not hold.

Whoever works on groups, or administers as the limits of a project have it, does so by what they
hold themselves. What takes that from the caller comes last, where the order allows it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from reconciler.core.change import Action
from reconciler.core.graph import Graph
from reconciler.core.limits import AdminLimit
from reconciler.core.model import Membership, user_of
from reconciler.core.polarity import added
from reconciler.core.proof.course import Course
from reconciler.core.proof.demand import Demand, Kind, Person
from reconciler.core.proof.people import Entries, People
from reconciler.core.proof.ways import NEVER, Ways, at_end, at_start, both, either, made
from reconciler.core.scope import ROOT, Scope


@dataclass(frozen=True)
class Caller:
    """The user whose rights a run uses; nobody where there is none."""

    course: Course
    people: People
    limit: AdminLimit | None = None

    @property
    def person(self) -> Person | None:
        """Who it is."""
        key = self.course.live.caller
        return None if key is None else user_of(key, ROOT)

    def demands(self) -> Iterator[Demand]:
        """Before each step, what administers at its scope; where the caller has it and loses it."""
        carriers = self.course.situation.carriers
        for step, change in enumerate(self.course.situation.changes):
            ways = self.administers(change.scope)
            if step == carriers[step] and at_start(ways) and frozenset() not in ways:
                yield Demand(Kind.CALLER, either((ways, made(step))), about=step)

    @cached_property
    def losses(self) -> frozenset[int]:
        """The steps that take what administers."""
        scopes = {change.scope for change in self.course.situation.changes}
        ways = [way for scope in scopes for way in self.administers(scope)]
        return frozenset(-each - 1 for way in ways for each in way if each < 0)

    @property
    def is_locked_out(self) -> bool:
        """Whether the caller administers something before the plan, and nothing after it."""
        held = [self.administers(container.scope) for container in self._entries]
        return any(map(at_start, held)) and not any(map(at_end, held))

    def missing(self) -> Iterator[tuple[int, frozenset[str]]]:
        """The steps that give what the caller does not hold there.

        What the plan itself gives the caller does not help: to give that is such a step already.
        """
        if not self._entries:
            return
        for step, change in enumerate(self.course.situation.changes):
            lacking = {key for key in self._given(step) if not self._holds(key, change.scope)}
            if lacking:
                yield step, frozenset(lacking)

    def administers(self, scope: Scope) -> Ways:
        """When the caller holds anything at a scope by which roles and groups are managed."""
        if scope not in self._known:
            self._known[scope] = either(
                both(ways, when)
                for container, ways in self._entries.items()
                if self.course.holds_at(container, scope)
                for key, when in self.course.carried(container.ref).items()
                if self._manages(key)
            )
        return self._known[scope]

    def _holds(self, key: str, scope: Scope) -> bool:
        """Whether the caller holds a permission at a scope before the plan."""
        if (key, scope) not in self._held:
            self._held[key, scope] = any(
                at_start(both(ways, self.course.carried(container.ref).get(key, NEVER)))
                for container, ways in self._entries.items()
                if self.course.holds_at(container, scope)
            )
        return self._held[key, scope]

    def _given(self, step: int) -> frozenset[str]:
        change = self.course.situation.changes[step]
        match change.action:
            case Action.CREATE | Action.UPDATE:
                return added(change, self.course.situation.negation)
            case Action.GRANT if isinstance(change.after, Membership):
                carried = self.course.carried(change.ref)
                return frozenset(key for key, ways in carried.items() if at_end(ways))
        return frozenset()

    def _manages(self, key: str) -> bool:
        administers = self.limit is not None and key in self.limit.permissions
        return administers or self.course.carries.permission(key).reach == "groups"

    @cached_property
    def _entries(self) -> Entries:
        return {} if self.person is None else self.people.entries(self.person)

    @cached_property
    def _known(self) -> dict[Scope, Ways]:
        return {}

    @cached_property
    def _held(self) -> dict[tuple[str, Scope], bool]:
        return {}


def last(graph: Graph, losses: frozenset[int]) -> None:
    """Let these steps wait for all that do not wait for them."""
    ends = [step for step, after in enumerate(graph.after) if after <= losses]
    for loss in sorted(losses):
        for step in ends:
            if step not in losses:
                graph.add(step, loss)
