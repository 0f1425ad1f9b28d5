"""Outcomes for people: a line for each change while it is applied, and what became of all."""

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.text import Text

from reconciler.core.outcome import Outcome, Status
from reconciler.core.spelling import Spelling
from reconciler.report.escape import visible
from reconciler.report.layout import Item, Page
from reconciler.report.look import STATUSES
from reconciler.report.wording import sentence

_COLUMN = max(map(len, Status)) + 2
_LAST = (Status.NOT_ATTEMPTED, Status.SKIPPED, Status.UNKNOWN, Status.CONFLICT, Status.FAILED)
"""What is not done is listed at the end, the worst last: there people look first."""


def outcome_text(outcome: Outcome, spelling: Spelling, width: int) -> list[Text]:
    """One outcome as it happens: `applied  + isla in group Top Role/Sales of /acme/london`.

    The reason stands below it.
    """
    return Page(width).lay(_items(outcome, spelling))


def outcomes_text(outcomes: Sequence[Outcome], spelling: Spelling, width: int) -> list[Text]:
    """What became of all changes: the counts, then all that is not done, what failed last."""
    items = [Item(_counts(outcomes), 2)]
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


def _counts(outcomes: Sequence[Outcome]) -> Text:
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
