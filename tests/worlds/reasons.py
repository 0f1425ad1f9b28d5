"""One question, asked of all who answer it apart from each other: the reasons in one shape.

| who | where |
|---|---|
| engine | `reconciler.core.access`, what a plan tells |
| portal | `reconciler.portal.access`, what the live system does |
| naive | `tests.worlds.naive`, brute force |
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from reconciler.core.access.holding import NEVER
from reconciler.core.access.question import Access, Path, Question
from reconciler.core.model import State
from reconciler.core.names import join
from reconciler.portal.access import check

from . import naive
from .build import NOW, TARGET
from .rows import built

Reason = tuple[str, str, str, str, datetime | None]
"""Kind and name of what is held, the scope where, the group below or "", and until when."""
Reasons = Sequence[Reason]


@dataclass(frozen=True)
class Asker:
    """All who answer, over one state."""

    state: State

    @cached_property
    def access(self) -> Access:
        """The engine."""
        return Access(self.state, TARGET, NOW)

    @cached_property
    def by_portal(self) -> Callable[[Question], Reasons]:
        """What the portal's `check` answers over the same rows."""
        there = built(self.state)

        def ask(question: Question) -> Reasons:
            decision = check(there.snapshot, there.asked(question), NOW)
            found = decision.reasons
            return in_order((one.kind, one.name, one.scope, one.below, one.until) for one in found)

        return ask

    @cached_property
    def by_brute_force(self) -> Callable[[Question], Reasons]:
        """What the naive one answers."""
        world = naive.world(self.state, NOW)

        def ask(question: Question) -> Reasons:
            return in_order(map(_of_why, world.reasons(_plain(question))))

        return ask

    def by_engine(self, question: Question) -> Reasons:
        """What the engine answers."""
        return in_order(map(of_path, self.access.paths(question)))

    def difference(self, question: Question) -> str:
        """Who answers what, where they are not of one mind; else nothing."""
        engine, portal = self.by_engine(question), self.by_portal(question)
        brute = self.by_brute_force(question)
        if engine == portal == brute and self.access.allows(question) == bool(portal):
            return ""
        return f"{question}\n  engine {engine}\n  portal {portal}\n  naive  {brute}"


def in_order(found) -> Reasons:
    """Reasons sorted, each as often as it was given."""
    return sorted(found, key=lambda one: (*one[:4], one[4] or NEVER))


def of_path(path: Path) -> Reason:
    """A path of the engine; in the portal nobody holds anything through something else."""
    (container,) = path.holding.way
    until = None if path.holding.until == NEVER else path.holding.until
    below = join(path.below.name) if path.below else ""
    name = container.ref.name
    written = join(name) if container.ref.kind == "group" else name[0]
    return container.ref.kind, written, container.scope.path, below, until


def _of_why(why: naive.Why) -> Reason:
    fact, below = why.fact, join(why.below[1]) if why.below else ""
    written = join(fact.name) if fact.kind == "group" else fact.name[0]
    return fact.kind, written, "/" + join(fact.at), below, fact.until


def _plain(question: Question) -> naive.Asked:
    on = question.on
    return naive.Asked(
        naive.who(question.user),
        question.permission,
        TARGET.catalog.by_key[question.permission].reach,
        question.scope.names,
        naive.who(on) if on and on.kind == "user" else None,
        (on.scope.names, on.name) if on and on.kind == "group" else None,
    )
