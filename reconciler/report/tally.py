"""Tallies: how many changes of each kind something has, and how risky they are."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from reconciler.core.change import Action
from reconciler.core.model import Container
from reconciler.core.plan import Plan
from reconciler.core.risk import Risk, Risks
from reconciler.report.lines import lines

Tally: TypeAlias = Counter[tuple[Risk, Action]]
"""How many changes of each risk and action."""

_SENSITIVE = (Risk.SENSITIVE, Risk.PRIVILEGE)
_MEMBERSHIPS = (Action.GRANT, Action.REVOKE, Action.REDATE)


def tallies(plan: Plan, risks: Risks) -> Mapping[Container, Tally]:
    """The changes of a plan counted by container, at final addresses."""
    found: defaultdict[Container, Tally] = defaultdict(Counter)
    for line in lines(plan):
        found[line.container][risks.of(line.change, line.container.ref), line.change.action] += 1
    return found


def together(found: Iterable[Tally]) -> Tally:
    """All of them as one."""
    total: Tally = Counter()
    for each in found:
        total.update(each)
    return total


def riskiest_first(tally: Tally) -> tuple[int, ...]:
    """What sorts first has more of the riskiest class; of equal ones, more of the next."""
    by_risk: Counter[Risk] = Counter()
    for (risk, _), number in tally.items():
        by_risk[risk] += number
    return tuple(-by_risk[risk] for risk in Risk)


def actions(tally: Tally) -> Counter[Action]:
    """How many changes of each action."""
    done: Counter[Action] = Counter()
    for (_, action), number in tally.items():
        done[action] += number
    return done


def words(done: Counter[Action]) -> str:
    """`3 more to create; 1,200 to grant, 10 to revoke`, in the order of the summary line."""
    parts = {action: f"{done[action]:,} to {action}" for action in Action if done[action]}
    first = next(iter(parts))
    parts[first] = f"{done[first]:,} more to {first}"
    things = ", ".join(part for action, part in parts.items() if action not in _MEMBERSHIPS)
    memberships = ", ".join(part for action, part in parts.items() if action in _MEMBERSHIPS)
    return "; ".join(filter(None, (things, memberships)))


def sensitive(tally: Tally) -> int:
    """How many changes give what is sensitive."""
    return sum(number for (risk, _), number in tally.items() if risk in _SENSITIVE)
