"""Outcomes: one for each change while it is applied, and at the end what became of all."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from rich.text import Text

from reconciler.core.finding import Severity
from reconciler.core.outcome import Outcome, Status
from reconciler.core.spelling import Spelling
from reconciler.report.escape import visible
from reconciler.report.layout import Item, Page
from reconciler.report.look import STATUSES
from reconciler.report.plan_data import value_data
from reconciler.report.report import Report
from reconciler.report.wording import sentence

_COLUMN = max(map(len, Status)) + 2
_MANY = 50
"""Of more changes than these only those are listed that are not done."""
_LAST = (Status.NOT_ATTEMPTED, Status.SKIPPED, Status.UNKNOWN, Status.CONFLICT, Status.FAILED)
"""What is not done is listed at the end, the worst last: there people look first."""

_SEVERITIES: Mapping[Status, Severity] = {
    Status.FAILED: Severity.ERROR,
    Status.CONFLICT: Severity.ERROR,
    Status.UNKNOWN: Severity.ERROR,
    Status.SKIPPED: Severity.WARNING,
    Status.NOT_ATTEMPTED: Severity.WARNING,
}


def outcome_report(outcome: Outcome, spelling: Spelling) -> Report:
    """One outcome as it happens."""
    return Report(
        f"{outcome.status}: {spelling.sentence(outcome.change)}",
        lambda width: outcome_text(outcome, spelling, width),
        kind="outcome",
        data=lambda: outcome_data(outcome, spelling),
        severity=_SEVERITIES.get(outcome.status, Severity.HINT),
    )


def outcomes_report(outcomes: Sequence[Outcome], spelling: Spelling) -> Report:
    """What became of all changes; an event of it only counts."""
    found = Counter(outcome.status for outcome in outcomes)
    return Report(
        counts(outcomes).plain,
        lambda width: outcomes_text(outcomes, spelling, width),
        kind="outcomes",
        data=lambda: [outcome_data(outcome, spelling) for outcome in outcomes],
        brief=lambda: {status.value: found[status] for status in Status},
        severity=next((_SEVERITIES[one] for one in reversed(_LAST) if found[one]), Severity.HINT),
    )


def every_outcome(outcomes: Sequence[Outcome], spelling: Spelling, *, full: bool) -> Report:
    """What became of each change; of many those that are not done, unless all are asked for."""
    report = outcomes_report(outcomes, spelling)
    if len(outcomes) > _MANY and not full:
        return report
    items = [item for outcome in outcomes for item in _items(outcome, spelling)]
    last = Item(counts(outcomes), 2)
    return replace(report, text=lambda width: Page(width).lay([*items, Item(Text()), last]))


def outcome_data(outcome: Outcome, spelling: Spelling) -> dict[str, Any]:
    """One outcome as data: the change as in a plan, what became of it, and why."""
    change = outcome.change
    return {
        "action": change.action.value,
        "ref": str(change.ref),
        "scope": str(change.scope),
        "sentence": spelling.sentence(change),
        "before": value_data(change.before),
        "after": value_data(change.after),
        "status": outcome.status.value,
        "reason": outcome.reason,
    }


def outcome_text(outcome: Outcome, spelling: Spelling, width: int) -> list[Text]:
    """One outcome as it happens: `applied  + isla in group Top Role/Sales of /acme/london`.

    The reason stands below it.
    """
    return Page(width).lay(_items(outcome, spelling))


def outcomes_text(outcomes: Sequence[Outcome], spelling: Spelling, width: int) -> list[Text]:
    """What became of all changes: the counts, then all that is not done, what failed last.

    Where nothing was attempted the counts say it: what is not done is the plan.
    """
    items = [Item(counts(outcomes), 2)]
    if all(outcome.status is Status.NOT_ATTEMPTED for outcome in outcomes):
        return Page(width).lay(items)
    listed = [outcome for status in _LAST for outcome in outcomes if outcome.status is status]
    items += [Item(Text())] if listed else []
    items += [item for outcome in listed for item in _items(outcome, spelling)]
    return Page(width).lay(items)


def _items(outcome: Outcome, spelling: Spelling) -> Iterable[Item]:
    status = f"{outcome.status:{_COLUMN}}"
    text = Text.assemble((status, STATUSES[outcome.status]))
    yield Item(text.append_text(sentence(outcome.change, spelling)), _COLUMN + 2)
    if outcome.reason:
        indent = " " * (_COLUMN + 2)
        yield Item(Text.assemble(indent, (visible(outcome.reason), "italic")), len(indent))


def counts(outcomes: Sequence[Outcome]) -> Text:
    """How many of each status: `Applied 12, failed 1, skipped 2 (they wait for ...).`."""
    found = Counter(outcome.status for outcome in outcomes)
    text = Text.assemble((f"Applied {found[Status.APPLIED]:,}", "bold"))
    for status in Status:
        if status is Status.APPLIED or not found[status]:
            continue
        text.append(", ").append(f"{status} {found[status]:,}", STATUSES[status])
        if status is Status.SKIPPED:
            text.append(" (they wait for what is not done)")
    return text.append(".")
