"""Waivers: violations that are known and borne for some time; they stay counted."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from reconciler.core.finding import Finding, Severity
from reconciler.core.listing import listed
from reconciler.core.policies.people import is_meant
from reconciler.core.policies.rules import Rule, Waiver
from reconciler.core.policies.violation import Place, Violation


@dataclass(slots=True)
class Waivers:
    """The waivers of a project, and what each was good for in one judgement."""

    waivers: tuple[Waiver, ...]
    today: date
    used: dict[Waiver, list[Violation]] = field(default_factory=dict)

    def waive(self, rule: Rule, violation: Violation) -> bool:
        """Whether a violation is waived today."""
        for waiver in self._about(rule, violation):
            if self.today <= waiver.until:
                self.used.setdefault(waiver, []).append(violation)
                return True
        return False

    def run_out(self, rule: Rule, violation: Violation) -> tuple[Place, ...]:
        """The waivers of a violation that are over."""
        return tuple(
            (f"this waiver ended on {waiver.until}", waiver.origin)
            for waiver in self._about(rule, violation)
            if waiver.until < self.today
        )

    def findings(self, *, is_whole: bool) -> Iterator[Finding]:
        """What is waived, with the reason; and waivers of nothing, where all was judged."""
        for waiver in self.waivers:
            if (violations := self.used.get(waiver)) is not None:
                yield _waived(waiver, violations)
            elif is_whole:
                yield _idle(waiver)

    def _about(self, rule: Rule, violation: Violation) -> Iterable[Waiver]:
        return (
            waiver
            for waiver in self.waivers
            if waiver.rule.casefold() == rule.name.casefold()
            and (waiver.users is None or is_meant(violation.person, waiver.users))
        )


def _waived(waiver: Waiver, violations: list[Violation]) -> Finding:
    several = f"{len(violations):,} violations" if violations[1:] else "1 violation"
    said = listed([each.sentence(is_new=False) for each in violations], "; ")
    message = (
        f"{several} of `{waiver.rule}` waived through {waiver.until} by {waiver.owner} "
        f"({waiver.reason}): {said}"
    )
    return Finding("RC0421", Severity.HINT, message, None, waiver.origin)


def _idle(waiver: Waiver) -> Finding:
    message = f"this waiver of `{waiver.rule}` waives nothing"
    return Finding("RC0422", Severity.HINT, message, None, waiver.origin, (), "drop it")
