"""How long a call waits: what it was told, jitter on top, and never beyond its budget."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.providers.http import Patience, RunBudget
from reconciler.providers.http.budget import Tries
from reconciler.providers.http.errors import BudgetSpent, HttpError, Lost, Throttled
from reconciler.providers.http.waiting import FOREVER, retry_after
from reconciler.testing.clock import VirtualClock

NOW = datetime(2026, 3, 29, 0, 59, 30, tzinfo=UTC)

shares = st.floats(0, 1, exclude_max=True)
seconds = st.floats(0, 10**6)


def http_date(later):
    return format_datetime(NOW + timedelta(seconds=later), usegmt=True)


@pytest.mark.parametrize(
    ("reset", "expected"),
    [
        (str(int(NOW.timestamp()) + 90), 90),
        (str(int(NOW.timestamp()) - 90), 0),
        ("", None),
        ("soon", None),
        ("-1", None),
        ("9" * 12, None),
    ],
)
def test_a_rate_that_is_spent_says_until_when(reset, expected):
    spent = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": reset}
    assert retry_after(spent, NOW) == expected
    assert retry_after({**spent, "x-ratelimit-remaining": "1"}, NOW) is None
    assert retry_after({**spent, "retry-after": "7"}, NOW) == 7


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("120", 120),
        ("0", 0),
        (" 7 ", 7),
        (http_date(90), 90),
        (http_date(-90), 0),
        (http_date(86_400), 86_400),
        ("9" * 9, 999_999_999),
        ("9" * 5000, FOREVER),
        ("Fri, 31 Dec 9999 23:59:59 GMT", FOREVER),
        ("-5", None),
        ("1.5", None),
        ("1e3", None),
        ("٣", None),
        ("soon", None),
        ("", None),
        ("Fri, 99 Foo 2026 99:99:99 GMT", None),
    ],
)
def test_retry_after_is_seconds_or_a_date_or_nothing(value, expected):
    assert retry_after({"retry-after": value}, NOW) == expected


def test_without_retry_after_nothing_was_told():
    assert retry_after({}, NOW) is None


@given(st.integers(-(10**6), 10**6))
def test_a_date_counts_from_the_date_of_the_answer_whatever_our_clock_says(skew):
    headers = {"date": http_date(0), "retry-after": http_date(60)}
    assert retry_after(headers, NOW + timedelta(seconds=skew)) == 60


@given(st.text())
def test_no_header_is_a_defect(value):
    told = retry_after({"retry-after": value, "date": value}, NOW)
    assert told is None or 0 <= told <= FOREVER


@given(st.integers(1, 10**6), st.none() | seconds, shares)
def test_a_wait_is_never_shorter_than_told_nor_longer_than_its_interval_on_top(made, told, share):
    patience = Patience()
    wait = patience.wait(made, told, share)
    assert (told or 0) <= wait <= (told or 0) + patience.longest


def test_the_interval_doubles_up_to_the_longest():
    patience = Patience(first=1, longest=10)
    assert [patience.wait(made, None, 1) for made in (1, 2, 3, 4, 5, 6)] == [1, 2, 4, 8, 10, 10]


def tries(clock, patience, run=None):
    return Tries(patience, run or RunBudget(), clock.time, clock.now() + patience.seconds)


def wait_until_given_up(tries, told):
    try:
        while True:
            tries.wait_after(Throttled("GET /", "busy", told))
    except HttpError as error:
        return error


@given(st.none() | seconds, st.integers(1, 20), st.floats(0.1, 1000), st.integers(0, 99))
def test_all_waits_of_a_call_end_within_its_budget(told, attempts, budget, seed):
    clock = VirtualClock(seed)
    patience = Patience(attempts=attempts, seconds=budget)
    wait_until_given_up(tries(clock, patience), told)
    assert clock.passed <= budget
    assert len(clock.slept) < attempts
    assert all(slept >= (told or 0) for slept in clock.slept)


@given(st.integers(0, 30), st.floats(0, 100), st.integers(0, 99))
def test_all_waits_of_a_run_end_within_its_budget(attempts, budget, seed):
    clock, run = VirtualClock(seed), RunBudget(attempts, budget)
    for _ in range(10):
        wait_until_given_up(tries(clock, Patience(), run), None)
    assert len(clock.slept) <= attempts
    assert clock.passed <= budget + 1e-9


def test_what_will_not_pass_is_not_waited_for():
    clock = VirtualClock()
    with pytest.raises(Throttled, match="asks to wait 999 s, longer than a call may take"):
        tries(clock, Patience()).wait_after(Throttled("GET /", "busy", 999))
    assert clock.slept == []


def test_a_call_says_how_often_it_was_tried():
    error = wait_until_given_up(tries(VirtualClock(), Patience(attempts=3)), None)
    assert str(error) == "GET /: busy; given up: 3 attempts were made"


def test_a_run_that_has_waited_enough_ends():
    run = RunBudget()
    run.end()
    with pytest.raises(BudgetSpent, match="the run has waited and tried enough") as caught:
        tries(VirtualClock(), Patience(), run).wait_after(Lost("GET /", "gone"))
    assert caught.value.ends_the_run
