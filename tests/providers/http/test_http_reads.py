"""Reads are tried again while that may help, and no longer."""

import pytest

from reconciler.providers.http import Call, Client, Patience
from reconciler.providers.http.errors import (
    BadAnswer,
    BudgetSpent,
    CredentialsRefused,
    Denied,
    Excessive,
    NotFound,
    NotSent,
    Redirected,
    ServerFailed,
    Throttled,
)
from reconciler.testing.clock import VirtualClock
from tests.providers.http.serving import GET, answer, closing, serving, then_silence, transport

WHOAMI = Call("GET", "/account")
GOOD = answer([1])


@pytest.fixture
def clock():
    return VirtualClock()


def client(server, clock, **more):
    return Client(transport(server, time=clock.time), **more)


@pytest.mark.parametrize(
    "first",
    [
        pytest.param(closing(b""), id="closed"),
        pytest.param(closing(GOOD[:-1]), id="too short"),
        pytest.param(then_silence(b""), id="silence"),
        pytest.param(answer(status="500 No"), id="500"),
        pytest.param(answer(status="502 No", kind="text/html"), id="502 page"),
        pytest.param(answer(status="429 Slow"), id="429"),
        pytest.param(answer(status="503 Busy", Retry_After="1"), id="503"),
        pytest.param(answer(b"<html>", kind="text/html"), id="page"),
        pytest.param(answer(b"[1", status="206 Part"), id="206"),
        pytest.param(answer(b"[1"), id="truncated"),
    ],
)
def test_a_read_is_tried_again_after_what_may_pass(first, clock):
    with serving(first, GOOD) as server:
        assert client(server, clock).read(GET).data == [1]
    assert len(clock.slept) == 1


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (answer(status="404 No"), NotFound),
        (answer(status="403 No"), Denied),
        (answer(status="401 No"), CredentialsRefused),
        (answer(status="307 No", Location="https://elsewhere.example"), Redirected),
        (answer(b"[" * 1000), Excessive),
    ],
)
def test_a_read_is_not_tried_again_after_what_will_stay(content, kind, clock):
    with serving(content, GOOD) as server, pytest.raises(kind):
        client(server, clock).read(GET)
    assert clock.slept == []


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (answer(status="500 No"), ServerFailed),
        (answer(b"<html>", kind="text/html"), BadAnswer),
    ],
)
def test_a_read_is_given_up_after_its_attempts(content, kind, clock):
    with serving(content) as server, pytest.raises(kind, match="3 attempts were made"):
        client(server, clock, patience=Patience(attempts=3)).read(GET)
    assert len(server.requests) == 3


def test_a_refused_connection_is_tried_again_until_given_up(clock):
    with serving(GOOD) as server:
        pass
    with pytest.raises(NotSent, match="2 attempts were made"):
        client(server, clock, patience=Patience(attempts=2)).read(GET)


def test_no_request_of_any_thread_starts_earlier_than_told(clock):
    with serving(answer(status="429 Slow", Retry_After="30"), GOOD) as server:
        ours = client(server, clock, patience=Patience(attempts=1))
        with pytest.raises(Throttled):
            ours.read(GET)
        assert ours.read(GET).data == [1]
    assert clock.passed >= 30


def test_who_is_told_to_come_back_after_the_budget_gives_up_at_once(clock):
    with serving(answer(status="429 Slow", Retry_After="9999"), GOOD) as server:
        ours = client(server, clock)
        with pytest.raises(Throttled, match="asks to wait 9999 s"):
            ours.read(GET)
        with pytest.raises(
            NotSent, match="its turn has not come; given up: it asks to wait 9999 s"
        ):
            ours.read(GET)
    assert (len(server.requests), clock.slept) == (1, [])


def test_a_401_where_the_secret_works_elsewhere_is_about_this_object_alone(clock):
    with (
        serving(answer(status="401 No"), answer({"account": "northwind"})) as server,
        pytest.raises(Denied, match="good for other things") as caught,
    ):
        client(server, clock, whoami=WHOAMI).read(GET)
    assert not caught.value.ends_the_run
    assert server.requests[1].startswith(b"GET /account ")


def test_a_401_everywhere_ends_the_run(clock):
    with (
        serving(answer(status="401 No")) as server,
        pytest.raises(CredentialsRefused) as caught,
    ):
        client(server, clock, whoami=WHOAMI).read(GET)
    assert caught.value.ends_the_run
    assert len(server.requests) == 2


def test_after_a_401_everywhere_no_other_call_is_tried_again(clock):
    with serving(answer(status="401 No"), answer(status="500 No")) as server:
        ours = client(server, clock)
        with pytest.raises(CredentialsRefused):
            ours.read(GET)
        with pytest.raises(BudgetSpent):
            ours.read(GET)
    assert clock.slept == []


def test_a_401_to_whoami_itself_asks_nobody_else(clock):
    with serving(answer(status="401 No")) as server, pytest.raises(CredentialsRefused):
        client(server, clock, whoami=WHOAMI).read(WHOAMI)
    assert len(server.requests) == 1
