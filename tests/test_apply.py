"""Applying: what becomes of every change, whatever the live system does."""

import json
from datetime import UTC, datetime

import pytest

from reconciler.apply import SLICE, Ledger, apply
from reconciler.core.change import Change
from reconciler.core.model import Container, Group, Membership, Ref
from reconciler.core.order import waiting
from reconciler.core.outcome import Outcome, Status
from reconciler.core.plan import Plan, Step
from reconciler.core.scope import Scope
from reconciler.errors import Locked, NothingWritten
from reconciler.providers.base import Run
from reconciler.receipt import write_receipt

LONDON = Scope("/acme/london")
NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
RUN = Run(NOW, digest="0123456789abcdef")


def group(*names):
    return Ref("group", LONDON, ("top role", *names))


def create(*names):
    return Change(None, Group(group(*names), "", frozenset()))


def grant(user, *names):
    return Change(None, Membership(user, Container.of(group(*names)), None))


SALES, SUPPORT = create("sales"), create("support")
NOAH, ISLA = grant("noah", "sales"), grant("isla", "support")
PLAN = Plan("northwind", "", (Step(SALES, 0), Step(SUPPORT, 0), Step(NOAH, 1), Step(ISLA, 1)))


class System:
    """A live system that answers as it is told, and remembers what it was sent."""

    def __init__(self, answers=(), crash_at=None):
        self.answers, self.crash_at, self.sent = dict(answers), crash_at, []

    def apply(self, changes, _run):
        self.sent.append(list(changes))
        for change in changes:
            if change == self.crash_at:
                raise ConnectionError
            status = self.answers.get(change, Status.APPLIED)
            if status is not None:
                yield Outcome(change, status)


def ledger(plan=PLAN):
    return Ledger(plan)


def applied(system, plan=PLAN):
    made = ledger(plan)
    apply(made, system, RUN, waiting(made.plan.steps, ()))
    return [(outcome.change, outcome.status) for outcome in made.all]


def test_every_change_is_made_wave_by_wave():
    system = System()
    assert {status for _, status in applied(system)} == {Status.APPLIED}
    assert system.sent == [[SALES, SUPPORT], [NOAH, ISLA]]


def test_a_slice_is_never_larger_than_its_limit():
    many = tuple(Step(create(str(number)), 0) for number in range(SLICE + 1))
    system = System()
    applied(system, Plan("northwind", "", many))
    assert [len(changes) for changes in system.sent] == [SLICE, 1]


@pytest.mark.parametrize("status", [Status.FAILED, Status.CONFLICT])
def test_what_waits_for_a_change_that_is_not_made_is_skipped_and_nothing_else(status):
    system = System({SALES: status})
    assert applied(system) == [
        (SALES, status),
        (SUPPORT, Status.APPLIED),
        (NOAH, Status.SKIPPED),
        (ISLA, Status.APPLIED),
    ]
    assert system.sent == [[SALES, SUPPORT], [ISLA]]


def test_what_is_there_already_holds_nobody_up():
    assert applied(System({SALES: Status.ALREADY}))[2] == (NOAH, Status.APPLIED)


def test_a_skipped_change_names_what_it_waits_for():
    made = ledger()
    apply(made, System({SALES: Status.FAILED}), RUN, waiting(made.plan.steps, ()))
    assert list(made.all)[2].reason == "it waits for: create group top role/sales"


def test_a_change_that_the_provider_does_not_speak_of_is_unknown():
    assert applied(System({SALES: None})) == [
        (SALES, Status.UNKNOWN),
        (SUPPORT, Status.APPLIED),
        (NOAH, Status.SKIPPED),
        (ISLA, Status.APPLIED),
    ]


def test_after_a_crash_what_was_handed_over_is_unknown_and_the_rest_was_not_attempted():
    made = ledger()
    with pytest.raises(ConnectionError):
        apply(made, System(crash_at=SUPPORT), RUN, waiting(made.plan.steps, ()))
    statuses = [Status.APPLIED, Status.UNKNOWN, Status.NOT_ATTEMPTED, Status.NOT_ATTEMPTED]
    assert [outcome.status for outcome in made.all] == statuses


@pytest.mark.parametrize("sure", [NothingWritten, Locked])
def test_where_the_provider_is_sure_only_what_it_spoke_of_was_attempted(sure):
    class Sure(System):
        def apply(self, changes, _run):
            yield Outcome(changes[0], Status.APPLIED)
            raise sure("the rest was undone")

    made = ledger()
    with pytest.raises(sure):
        apply(made, Sure(), RUN, waiting(made.plan.steps, ()))
    statuses = [Status.APPLIED, *[Status.NOT_ATTEMPTED] * 3]
    assert [outcome.status for outcome in made.all] == statuses


@pytest.mark.parametrize(
    ("answers", "wrote", "is_done"),
    [
        ({}, True, True),
        (dict.fromkeys([SALES, SUPPORT, NOAH, ISLA], Status.ALREADY), False, True),
        (dict.fromkeys([SALES, SUPPORT], Status.FAILED), False, False),
        ({SALES: None, SUPPORT: Status.FAILED}, True, False),
    ],
    ids=["all applied", "all there already", "all failed", "one unknown"],
)
def test_whether_something_was_written_and_all_is_done(answers, wrote, is_done):
    made = ledger()
    apply(made, System(answers), RUN, waiting(made.plan.steps, ()))
    assert (made.wrote, made.is_done) == (wrote, is_done)


def test_a_receipt_says_what_became_of_every_change(tmp_path):
    made = ledger()
    apply(made, System({SALES: Status.FAILED}), RUN, waiting(made.plan.steps, ()))
    path = write_receipt(tmp_path, made, RUN, NOW, "interrupted")
    receipt = json.loads((tmp_path / path).read_text())
    told = [(each["action"], each["status"]) for each in receipt["outcomes"]]
    assert told == [
        ("create", "failed"),
        ("create", "applied"),
        ("grant", "skipped"),
        ("grant", "applied"),
    ]
    assert (receipt["digest"], receipt["complete"]) == (RUN.digest, False)
    assert receipt["cause"] == "interrupted"
    assert list((tmp_path / path).parent.iterdir()) == [tmp_path / path]
