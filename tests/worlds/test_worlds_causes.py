"""Every effect of a plan has the changes behind it: without them it does not happen."""

import os
from itertools import product

import pytest

from reconciler.core.access.difference import difference
from reconciler.core.access.effect import Kind
from reconciler.core.access.question import Access
from reconciler.core.access.sides import Side, Sides
from reconciler.core.order.final import final_changes
from reconciler.core.planner import make_plan
from reconciler.core.replay import replay
from reconciler.report.lines import lines
from reconciler.report.review.behind import Behind

from .build import NOW, TARGET
from .chance import case_c
from .run import INTENT

COUNT = 2400 if os.environ.get("RECONCILER_TEST_ALL") else 400


def plans(start, stop):
    """The plans of some cases; a few have no safe order."""
    for number in range(start, stop):
        case = case_c(number)
        made = make_plan(case.declared, case.before, TARGET, INTENT)
        if not made.is_refused:
            yield case, made


def behind(made, effect):
    """The places of the changes behind an effect among all of the plan, whichever way found."""
    found = Behind(made, TARGET).of(effect)
    assert found.lines or found.contents or found.many, "an effect with nothing behind it"
    causes = [*found.lines, *(line for line, _ in found.contents)]
    causes += found.many.gather() if found.many else []
    return {place for place, line in enumerate(lines(made)) if line in causes}


@pytest.mark.parametrize("start", range(0, COUNT, COUNT // 4))
def test_every_effect_has_a_change_behind_it(start):
    for case, made in plans(start, start + COUNT // 4):
        for effect in made.access.effects:
            assert behind(made, effect), f"{case}: {effect}"


def gist(effect):
    """What an effect says of each person, permission and place."""
    each = product(effect.people, effect.permissions, effect.places)
    return {(effect.kind, *one) for one in each}


def told(before, after):
    """What is gained and lost at once."""
    effects = difference(Sides(Side(before), Side(after))).effects
    return {one for effect in effects if effect.start is None for one in gist(effect)}


def test_without_the_changes_behind_it_nobody_gains_or_loses_anything():
    judged = 0
    for case, made in plans(0, COUNT):
        if case.moved:
            continue
        changes = [change for _, change in final_changes(made.steps)]
        before = Access(case.before, TARGET, NOW)
        for effect in made.access.effects:
            if effect.start is None and effect.places and effect.kind is not Kind.KEPT:
                causes = behind(made, effect)
                rest = [one for place, one in enumerate(changes) if place not in causes]
                after = Access(replay(case.before, rest), TARGET, NOW)
                assert not gist(effect) & told(before, after), f"{case}: {effect}"
                judged += 1
    assert judged > COUNT, "worlds in which nothing happens prove nothing"
