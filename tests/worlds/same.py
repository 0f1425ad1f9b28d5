"""Prints what a fixed choice of plans looks like to the byte, for runs that must not differ."""

import sys
from collections.abc import Iterator

from reconciler.core.canonical import text
from reconciler.core.planner import make_plan
from reconciler.report.beside import Beside
from reconciler.report.text import TextOptions, plan_text

from .build import TARGET, Case
from .chance import case_c
from .run import INTENT
from .small import case_e, cases_a, cases_b


def chosen() -> Iterator[Case]:
    """Some of each world."""
    for number in range(40):
        yield from cases_a((number * 7919) % 289, (number * 6101) % 289)
        yield from cases_b((number * 5009) % 209, (number * 4001) % 209)
        yield case_e((number * 11) % 26, (number * 5) % 26)
        yield case_c(number)


def printed(case: Case) -> Iterator[str]:
    """The digest, the plan as data, and the plan as people read it."""
    found = make_plan(case.declared, case.before, TARGET, INTENT)
    yield f"{case} {found.digest}"
    yield text(found.steps)
    yield from (line.plain for line in plan_text(found, Beside(TARGET), TextOptions()))


if __name__ == "__main__":
    for each in chosen():
        sys.stdout.writelines(f"{line}\n" for line in printed(each))
