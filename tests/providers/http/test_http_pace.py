"""All threads of a run share one pace."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.providers.http import Pace
from reconciler.testing.clock import VirtualClock

FAR = 10**9


@given(st.integers(1, 50), st.integers(1, 20), st.lists(st.floats(0, 1), max_size=60))
def test_no_span_of_time_has_more_requests_than_its_share_and_a_burst(rate, burst, pauses):
    clock = VirtualClock()
    pace, starts = Pace(clock.time, rate, burst), []
    for pause in pauses:
        clock.sleep(pause)
        pace.turn(FAR)
        starts.append(clock.now())
    for first, start in enumerate(starts):
        for count, end in enumerate(starts[first:], start=1):
            assert count <= burst + (end - start) * rate + 1e-6


def test_a_burst_is_not_waited_for_and_then_the_rate_holds():
    clock = VirtualClock()
    pace = Pace(clock.time, rate=10, burst=3)
    for _ in range(5):
        pace.turn(FAR)
    assert clock.slept == pytest.approx([0.1, 0.1])


def test_while_the_live_system_asks_to_wait_nobody_starts():
    clock = VirtualClock()
    pace = Pace(clock.time)
    pace.hold(30)
    pace.hold(10)
    assert (pace.turn(FAR), clock.passed) == (0, 30)


def test_a_turn_that_comes_too_late_is_told_and_not_waited_for():
    clock = VirtualClock()
    pace = Pace(clock.time)
    pace.hold(30)
    assert (pace.turn(until=20), clock.slept) == (30, [])


def test_threads_share_the_pace():
    clock = VirtualClock()
    pace = Pace(clock.time, rate=10, burst=1)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(pace.turn, [FAR] * 41))
    assert clock.passed >= 4 - 1e-6
