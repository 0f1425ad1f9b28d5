"""Findings: what forbids a plan, by rule where there are too many, and what is only remarked."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from reconciler.core.codes import REFUSALS, TITLES
from reconciler.core.finding import Finding, Severity
from reconciler.report.diagnostics import diagnostics
from reconciler.report.markdown.fitting import Form, Part, Weight, some
from reconciler.report.markdown.inert import WIDTH, brief, code, fence
from reconciler.report.markdown.limit import Limit
from reconciler.report.markdown.pieces import folded, heading, items, shown_of
from reconciler.report.review.review import Review
from reconciler.report.wording import listing, plural

_LEAST = 60
"""No finding takes fewer characters."""
_RULES = 40
"""So many rules are named where there are only counts."""
_ROOMS = (100, 20)
_SHORT = 20
_OPEN = 3
"""So many remarks are seen at once; more are folded away."""


def refusals(review: Review, limit: Limit) -> Iterator[Part]:
    """Violations, then other errors."""
    given = review.saved.plan.findings
    violations = [one for one in given if is_violation(one)]
    errors = [one for one in given if _is_error(one) and not is_violation(one)]
    for name, found in (("Violations of limits and policies", violations), ("Errors", errors)):
        if found:
            told = _Told(found, review, limit)
            yield Part(Weight.REFUSAL, list(told.forms(heading(name))))


def advice(review: Review, limit: Limit) -> Iterator[Part]:
    """What does not stand against a plan."""
    given = review.saved.plan.findings
    if found := [one for one in given if not _is_error(one) and not is_violation(one)]:
        title, told = _counted(found), _Told(found, review, limit)
        if len(found) <= _OPEN:
            yield Part(Weight.REMARK, list(told.forms(heading(title))))
        else:
            forms = [partial(_folded, title, form, limit) for form in told.forms("")]
            yield Part(Weight.REMARK, forms)


def is_violation(finding: Finding) -> bool:
    """Whether a limit or a policy is violated, or could not be judged."""
    return finding.code.startswith(REFUSALS) and finding.severity is not Severity.HINT


def _is_error(finding: Finding) -> bool:
    return finding.severity is Severity.ERROR


def _folded(title: str, form: Form, limit: Limit) -> str:
    return folded(title, form() or "", limit)


def _counted(given: Sequence[Finding]) -> str:
    found = Counter(one.severity for one in given)
    return listing([plural(found[one], one.value) for one in Severity if found[one]])


@dataclass(frozen=True, slots=True)
class _Told:
    findings: Sequence[Finding]
    review: Review
    limit: Limit

    def forms(self, start: str) -> Iterator[Form]:
        """All of them where that may fit, some with counts of all, and counts alone."""
        for room in some(len(self.findings), *_ROOMS):
            if room * _LEAST <= self.limit.room:
                yield partial(self._form, start, room)
        yield partial(self._form, start, 0)

    def _form(self, start: str, room: int) -> str:
        parts = [start] if start else []
        if room < len(self.findings):
            parts += [f"{shown_of(room, len(self.findings), 'finding')}. By rule:", self._rules()]
        return "\n\n".join([*parts, *([self._shown(room)] if room else [])])

    def _shown(self, room: int) -> str:
        ordered = sorted(self.findings, key=lambda finding: finding.order)
        found = [_short(one) for one in ordered[:room]]
        lines = [line.plain for line in diagnostics(found, self.review.beside.sources, WIDTH)]
        return fence(lines[:-2])  # all are counted elsewhere

    def _rules(self) -> str:
        found = Counter(one.code for one in self.findings).most_common()
        named = [
            f"{code(rule, _SHORT)} {TITLES.get(rule, '')}: {number:,}"
            for rule, number in found[:_RULES]
        ]
        if rest := found[_RULES:]:
            total = sum(number for _, number in rest)
            named.append(f"{total:,} of {plural(len(rest), 'other rule')}")
        return items(named)


def _short(finding: Finding) -> Finding:
    """The finding without the middle of what is too long to be read."""
    return replace(
        finding,
        code=brief(finding.code, _SHORT),  # a plan that was saved elsewhere may say any
        message=brief(finding.message),
        help=finding.help and brief(finding.help),
        related=tuple((brief(label), origin) for label, origin in finding.related),
    )
