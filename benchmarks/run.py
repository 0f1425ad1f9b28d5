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
    table = Table(
        "memberships", "command", f"median of {RUNS}", "fastest", "slowest", "peak memory"
    )
    for column in table.columns[2:]:
        column.justify = "right"
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="reconciler-bench-") as place:
            measure_world(Path(place), size, table)
    console = Console()
    console.print(f"{platform.python_implementation()} {platform.python_version()}, ", end="")
    console.print(f"{os.cpu_count()} cores, {platform.machine()}, seed {SEED}")
    console.print(table)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("memberships", type=int, nargs="*", default=SIZES, help="sizes of worlds")
    return parser.parse_args()


def measure_world(directory: Path, size: int, table: Table) -> None:
    """Build a world, bring the portal to it, and measure what finds nothing to do."""
    declared = f"{write_world(directory, size, SEED):,}"
    run(directory, "portal", "init", ".reconciler/portal.db", "--from", "portal.yaml")
    run(directory, "catalog", "pull")
    seconds, peak = run(directory, "apply", "--auto-approve")
    table.add_row(
        declared, "apply, everything is new", f"{seconds:.2f} s (once)", "", "", f"{peak:,} MB"
    )
    for name, command in (
        ("validate", ["validate"]),
        ("plan, nothing to do", ["plan", "--detailed-exitcode"]),
    ):
        results = [run(directory, *command) for _ in range(RUNS)]
        add_row(table, (declared, name), results)


def add_row(table: Table, head: Sequence[str], results: Sequence[tuple[float, int]]) -> None:
    times = sorted(seconds for seconds, _ in results)
    shown = (statistics.median(times), times[0], times[-1])
    peak = max(peak for _, peak in results)
    table.add_row(*head, *(f"{seconds:.2f} s" for seconds in shown), f"{peak:,} MB")


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
