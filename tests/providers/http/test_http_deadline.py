"""The deadline holds, whatever the live system does with the time."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.providers.http.errors import Lost, NotSent
from reconciler.providers.http.wire import Exchange
from tests.providers.http.serving import (
    GET,
    SHORT,
    answer,
    dripping,
    serving,
    then_silence,
    transport,
)

HEAD = answer(b"x" * 1000)[:-1000]
PATIENT = replace(SHORT, read=30, deadline=0.3)


@pytest.mark.parametrize(
    "behaviour",
    [
        pytest.param(dripping(answer(b"[%s]" % (b" " * 500))), id="a byte at a time"),
        pytest.param(dripping(HEAD, pause=0.01), id="headers a byte at a time"),
        pytest.param(then_silence(b""), id="silence"),
        pytest.param(then_silence(HEAD), id="headers and then silence"),
        pytest.param(then_silence(answer()[:-1]), id="all but the last byte"),
        pytest.param(dripping(b"HTTP/1.1 100 Continue\r\n\r\n" * 500, pause=0.001), id="100s"),
    ],
)
def test_a_call_ends_at_its_deadline(behaviour):
    with serving(behaviour) as server, pytest.raises(Lost, match="in time"):
        transport(server, PATIENT).send(GET, within=30)


@given(st.floats(0, 100), st.floats(0.001, 100))
def test_no_wait_for_a_byte_is_longer_than_what_is_left_or_than_a_silence(now, silence):
    exchange = Exchange(lambda: now, 50, silence)
    if now >= 50:
        with pytest.raises(TimeoutError):
            exchange.patience()
    else:
        assert 0 < exchange.patience() == min(50 - now, silence)


def test_a_call_ends_when_less_is_left_of_its_budget_than_its_deadline():
    patient = replace(SHORT, read=30, deadline=30)
    with serving(then_silence(b"")) as server, pytest.raises(Lost, match="in time"):
        transport(server, patient).send(GET, within=0.2)


def test_silence_ends_a_call_before_its_deadline():
    quiet = replace(SHORT, read=0.2, deadline=30)
    with serving(then_silence(HEAD)) as server, pytest.raises(Lost, match="in time"):
        transport(server, quiet).send(GET, within=30)


def test_a_call_without_any_time_left_is_not_sent():
    with serving(answer()) as server, pytest.raises(NotSent):
        transport(server).send(GET, within=0)
    assert server.requests == []


def test_a_slow_answer_within_the_deadline_is_good():
    enough = replace(SHORT, read=20, deadline=20)
    with serving(dripping(answer({"a": 1}), pause=0.001)) as server:
        assert transport(server, enough).send(GET, within=20).data == {"a": 1}


def test_one_connection_serves_many_calls():
    with serving(answer({"a": 1})) as server:
        line = transport(server)
        assert [line.send(GET, within=9).data for _ in range(3)] == [{"a": 1}] * 3
        line.close()
    assert len(server.open) == 1
