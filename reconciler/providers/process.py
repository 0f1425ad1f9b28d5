"""Processes: a name for this one, by which others see that it is gone; who hears its signals."""

import os
import signal
import socket
import uuid
from contextlib import suppress
from pathlib import Path

_PROC = Path("/proc")


def this_process() -> str:
    """`machine:number:start`: no later process, and none of another machine, is called so."""
    return f"{_machine()}:{os.getpid()}:{_start(os.getpid())}"


def is_dead(process: str) -> bool:
    """Whether a process has ended, for sure: never of another machine, or of no name."""
    machine, _, rest = process.partition(":")
    number, _, start = rest.partition(":")
    if machine != _machine() or not number.isdecimal():
        return False
    return not _is_there(int(number)) or _start(int(number)) != start


def leave_signals() -> None:
    """Let signals go to other threads than this one: the first of them is the one that answers.

    The system hands a signal to any thread that takes it. Handed to another, it would not wake the
    first, and a second Ctrl-C would be answered when the call that it shall end has ended.
    """
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())


def _machine() -> str:
    """One start of the machine, and the room that its process numbers are counted in.

    Two containers may share a name and a number, and do not share these. Where the system
    has no such rooms it is the network card.
    """
    with suppress(OSError):
        boot = (_PROC / "sys/kernel/random/boot_id").read_text("ascii").strip()
        return f"{boot}.{(_PROC / 'self/ns/pid').stat().st_ino}"
    return f"{socket.gethostname()}.{uuid.getnode():x}".replace(":", "-")


def _is_there(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):  # somebody else's, or no number that a process can have
        return True
    return True


def _start(number: int) -> str:
    """When it began, in ticks since the machine did; empty where the system does not say."""
    try:
        said = (_PROC / f"{number}/stat").read_text("utf-8", "replace")
    except OSError:
        return ""
    # The name stands in parentheses and may hold anything: count from behind it.
    fields = said.rpartition(")")[2].split()
    return "" if fields[0] == "Z" else fields[19]
