"""Outcomes: what became of each change of a plan."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from reconciler.core.change import Change


class Status(StrEnum):
    """What became of one change; only `unknown` says nothing about the live system."""

    APPLIED = "applied"
    ALREADY = "already"
    FAILED = "failed"
    CONFLICT = "conflict"
    SKIPPED = "skipped"
    NOT_ATTEMPTED = "not attempted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one change, and why where it was not applied."""

    change: Change
    status: Status
    reason: str = ""

    @property
    def is_done(self) -> bool:
        """Whether the live system now holds what the change wanted."""
        return self.status in (Status.APPLIED, Status.ALREADY)


_SILENT = (Status.NOT_ATTEMPTED, Status.SKIPPED)
"""What is said of a change that a run has not come to."""


def last_words(runs: Iterable[Sequence[Outcome]]) -> list[Outcome]:
    """What became of each change of one plan in all its runs, the oldest run first.

    The last run that came to a change has the last word, but that a change is there already is no
    news of one that an earlier run has made.
    """
    found: list[Outcome] = []
    for outcomes in runs:
        before = found or outcomes
        found = [_later(*pair) for pair in zip(before, outcomes, strict=True)]
    return found


def _later(before: Outcome, after: Outcome) -> Outcome:
    if after.status in _SILENT and before.status is not Status.NOT_ATTEMPTED:
        return before
    return before if before.is_done and after.status is Status.ALREADY else after
