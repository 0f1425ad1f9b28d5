"""Plans that were made before: equal states lead to the same plan (`test_worlds_same.py`)."""

from dataclasses import dataclass, field

from reconciler.core.declared import Declared
from reconciler.core.intent import Intent
from reconciler.core.model import State
from reconciler.core.plan import Plan
from reconciler.core.planner import make_plan
from reconciler.core.target import Target

MOST = 8
"""States of one task whose plans are kept: the first and the last come again in every trial."""


@dataclass
class Remembered:
    """Makes plans as `make_plan` does; one that it knows is handed out again."""

    known: dict[int, list[tuple[Declared, State, Plan]]] = field(default_factory=dict)
    """By the identity of what is declared, which is kept so that nothing else takes its place."""

    def make_plan(self, declared: Declared, live: State, target: Target, intent: Intent) -> Plan:
        """The plan of the files for a state; target and intent are the same all along."""
        known = self.known.setdefault(id(declared), [])
        for _, state, plan in known:
            if state == live:
                return plan
        plan = make_plan(declared, live, target, intent)
        if len(known) < MOST:
            known.append((declared, live, plan))
        return plan
