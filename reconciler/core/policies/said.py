"""What is said of one rule or test: its violations as findings, what was there before folded."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from reconciler.core.finding import Finding, Severity
from reconciler.core.policies.judgement import Kind, Result, Status
from reconciler.core.policies.rules import Assertion, Rule
from reconciler.core.policies.violation import Place, Violation

SHOWN = 5
"""Of one rule so many violations that were there before are shown; the rest is counted."""

Before = Mapping[tuple[Hashable, ...], Violation]
"""The violations of an earlier state, by what they are about."""

_SEVERITIES = {
    Status.FAILED: Severity.ERROR,
    Status.UNKNOWN: Severity.WARNING,
    Status.STANDING: Severity.WARNING,
}


@dataclass(frozen=True)
class Said:
    """One rule or test, and what its violations are held against.

    `run_out` are the waivers of a violation that are over. Without a plan everything is as it is;
    with one it would be so. Where `is_part`, what is not known here is known in another run.
    """

    kind: Kind
    about: Rule | Assertion
    before: Before
    is_planned: bool
    is_part: bool

    def result(
        self, violations: Iterable[tuple[Violation, tuple[Place, ...]]], waived: int = 0
    ) -> Result:
        """The result, with a finding for each violation but those that were folded."""
        judged = [(self._status(each), each, run_out) for each, run_out in violations]
        counts = Counter(status for status, _, _ in judged)
        if waived:
            counts[Status.WAIVED] = waived
        findings = tuple(sorted(self._findings(judged), key=lambda finding: finding.order))
        return Result(self.kind, self.about.name, self.about.origin, counts, findings)

    def _status(self, violation: Violation) -> Status:
        if violation.unknown:
            return Status.UNKNOWN
        is_old = violation.is_in(self.before.get(violation.subject))
        return Status.STANDING if is_old else Status.FAILED

    def _findings(
        self, judged: Sequence[tuple[Status, Violation, tuple[Place, ...]]]
    ) -> Iterator[Finding]:
        standing = 0
        for status, violation, run_out in judged:
            is_said_elsewhere = not violation.code or (status is Status.UNKNOWN and self.is_part)
            standing += status is Status.STANDING
            if not is_said_elsewhere and (status is not Status.STANDING or standing <= SHOWN):
                yield self._finding(status, violation, run_out)
        if standing > SHOWN:
            yield self._folded(standing - SHOWN, judged[0][1].code)

    def _finding(self, status: Status, violation: Violation, run_out: tuple[Place, ...]) -> Finding:
        about = self.about
        rule = (f"the {self.kind}", about.origin)
        places = violation.places
        is_at_rule = violation.at_rule or not places
        origin = about.origin if is_at_rule else places[0][1]
        related = places if is_at_rule else (*places[1:], rule)
        sentence = violation.sentence(is_new=status is Status.FAILED and self.is_planned)
        asides = {Status.STANDING: " (it was so before)", Status.UNKNOWN: _UNSURE}
        message = f"{self.kind} `{about.name}`: {sentence}{asides.get(status, '')}"
        return Finding(
            violation.code,
            _SEVERITIES[status],
            message,
            violation.ref,
            origin,
            (*related, *run_out),
            violation.help,
        )

    def _folded(self, more: int, code: str) -> Finding:
        several = "1 more violation was" if more == 1 else f"{more:,} more violations were"
        message = f"{self.kind} `{self.about.name}`: {several} there before"
        return Finding(code, Severity.WARNING, message, None, self.about.origin)


_UNSURE = ", as far as is known here"
