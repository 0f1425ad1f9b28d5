"""Measure the program and others beside it: whole processes, medians, worlds drawn from a seed."""

import argparse
import fnmatch
import itertools
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from book import Book
from cases import RUNS, Case, Missing, Subject
from measure import Failed
from results import Result
from suite import suite
from trial import left_out, measured

HERE = Path(__file__).parent


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    given = arguments()
    cases = chosen(given.names)
    if given.list:
        print("\n".join(case.name for case in cases))
    elif given.tables:
        Book(given.into).write_tables()
    else:
        sys.exit(measure_all(cases, Book.begin(given.into), given.runs))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench ARGS=...", description=__doc__)
    parser.add_argument("names", nargs="*", help="which: names, or patterns as *-1m; else all")
    parser.add_argument("--list", action="store_true", help="print the names and measure nothing")
    parser.add_argument("--tables", action="store_true", help="write the tables anew, no more")
    parser.add_argument("--runs", type=int, default=RUNS, help=f"of each command; else {RUNS}")
    parser.add_argument(
        "--into",
        type=Path,
        default=HERE,
        metavar="DIR",
        help="where results.json goes, and the tables if a README.md is there; else benchmarks/",
    )
    given = parser.parse_args()
    if given.runs < 1:
        parser.error("--runs takes a number from 1 on")
    return given


def chosen(names: Sequence[str]) -> list[Case]:
    """The cases of these names or patterns, in their order; each must fit one."""
    cases = suite()
    for name in names:
        if not fnmatch.filter([case.name for case in cases], name):
            sys.exit(f"There is no benchmark {name}. --list names them.")
    fits = [any(fnmatch.fnmatch(case.name, name) for name in names or ["*"]) for case in cases]
    return list(itertools.compress(cases, fits))


def measure_all(cases: Sequence[Case], book: Book, runs: int) -> int:
    """Measure case after case and write each down at once; 1 when one failed, else 0."""
    tell(book.estimate(cases))
    failed = 0
    for subject, steps in itertools.groupby(cases, key=lambda case: case.subject):
        for case, result in on_subject(subject, list(steps), runs):
            tell(f"{case.name}: {book.put(case, result)}")
            failed = failed or int(result is None)
    return failed


def on_subject(
    subject: Subject, cases: Sequence[Case], runs: int
) -> Iterator[tuple[Case, Result | None]]:
    """Build the subject once and measure its cases; None for one that failed."""
    try:
        program = subject.program()
    except Missing as reason:
        yield from ((case, left_out(str(reason))) for case in cases)
        return
    with tempfile.TemporaryDirectory(prefix="reconciler-bench-") as place:
        start = time.perf_counter()
        subject.build(Path(place))
        for case in cases:
            result = attempt(case, Path(place), runs)
            took = round(time.perf_counter() - start, 1)
            yield case, result and replace(result, program=program, took=took)
            start = time.perf_counter()


def attempt(case: Case, directory: Path, runs: int) -> Result | None:
    try:
        return measured(case, directory, runs)
    except Failed as error:
        tell(f"{case.name}: {error}")
        return None


def tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
