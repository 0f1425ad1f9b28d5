"""Processes: which of them has ended, for sure."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from reconciler.providers.process import is_dead, leave_signals, this_process

TELL = "from reconciler.providers.process import this_process; print(this_process())"

ENDINGS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM}


def ended():
    """The name of a process that has ended."""
    told = subprocess.run([sys.executable, "-c", TELL], capture_output=True, text=True, check=True)
    return told.stdout.strip()


def test_this_one_is_alive():
    assert not is_dead(this_process())


def test_one_that_has_ended_is_dead():
    assert is_dead(ended())


def test_a_later_one_with_the_same_number_is_another():
    assert is_dead(f"{this_process()}0")


def test_one_that_is_not_waited_for_is_dead_though_it_has_a_number():
    child = subprocess.Popen([sys.executable, "-c", TELL], stdout=subprocess.PIPE, text=True)
    name = child.stdout.read().strip()
    child.stdout.close()
    try:
        while not is_dead(name):
            assert child.returncode is None
    finally:
        child.wait()


def test_of_another_machine_nobody_knows():
    assert not is_dead(f"elsewhere{ended()}")


def test_what_is_no_name_is_not_dead():
    machine = this_process().partition(":")[0]
    assert [is_dead(name) for name in ("", ":", machine, f"{machine}:x:1")] == [False] * 4
    assert not is_dead(f"{machine}:{10**30}:")


def test_a_thread_that_leaves_signals_to_others_takes_none():
    def taken():
        leave_signals()
        return ENDINGS - signal.pthread_sigmask(signal.SIG_BLOCK, [])

    with ThreadPoolExecutor(1) as threads:
        assert threads.submit(taken).result() == set()
    assert ENDINGS & signal.pthread_sigmask(signal.SIG_BLOCK, []) == set()
