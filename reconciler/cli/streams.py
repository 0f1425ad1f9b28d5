"""Streams: what happens to standard output when its reader goes away or cannot show a character."""

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


def silence(stream: HasNumber) -> None:
    """Let a stream without a reader swallow what is still to come, the last flush included."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, stream.fileno())
    os.close(devnull)
