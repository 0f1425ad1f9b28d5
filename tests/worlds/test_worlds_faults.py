"""R1 and R2: whatever goes wrong on the way, the next run that nothing disturbs makes it true."""

import pytest

import reconciler.testing.faulted
from reconciler.testing.faulted import Trial, faulted
from reconciler.testing.faults import Fault

from .choose import ALL, CHUNKS, in_chunks
from .remembered import Remembered
from .tasks import TASKS, WRITES, cells, tasks, tried

TRIALS = 50_000 if ALL else 10_000
REMEMBERED = Remembered()


@pytest.fixture(autouse=True)
def _plan_once(monkeypatch):
    """Thousands of trials start and end in the same states. Torture makes every plan anew."""
    monkeypatch.setattr(reconciler.testing.faulted, "make_plan", REMEMBERED.make_plan)


@in_chunks
def test_whatever_goes_wrong_the_next_run_makes_it_true(chunk):
    for number in range(chunk, TRIALS, CHUNKS):
        chosen = tried(number)
        found = faulted(chosen.task, chosen.runs, number).complaints()
        assert found == [], f"make torture ARGS='--only {number}'"


def test_every_kind_of_call_goes_wrong_in_every_way():
    kinds = {
        *{"list scopes", "list users", "list roles", "list groups", "list members", "list marks"},
        *{"look up", "create", "update", "move", "delete", "grant", "revoke", "re-date"},
    }
    assert {*cells()} == {(kind, fault) for kind in kinds for fault in Fault}
    assert len(cells()) < TRIALS
    assert [tried(number).cell for number in range(len(cells()))] == [
        (kind, fault.value) for kind, fault in cells()
    ]


def test_the_tasks_are_many_and_need_many_writes():
    writes = [
        sum(not kind.startswith(("list", "look")) for kind in calls) for _, _, calls in tasks()
    ]
    assert (len(writes), min(writes)) == (TASKS, WRITES)


@pytest.mark.parametrize(
    "fault",
    [Fault.TWICE, Fault.REORDERED, Fault.ANSWER_LOST, Fault.TIMEOUT_BEFORE, Fault.ERROR_AFTER],
)
def test_one_fault_at_a_write_does_not_even_need_another_run(fault):
    for _, task, calls in tasks()[:20]:
        for number, kind in enumerate(calls):
            if kind in ("create", "update", "move", "delete", "grant", "revoke", "re-date"):
                trial = Trial(task)
                assert (trial.run({number: fault}).is_green, trial.complaints()) == (True, [])
