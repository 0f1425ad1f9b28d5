"""The last word on each change of a plan that was applied in several runs."""

import pytest

from reconciler.core.change import Change
from reconciler.core.model import Container, Membership, Ref
from reconciler.core.outcome import Outcome, Status, last_words
from reconciler.core.scope import Scope

LONDON = Scope("/acme/london")
CHANGE = Change(None, Membership("noah", Container.of(Ref("group", LONDON, ("top role",))), None))


def last(*statuses):
    (word,) = last_words([[Outcome(CHANGE, status)] for status in statuses])
    return word.status


@pytest.mark.parametrize(
    ("runs", "word"),
    [
        ([Status.FAILED, Status.APPLIED], Status.APPLIED),
        ([Status.APPLIED, Status.ALREADY], Status.APPLIED),
        ([Status.UNKNOWN, Status.ALREADY], Status.ALREADY),
        ([Status.APPLIED, Status.NOT_ATTEMPTED], Status.APPLIED),
        ([Status.FAILED, Status.SKIPPED], Status.FAILED),
        ([Status.NOT_ATTEMPTED, Status.SKIPPED], Status.SKIPPED),
        ([Status.APPLIED, Status.FAILED], Status.FAILED),
        ([Status.APPLIED, Status.UNKNOWN, Status.ALREADY], Status.ALREADY),
    ],
)
def test_the_last_run_that_came_to_a_change_has_the_last_word(runs, word):
    assert last(*runs) == word


def test_a_plan_without_runs_has_no_outcomes():
    assert last_words([]) == []
