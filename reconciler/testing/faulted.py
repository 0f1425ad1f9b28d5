"""A faulted apply: planned, carried out while calls go wrong, and judged by what is left behind."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from reconciler.apply import Ledger, apply
from reconciler.core.change import Change
from reconciler.core.declared import Declared
from reconciler.core.intent import Intent
from reconciler.core.model import State
from reconciler.core.order import waiting
from reconciler.core.outcome import Outcome, Status
from reconciler.core.plan import Plan
from reconciler.core.planner import make_plan
from reconciler.core.target import Target
from reconciler.errors import TargetError
from reconciler.providers.base import Provider, Run
from reconciler.providers.http import Call, Client
from reconciler.testing.clock import VirtualClock
from reconciler.testing.faults import Fault
from reconciler.testing.simulated import SimulatedNetwork, SimulatedProvider, SimulatedSystem

Faults: TypeAlias = Mapping[int, Fault]
"""Which calls of a run go wrong, by number from 0 on, and how."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is to become true: `declared`, from the state `before`, so that `after` is live."""

    declared: Declared
    before: State
    after: State
    target: Target
    intent: Intent


@dataclass(slots=True)
class Attempt:
    """One run, as far as it came: its calls, its outcomes, and what is to do afterwards."""

    calls: Sequence[str] = ()
    ledger: Ledger | None = None
    left: Plan | None = None
    error: TargetError | None = None
    made: frozenset[Change] = frozenset()
    """What the system has really done when the run ends, by this run and those before it."""

    @property
    def is_green(self) -> bool:
        """Whether it says that everything is done."""
        return self.left is not None and self.left.is_empty and not self.left.is_refused

    @property
    def lies(self) -> Iterator[Outcome]:
        """Outcomes that say otherwise than the system; to say "unknown" is no lie."""
        for outcome in self.ledger.all if self.ledger else ():
            is_known = outcome.status is not Status.UNKNOWN
            if is_known and outcome.is_done != (outcome.change in self.made):
                yield outcome


@dataclass(slots=True)
class Trial:
    """A system, and all runs against it, one after the other on one clock."""

    task: Task
    seed: int = 0
    attempts: list[Attempt] = field(default_factory=list)
    clock: VirtualClock = field(init=False)
    system: SimulatedSystem = field(init=False)

    def __post_init__(self) -> None:
        """Put the system there as it is before."""
        self.clock = VirtualClock(self.seed, self.task.intent.now)
        self.system = SimulatedSystem(self.task.target, self.task.before, self.clock.wall)

    def run(self, faults: Faults) -> Attempt:
        """Plan, apply and look again, with these faults on the way."""
        network = SimulatedNetwork(self.system, self.clock, faults)
        client = Client(network, whoami=Call("GET", "/marks"))
        provider = SimulatedProvider(client, self.task.target, self.clock.wall)
        attempt = Attempt(network.calls)
        try:
            self._carry_out(attempt, provider)
        except TargetError as error:
            attempt.error = error
        attempt.made = frozenset(self.system.effects)
        network.let_through()
        self.attempts.append(attempt)
        return attempt

    def complaints(self) -> list[str]:
        """What is wrong after a last run without a fault. Nothing may be."""
        last, said = self.attempts[-1], []
        if not last.is_green:
            said.append(f"the last run is not green: {last.error or last.left}")
        if self.system.state != self.task.after:
            said.append("what is live is not what was declared")
        if len(self.system.effects) > len(set(self.system.effects)):
            said.append("a change was made twice")
        lies = [outcome for attempt in self.attempts for outcome in attempt.lies]
        return [*said, *(f"said of {one.change.ref}: {one.status}, {one.reason}" for one in lies)]

    def _carry_out(self, attempt: Attempt, provider: Provider) -> None:
        plan, live = self._plan(provider)
        attempt.ledger = Ledger(plan)
        run = Run(self.clock.wall(), plan.digest, spelling=plan.spelling)
        negation = self.task.target.catalog.negation
        apply(attempt.ledger, provider, run, waiting(plan.steps, live.kept, negation))
        attempt.left, _ = self._plan(provider)

    def _plan(self, provider: Provider) -> tuple[Plan, State]:
        task = self.task
        live = provider.observe(task.intent.selection)
        return make_plan(task.declared, live, task.target, task.intent), live


def faulted(task: Task, runs: Sequence[Faults], seed: int = 0) -> Trial:
    """A trial with one run for each entry of `runs`, and one more in which nothing goes wrong."""
    trial = Trial(task, seed)
    for faults in [*runs, {}]:
        trial.run(faults)
    return trial
