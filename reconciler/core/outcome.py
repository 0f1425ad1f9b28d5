"""Outcomes: what became of each change of a plan."""

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
