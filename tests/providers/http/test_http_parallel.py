"""Calls run side by side, and the outcome of none that was started is lost."""

import os
import signal
from concurrent.futures import wait
from threading import Barrier, Event, Lock

import pytest

from reconciler.providers.http import in_parallel


class Fatal(Exception):
    """What ends a run."""


def test_every_item_comes_out_with_its_outcome():
    assert sorted(in_parallel(lambda item: -item, range(50), 8)) == [(n, -n) for n in range(50)]


def test_nothing_to_do_is_done():
    assert list(in_parallel(abs, [], 8)) == []


def test_items_start_in_their_order():
    assert list(in_parallel(lambda item: -item, range(9), 1)) == [(n, -n) for n in range(9)]


@pytest.mark.parametrize("parallelism", [1, 2, 7])
def test_as_many_run_at_once_as_were_asked_for_and_no_more(parallelism):
    together, lock, running, most = Barrier(parallelism), Lock(), set(), []

    def work(item):
        with lock:
            running.add(item)
            most.append(len(running))
        together.wait(1)
        with lock:
            running.discard(item)

    list(in_parallel(work, range(parallelism * 3), parallelism))
    assert max(most) == parallelism


def test_an_outcome_is_handed_out_while_others_are_still_in_flight():
    known = Event()

    def work(item):
        return known.wait(1) if item == 0 else item

    outcomes = in_parallel(work, range(2), 2)
    assert next(outcomes) == (1, 1)
    known.set()
    assert next(outcomes) == (0, True)


def test_after_something_fatal_nothing_starts_and_what_flies_is_handed_out():
    started, outcomes, flying = [], [], Barrier(5)

    def work(item):
        started.append(item)
        flying.wait(1)
        if item == 3:
            raise Fatal
        Event().wait(0.1)
        return -item

    with pytest.raises(Fatal):
        outcomes.extend(in_parallel(work, range(99), 5))
    assert sorted(outcomes) == [(0, 0), (1, -1), (2, -2), (4, -4)]
    assert sorted(started) == [0, 1, 2, 3, 4]


def test_after_an_interruption_nothing_starts_and_what_flies_is_handed_out(monkeypatch):
    outcomes, waits = [], []

    def wait_interrupted(*flying, **more):
        waits.append(flying)
        if len(waits) == 1:
            os.kill(os.getpid(), signal.SIGINT)
        return wait(*flying, **more)

    monkeypatch.setattr("reconciler.providers.http.parallel.wait", wait_interrupted)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # it may be ignored here
    try:
        with pytest.raises(KeyboardInterrupt):
            outcomes.extend(in_parallel(lambda item: -item, range(99), 3))
    finally:
        signal.signal(signal.SIGINT, before)
    assert sorted(outcomes) == [(0, 0), (1, -1), (2, -2)]
