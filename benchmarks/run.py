"""Measure the commands as people run them: whole processes, medians, worlds drawn from a seed."""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from world import write_world

RUNS = 5
SEED = 20261122
SIZES = (1_000, 10_000)


def main() -> None:
    sizes = arguments().memberships
    table = Table("memberships", "command", "runs", "median", "fastest", "slowest", "peak memory")
    for place, column in enumerate(table.columns):
        column.no_wrap = True
        column.justify = "left" if place == 1 else "right"
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="reconciler-bench-") as place:
            measure_world(Path(place), size, table)
    console = Console(width=100)
    python = f"{platform.python_implementation()} {platform.python_version()}"
    console.print(f"{python}, {os.cpu_count()} cores, {platform.machine()}, seed {SEED}")
    console.print(table)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("memberships", type=int, nargs="*", default=SIZES, help="sizes of worlds")
    return parser.parse_args()


def measure_world(directory: Path, size: int, table: Table) -> None:
    """Build a world, bring the portal to it, and measure what finds nothing to do."""
    declared = f"{write_world(directory, size, SEED):,}"
    run(directory, "portal", "init", "--from", "users.csv")
    run(directory, "catalog", "pull")
    for name, runs, command in (
        ("apply, all of it new", 1, ["apply", "--auto-approve"]),
        ("validate", RUNS, ["validate"]),
        ("plan, nothing to do", RUNS, ["plan", "--detailed-exitcode"]),
    ):
        results = [run(directory, *command) for _ in range(runs)]
        add_row(table, (declared, name), results)


def add_row(table: Table, head: Sequence[str], results: Sequence[tuple[float, int]]) -> None:
    times = sorted(seconds for seconds, _ in results)
    shown = (statistics.median(times), times[0], times[-1])
    peak = max(peak for _, peak in results)
    seconds = (f"{each:.2f} s" for each in shown)
    table.add_row(*head, str(len(times)), *seconds, f"{peak:,} MB")


def run(directory: Path, *command: str) -> tuple[float, int]:
    """Run one command to its end; seconds on the wall and peak memory in MB. It must succeed."""
    script = Path(sys.executable).with_name("reconciler")
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(
            [script, *command],
            cwd=directory,
            stdout=output,
            stderr=output,
            stdin=subprocess.DEVNULL,
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            sys.exit(f"reconciler {' '.join(command)}: {output.read().decode()}")
    return seconds, usage.ru_maxrss // (1024**2 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    main()
