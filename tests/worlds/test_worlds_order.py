"""R6: a run may stop anywhere. After every single write nobody holds more than before and after.

Judged by the portal's own `check`, over the people and groups that are there all the way; the
changes of one wave are made in several orders.
"""

from random import Random

import pytest

from reconciler.core.order import waiting
from reconciler.core.plan import Plan
from reconciler.core.planner import make_plan

from .access import walk, walk_in
from .build import TARGET, Case
from .chance import case_c
from .choose import ALL, in_chunks, numbers, pairs
from .feasible import is_feasible
from .run import INTENT, plan
from .small import cases_b

ORDERS = (None, 1, 2)
"""As planned, and each wave shuffled twice."""


def stays_within(case: Case, found: Plan) -> None:
    for seed in ORDERS:
        seen = walk(case, found, seed)
        assert not seen.excess, f"{case} order {seed}: {seen.excess}"


@in_chunks
def test_no_step_between_two_states_of_world_b_gives_more_than_both(chunk):
    for before, after in pairs(chunk, 209, 1200):
        for case in cases_b(before, after):
            stays_within(case, plan(case))


@in_chunks
def test_a_failed_change_that_holds_up_what_waits_for_it_gives_nobody_more(chunk):
    """Then changes of later waves are made before some of earlier ones."""
    for before, after in pairs(chunk, 209, 600):
        case = cases_b(before, after)[0]
        found = plan(case)
        seen = walk_in(case, found, any_order(found, case))
        assert not seen.excess, f"{case}: {seen.excess}"


def any_order(found: Plan, case: Case):
    """All changes in one of the orders that respect who waits for whom."""
    random = Random(case.name)
    later = waiting(found.steps, case.before.kept).later
    behind = [sum(step in after for after in later) for step in range(len(found.steps))]
    ready, order = [step for step, count in enumerate(behind) if not count], []
    while ready:
        step = ready.pop(random.randrange(len(ready)))
        order.append(found.steps[step].change)
        for other in later[step]:
            behind[other] -= 1
            if not behind[other]:
                ready.append(other)
    return order


GAPS = (24, 120, 32, 32)
"""Of the 43,681 pairs of world B, those where somebody lacks for a moment what they hold before and
after, in one of three orders: 0.48 %. In 40 of them every order does that, or gives too much."""


@pytest.mark.parametrize("part", range(len(GAPS)))
def test_gaps_are_rare_between_the_states_of_world_b(part):
    chosen = [divmod(number, 209) for number in numbers(part, 209 * 209, 2400, chunks=len(GAPS))]
    with_gap = [case.name for case in (cases_b(*pair)[0] for pair in chosen) if has_gap(case)]
    assert len(with_gap) <= (GAPS[part] if ALL else 0.02 * len(chosen)), with_gap


def has_gap(case: Case) -> bool:
    found = plan(case)
    return any(walk(case, found, seed).gaps for seed in ORDERS)


def test_at_most_one_pair_in_two_hundred_has_a_gap():
    assert sum(GAPS) <= 0.005 * 209 * 209


WITHOUT_GAP = {
    "who is granted one thing goes before who is granted two": (120, 79),
    "who loses one thing goes before who loses two": (79, 120),
    "the upper group loses its permission first": (8, 88),
    "the upper group gains its permission last": (88, 8),
}


@pytest.mark.parametrize("story", WITHOUT_GAP)
def test_nobody_waits_outside_who_need_not(story):
    assert not has_gap(cases_b(*WITHOUT_GAP[story])[0])


CASES_C = 5_500
"""5,047 of them have a safe order; most others declare a circle of names."""
UNSAFE = {1963, 2845, 4633, 5377}
"""Refused although the tree could be brought there: a group must pass below another that somebody
is in all the way, and be reached for a moment. That is foreseen from who could work on it, not from
what each holds otherwise: in one of them somebody is given more, in three they hold it anyway.
"""


@in_chunks
def test_world_c_is_safe_at_every_step_and_refused_only_where_no_order_is(chunk):
    numbered = numbers(chunk, CASES_C, 360)
    for number in numbered:
        case = case_c(number)
        found = make_plan(case.declared, case.before, TARGET, INTENT)
        codes = {finding.code for finding in found.findings if finding.severity == "error"}
        if not is_feasible(case):
            assert codes & {"RC0313", "RC0601"}, f"{case}: {codes}"
        elif codes == {"RC0602"}:
            assert number in UNSAFE, f"{case} is refused"
        else:
            assert not codes, f"{case}: {[finding.message for finding in found.findings]}"
            stays_within(case, found)
