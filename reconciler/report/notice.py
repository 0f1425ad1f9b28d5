"""Notices: what forms for machines tell, each one thing at a line, and how bad it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from reconciler.core.codes import TITLES, is_refusal
from reconciler.core.finding import Finding, Origin, Severity


class Weight(IntEnum):
    """What is told first, where there is no room for all.

    | weight | is about |
    |---|---|
    | REFUSAL | a limit or policy that says no |
    | ERROR | any other error |
    | PRIVILEGE | people who gain a sensitive permission |
    | WARNING | a finding that asks |
    | REACH | people who reach more with a sensitive permission |
    | HINT | a finding that helps |
    """

    REFUSAL = 0
    ERROR = 1
    PRIVILEGE = 2
    WARNING = 3
    REACH = 4
    HINT = 5

    @property
    def severity(self) -> Severity:
        """How bad it is in the words of findings."""
        if self <= Weight.ERROR:
            return Severity.ERROR
        return Severity.WARNING if self <= Weight.WARNING else Severity.HINT


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that is told; `code` and `title` name its kind, `message` and `help` are as found.

    `place` is None for what no line says. `subject` says what it is about, so that the same is
    known again in another run: it holds neither lines nor columns.
    """

    code: str
    title: str
    weight: Weight
    message: str
    subject: str
    help: str | None = None
    place: Origin | None = None
    related: tuple[tuple[str, Origin], ...] = ()

    @property
    def heading(self) -> str:
        """The title, with a code that people can look up."""
        return f"{self.code} {self.title}".rstrip() if self.code.startswith("RC") else self.title


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Findings, each once, the worst first and then as they stand in the files."""
    return sorted(dict.fromkeys(findings), key=lambda finding: (weight(finding), finding.order))


def of_finding(finding: Finding) -> Notice:
    """What a finding says."""
    path = finding.origin.path if finding.origin else ""
    return Notice(
        finding.code,
        TITLES.get(finding.code, ""),
        weight(finding),
        finding.message,
        f"{path} {finding.ref} {finding.message}",
        finding.help,
        finding.origin,
        finding.related,
    )


def weight(finding: Finding) -> Weight:
    """How bad a finding is."""
    match finding.severity:
        case Severity.ERROR:
            return Weight.REFUSAL if is_refusal(finding) else Weight.ERROR
        case Severity.WARNING:
            return Weight.WARNING
        case _:
            return Weight.HINT
