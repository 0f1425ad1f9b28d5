"""What judges faulted applies sees each thing that can be wrong after one."""

from dataclasses import replace

import pytest

from reconciler.core.outcome import Outcome, Status
from reconciler.testing.faulted import Trial, faulted
from reconciler.testing.faults import Fault
from tests.worlds.tasks import tasks

TASK = tasks()[0][1]


@pytest.fixture
def trial():
    return faulted(TASK, [])


def test_an_undisturbed_run_leaves_nothing_to_complain_of(trial):
    assert (trial.attempts[0].is_green, trial.complaints()) == (True, [])


def test_a_run_that_could_not_read_has_an_error_and_is_not_green():
    attempt = Trial(TASK).run({0: Fault.REDIRECT})
    assert (attempt.is_green, str(attempt.error)) == (False, "GET /scopes: a redirect")


def test_an_end_elsewhere_is_seen(trial):
    trial.task = replace(TASK, after=TASK.before)
    assert trial.complaints() == ["what is live is not what was declared"]


def test_a_change_that_was_made_twice_is_seen(trial):
    trial.system.effects.append(trial.system.effects[0])
    assert trial.complaints() == ["a change was made twice"]


@pytest.mark.parametrize("said", [Status.FAILED, Status.CONFLICT, Status.SKIPPED])
def test_an_outcome_that_denies_what_was_done_is_seen(trial, said):
    ledger = trial.attempts[0].ledger
    change = ledger.outcomes[0].change
    ledger.outcomes[0] = Outcome(change, said, "so it says")
    assert trial.complaints() == [f"said of {change.ref}: {said}, so it says"]


@pytest.mark.parametrize("said", [Status.APPLIED, Status.ALREADY])
def test_an_outcome_that_claims_what_was_not_done_is_seen(trial, said):
    attempt = trial.attempts[0]
    change = attempt.ledger.outcomes[0].change
    attempt.made -= {change}
    attempt.ledger.outcomes[0] = Outcome(change, said)
    assert trial.complaints() == [f"said of {change.ref}: {said}, "]


def test_to_say_that_it_is_unknown_is_no_lie(trial):
    ledger = trial.attempts[0].ledger
    ledger.outcomes[0] = Outcome(ledger.outcomes[0].change, Status.UNKNOWN)
    assert trial.complaints() == []


def test_a_last_run_that_is_not_green_is_seen():
    trial = Trial(TASK)
    trial.run({0: Fault.REDIRECT})
    assert trial.complaints() == [
        "the last run is not green: GET /scopes: a redirect",
        "what is live is not what was declared",
    ]
