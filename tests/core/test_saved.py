"""How long a plan may be trusted, and whether it may be applied at all."""

from datetime import timedelta

import pytest

from reconciler.core.finding import Finding, Severity
from reconciler.core.model import Members, State
from reconciler.core.plan import LeftOut, Plan
from reconciler.core.saved import Asked, Made, SavedPlan, good_until
from reconciler.core.scope import Pattern

from .build import ACME, EVERYTHING, LONDON, NOW, grant, inside

HOUR = timedelta(hours=1)


def ending(*hours):
    """A state in which memberships end so many hours from now."""
    until = {f"u{hour}": NOW + hour * HOUR for hour in hours}
    return State(members={inside("a"): Members(frozenset(until), until=until)})


@pytest.mark.parametrize(
    ("hours", "good"),
    [((), 24), ((30,), 24), ((24,), 24), ((5, 3, 30), 3), ((-1, 0, 7), 7)],
    ids=["nothing ends", "later", "just then", "the next end", "what has ended is no next end"],
)
def test_a_plan_is_good_for_a_day_or_until_the_next_end(hours, good):
    assert good_until(NOW, [ending(*hours)], EVERYTHING) == NOW + good * HOUR


def test_the_end_may_be_live_or_declared():
    assert good_until(NOW, [ending(9), ending(2), ending(5)], EVERYTHING) == NOW + 2 * HOUR


def test_what_ends_in_another_scope_is_nothing_to_the_plan():
    acme = Asked((Pattern(ACME),)).selection()
    assert good_until(NOW, [ending(2)], acme) == NOW + 24 * HOUR


ERROR = Finding("RC0402", Severity.ERROR, "...")
LEFT = LeftOut(grant(inside("a"), "noah"), "it takes access")


@pytest.mark.parametrize(
    ("plan", "asked", "applyable", "complete"),
    [
        ({}, {}, True, True),
        ({"findings": (ERROR,)}, {}, False, False),
        ({}, {"at": NOW}, False, True),
        ({"left_out": (LEFT,)}, {}, True, False),
        ({}, {"within": LONDON}, True, False),
    ],
    ids=["sound", "with errors", "made for another time", "something left out", "one scope"],
)
def test_what_a_saved_plan_is_good_for(plan, asked, applyable, complete):
    made = Made(NOW, NOW + HOUR, Asked(**asked))
    saved = SavedPlan(Plan("northwind", "c0ffee", **plan), made)
    assert (saved.is_applyable, saved.is_complete) == (applyable, complete)
