"""One case, measured: its runs, each of which must have done what it was to do."""

import datetime as dt
import functools
from collections.abc import Mapping, Sequence
from pathlib import Path

from cases import Case, Step
from circumstances import commit
from measure import Failed, Measured, measure
from results import Result

SHOWN = 2000
"""Characters of what a command said when it failed."""


def measured(case: Case, directory: Path, runs: int) -> Result:
    """Measure in the folder of its subject. One that is stopped at the limit is not run again.

    Raises `Failed`.
    """
    step = case.step
    step.once(directory)
    done: list[Measured] = []
    known: list[Mapping[str, float]] = []
    while len(done) < min(runs, step.runs or runs) and not is_stopped(done):
        step.each(directory)
        with step.beside(directory):
            done.append(checked(step, measure(directory, step.command)))
            if not is_stopped(done):
                known.append(step.figures(directory, done[-1]))
    return Result(
        *stamp(),
        seconds=tuple(round(each.seconds, 3) for each in done),
        processor=tuple(round(each.processor, 3) for each in done),
        memory=tuple(each.memory for each in done),
        stopped=is_stopped(done),
        figures=by_name(known),
    )


def by_name(runs: Sequence[Mapping[str, float]]) -> Mapping[str, Sequence[float]]:
    """The figures of all runs, together by their name."""
    names = dict.fromkeys(name for run in runs for name in run)
    return {name: tuple(round(run[name], 6) for run in runs) for name in names}


def left_out(reason: str) -> Result:
    return Result(*stamp(), left_out=reason)


def is_stopped(done: list[Measured]) -> bool:
    return any(each.exit is None for each in done)


def checked(step: Step, run: Measured) -> Measured:
    if run.exit is not None and (run.exit != step.exit or step.says not in run.said):
        raise Failed(f"exit {run.exit}, not {step.exit} with {step.says!r}: {run.said[-SHOWN:]}")
    return run


@functools.cache
def stamp() -> tuple[str, str]:
    """Date and commit of everything that this process measures."""
    return dt.datetime.now(dt.UTC).date().isoformat(), commit()
