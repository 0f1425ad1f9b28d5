"""One whole process, as the shell sees it: seconds on the wall and of the processor, memory."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

LIMIT = 600.0
"""Seconds after which a process is ended, whatever it is."""
MEBI = 1024**2
LAUNCH = (sys.executable, "-E", "-S", Path(__file__).with_name("launch.py"))
ENVIRONMENT = {
    **{name: os.environ[name] for name in ("HOME", "LANG", "PATH") if name in os.environ},
    "CHECKPOINT_DISABLE": "1",
    "TF_CLI_CONFIG_FILE": os.devnull,
}
"""Nothing of the caller's own settings, and no look-up of newer versions over the network."""


class Failed(Exception):
    """A command did not do what it was to do, so that its time would mean nothing."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One run: seconds, peak memory in MB of 1,048,576 bytes, how it ended and what it said.

    `exit` is None when it was stopped at the limit. Children count: their processor time is added,
    and the memory is the peak of the sum or of the largest process, whichever is more.
    """

    seconds: float
    processor: float
    memory: int
    exit: int | None
    said: str


def measure(directory: Path, command: Sequence[str | Path], limit: float = LIMIT) -> Measured:
    """Run a command to its end, however it ends. Raises `Failed` when it cannot be started."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as report:
        number = report.fileno()
        launcher = subprocess.Popen(
            [*LAUNCH, str(limit), str(number), *command],
            cwd=directory,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=ENVIRONMENT,
            pass_fds=[number],
        )
        try:
            launcher.wait()
        finally:
            launcher.terminate()
            launcher.wait()
        output.seek(0)
        said = output.read().decode(errors="replace")
        if launcher.returncode:
            raise Failed(said)
        report.seek(0)
        took = json.load(report)
    return Measured(**took | {"memory": took["memory"] // MEBI}, said=said)


def succeed(directory: Path, command: Sequence[str | Path]) -> None:
    """Run a command that prepares something. Raises `Failed`."""
    done = measure(directory, command)
    if done.exit != 0:
        raise Failed(f"{command}: {done.said}")
