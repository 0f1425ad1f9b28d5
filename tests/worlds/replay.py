"""Shows one case again: `python -m tests.worlds.replay C 17` (or `A 3 8`, `B 17 202 ab`)."""

import sys
from collections.abc import Iterator

from reconciler.core.canonical import text
from reconciler.core.model import State
from reconciler.core.planner import make_plan

from .access import walk
from .build import TARGET, Case
from .chance import case_c
from .run import INTENT
from .small import case_e, cases_a, cases_b

SHUFFLES = (None, 1, 2)


def find(name: str) -> Case:
    """The case of a name, as failing tests print it."""
    world, *rest = name.split()
    first, second = (int(word) for word in (*rest, "0")[:2])
    match world:
        case "A":
            found = cases_a(first, second)
        case "B":
            found = cases_b(first, second)
        case "C":
            found = (case_c(first),)
        case _:
            found = (case_e(first, second),)
    return next(case for case in found if case.name == name)


def described(case: Case) -> Iterator[str]:
    """Both states, the plan, and what each order does to people."""
    found = make_plan(case.declared, case.before, TARGET, INTENT)
    yield f"{case}  {found.summary}  {found.digest}"
    yield from (f"  before  {line}" for line in _state(case.before))
    yield from (f"  after   {line}" for line in _state(case.after))
    yield from (f"  moved   {old} -> {new}" for new, old in sorted(case.moved.items()))
    yield from (f"  {finding.code} {finding.message}" for finding in found.findings)
    for step in found.steps:
        change = step.change
        yield f"  {step.wave} {change.action} {text(change)}"
    if not found.is_refused:
        for seed in SHUFFLES:
            seen = walk(case, found, seed)
            yield f"  order {seed}: excess {seen.excess}, gaps {seen.gaps}"


def _state(state: State) -> Iterator[str]:
    for thing in state.things:
        if thing.ref.parent or thing.ref.kind == "role":
            yield f"{thing.ref} {sorted(thing.permissions or ())}"
    for container, members in state.members.items():
        yield f"{container}: {sorted(members.users)} {dict(members.until)}"


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in described(find(" ".join(sys.argv[1:]))))
