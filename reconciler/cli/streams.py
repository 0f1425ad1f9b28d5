"""Streams: what happens where one is closed, loses its reader or cannot show a character."""

import os
import sys
from typing import Protocol


class HasNumber(Protocol):
    """A stream of the operating system."""

    def fileno(self) -> int:
        """Its number."""
        ...


def tolerate() -> None:
    """A character that the terminal's encoding lacks is written as an escape, not refused."""
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="backslashreplace")


def occupy() -> None:
    """Put the null device in the place of every standard stream that is closed.

    Else the next file that is opened, a database perhaps, would get its number.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if not _is_open(number):
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number, which is this one
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(number, "w" if number else "r", encoding="utf-8"))


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def terminal(stream: HasNumber) -> int | None:
    """The number of a stream that is a terminal; None for anything else."""
    try:
        number = stream.fileno()
    except (OSError, ValueError):  # no stream of the operating system, or a closed one
        return None
    return number if os.isatty(number) else None


def silence(stream: HasNumber) -> None:
    """Let a stream without a reader swallow what is still to come, the last flush included."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, stream.fileno())
    os.close(devnull)
