"""Torture: as many faulted applies as wanted, and a table of what went wrong at which call.

`make torture ARGS="--count 1000000"`, or one of them again: `ARGS="--only 1234"`.
"""

import argparse
import os
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

from reconciler.testing.faulted import faulted
from reconciler.testing.faults import Fault

from .tasks import cells, tasks, tried

COUNT = 1_000_000
PROCESSES = os.cpu_count() or 1
SHARE = 1_000
"""Trials that one process makes before it reports."""

Cell = tuple[str, str]


def main() -> int:
    """Run the trials; 1 when one has failed."""
    parser = argparse.ArgumentParser(prog="make torture ARGS=...", description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT, help=f"how many; else {COUNT:,}")
    parser.add_argument("--first", type=int, default=0, metavar="N", help="the first one's number")
    parser.add_argument("--only", type=int, metavar="N", help="this one, and what happens in it")
    given = parser.parse_args()
    if given.only is not None:
        return replay(given.only)
    return torture(given.first, given.count)


def torture(first: int, count: int) -> int:
    """Many trials, in all processes."""
    tasks()
    starts = range(first, first + count, SHARE)
    tally: Counter[Cell] = Counter()
    failed: list[int] = []
    with ProcessPoolExecutor(PROCESSES, get_context("fork")) as workers:
        for each, wrong in workers.map(partial(share, end=first + count), starts):
            tally += each
            failed += wrong
            for number in wrong:
                print(f"failed: make torture ARGS='--only {number}'", flush=True)
    print(table(tally))
    print(f"\n{tally.total():,} applies with one or two faults, {len(failed)} failed.")
    return bool(failed)


def share(start: int, end: int) -> tuple[Counter[Cell], list[int]]:
    """How often each cell was tried, and the numbers of the trials that failed."""
    tally: Counter[Cell] = Counter()
    failed = []
    for number in range(start, min(start + SHARE, end)):
        chosen = tried(number)
        tally[chosen.cell] += 1
        if faulted(chosen.task, chosen.runs, number).complaints():
            failed.append(number)
    return tally, failed


def replay(number: int) -> int:
    """One trial once more, told call by call."""
    chosen = tried(number)
    trial = faulted(chosen.task, chosen.runs, number)
    print(f"Trial {number}: {chosen.name}")
    for attempt, faults in zip(trial.attempts, [*chosen.runs, {}], strict=True):
        print(f"\nRun: {'done' if attempt.is_green else attempt.error or 'something is left'}")
        for place, kind in enumerate(attempt.calls):
            print(f"  {place:3} {kind}{f'   <- {faults[place].value}' if place in faults else ''}")
        for outcome in attempt.ledger.all if attempt.ledger else ():
            print(f"  {outcome.status}: {outcome.change.action} {outcome.change.ref}")
    complaints = trial.complaints()
    print("\n" + ("\n".join(complaints) or "All is well."))
    return bool(complaints)


def table(tally: Counter[Cell]) -> str:
    """A row for each fault, a column for each kind of call, in Markdown."""
    kinds = sorted({kind for kind, _ in cells()})
    rows = [
        ["Fault", *kinds],
        ["---", *["--:"] * len(kinds)],
        *([fault.value, *(f"{tally[kind, fault.value]:,}" for kind in kinds)] for fault in Fault),
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


if __name__ == "__main__":
    sys.exit(main())
