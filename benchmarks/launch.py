"""A small process that starts what is measured, and reports what it took.

On Linux the peak memory of a process begins with that of the process which started it. So the one
that has built a world of a million memberships must not start anything itself.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

from watch import Watch


def main() -> None:
    """Called with the limit in seconds, the descriptor to report to, and the command."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    limit, descriptor, *command = sys.argv[1:]
    with os.fdopen(int(descriptor), "w", encoding="ascii") as report:
        json.dump(launch(command, float(limit)), report)


def launch(command: Sequence[str], limit: float) -> dict[str, float | None]:
    """Run a command to its end, however it ends; memory in bytes."""
    start = time.perf_counter()
    process = subprocess.Popen(command, start_new_session=True)
    with Watch(process.pid, limit) as watch:
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    largest = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return {
        "seconds": seconds,
        "processor": usage.ru_utime + usage.ru_stime,
        "memory": max(largest, watch.peak),
        "exit": None if watch.stopped else process.returncode,
    }


if __name__ == "__main__":
    main()
