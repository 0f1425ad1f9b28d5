"""Plans a case, carries it out on a system in memory, step by step, and says what came of it."""

import random
from collections.abc import Sequence
from itertools import groupby

from reconciler.core.change import Change
from reconciler.core.intent import Intent
from reconciler.core.limits import Limits
from reconciler.core.model import State
from reconciler.core.outcome import Status
from reconciler.core.plan import Plan
from reconciler.core.planner import make_plan
from reconciler.providers.base import Provider, Run
from reconciler.providers.memory import Memory

from .build import EVERYTHING, NOW, TARGET, Case, declare

NO_LIMITS = Limits(count=10_000, percent=100)
INTENT = Intent(EVERYTHING, NOW, NO_LIMITS)


def plan(case: Case) -> Plan:
    """The plan of a case; one that is refused is a failure."""
    return _accepted(make_plan(case.declared, case.before, TARGET, INTENT), case)


def plan_again(case: Case, live: State) -> Plan:
    """The plan of the same files once they are applied: their `previously` lines still stand."""
    return _accepted(make_plan(case.declared, live, TARGET, INTENT), case)


def plan_nothing(case: Case) -> Plan:
    """The plan of a state that is there already."""
    return _accepted(make_plan(declare(case.after, {}), case.after, TARGET, INTENT), case)


def _accepted(found: Plan, case: Case) -> Plan:
    assert not found.is_refused, f"{case}: {[finding.message for finding in found.findings]}"
    return found


def memory(state: State) -> Memory:
    """A system in memory that holds a state, where it is always now."""
    return Memory(TARGET, state, lambda: NOW)


def in_turn(found: Plan, seed: int | None = None) -> list[Change]:
    """The changes in the order of the plan; with a seed, each wave by itself in another order."""
    waves = [
        [step.change for step in together]
        for _, together in groupby(found.steps, key=lambda step: step.wave)
    ]
    if seed is not None:
        for number, wave in enumerate(waves):
            random.Random(f"{seed} {number}").shuffle(wave)
    return [change for wave in waves for change in wave]


def apply(provider: Provider, found: Plan, case: Case) -> None:
    """Carry out a plan wave by wave, each as one slice."""
    for _, together in groupby(found.steps, key=lambda step: step.wave):
        send(provider, [step.change for step in together], found, case)


def send(provider: Provider, changes: Sequence[Change], found: Plan, case: Case) -> None:
    """Make some changes; every one of them must be applied."""
    for outcome in provider.apply(changes, Run(NOW, found.digest, spelling=found.spelling)):
        assert outcome.status is Status.APPLIED, f"{case}: {outcome}"
