"""Judgements: what became of each rule and test."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeAlias

from reconciler.core.finding import Finding, Origin

Kind: TypeAlias = Literal["rule", "test"]


class Status(StrEnum):
    """What became of a rule or test; the worst of several counts, first to last.

    Standing is a violation that was as bad before a plan.
    """

    FAILED = "failed"
    UNKNOWN = "unknown"
    STANDING = "standing"
    WAIVED = "waived"
    SKIPPED = "skipped"
    OK = "ok"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one rule or test; `counts` says how many violations of each status it has."""

    kind: Kind
    name: str
    origin: Origin
    counts: Mapping[Status, int]
    findings: tuple[Finding, ...] = ()
    note: str = ""

    @property
    def status(self) -> Status:
        """The worst of its violations; without any it is ok."""
        return next((status for status in Status if self.counts.get(status)), Status.OK)


@dataclass(frozen=True, slots=True)
class Judgement:
    """Every rule and test, and what else was found: unknown names, and waivers.

    `gaps` are what no file manages: what comes of that is not known without the live system.
    """

    results: tuple[Result, ...] = ()
    others: tuple[Finding, ...] = ()
    gaps: tuple[str, ...] = ()

    @property
    def findings(self) -> Iterator[Finding]:
        """All of them."""
        for result in self.results:
            yield from result.findings
        yield from self.others

    @property
    def counts(self) -> "Counter[Status]":
        """How many rules and tests of each status."""
        return Counter(result.status for result in self.results)
