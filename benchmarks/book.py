"""Where results are written down: `results.json`, and the tables in the README beside it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Self

import results
from cases import Case
from circumstances import circumstances
from results import Result, Results
from suite import suite
from table import cell, write_tables


class Book:
    """The results in a folder, kept up to date case by case."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._results = results.read(folder / "results.json")

    @classmethod
    def begin(cls, folder: Path) -> Self:
        """A book for results of now. What was measured under other circumstances is dropped."""
        book = cls(folder)
        now = circumstances()
        if book._results.circumstances != now:
            book._results = Results(now, {})
        return book

    def estimate(self, cases: Sequence[Case]) -> str:
        """How long these cases will take, as far as they were measured before."""
        last = self._results.cases
        known = [last[case.name] for case in cases if case.name in last]
        minutes = sum(result.took for result in known) / 60
        new = len(cases) - len(known)
        return f"{len(cases)} benchmarks: {minutes:.0f} minutes by the last results, {new} are new."

    def put(self, case: Case, result: Result | None) -> str:
        """Write down the result of a case, None when it failed; says it, and the one before."""
        before = self._results.cases.get(case.name)
        self._results = self._results.put(case.name, result)
        results.write(self._folder / "results.json", self._results)
        self.write_tables()
        return f"{spread(result)} (before: {spread(before)})" if before else spread(result)

    def write_tables(self) -> None:
        readme = self._folder / "README.md"
        if readme.exists():
            write_tables(readme, suite(), self._results)


def spread(result: Result | None) -> str:
    """The median and the peak, and how far the runs lie apart."""
    if result is None:
        return "failed"
    if len(result.seconds) < 2:
        return cell(result)
    return f"{cell(result)}, {min(result.seconds):.2f} to {max(result.seconds):.2f} s"
