"""Outcomes: what became of a plan that was applied, counted, and what is not done with why."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial

from rich.text import Text

from reconciler.core.outcome import Outcome, Status
from reconciler.core.spelling import Spelling
from reconciler.report.layout import fold
from reconciler.report.markdown.fitting import Part, Weight, some
from reconciler.report.markdown.inert import WIDTH, brief, fence
from reconciler.report.markdown.limit import Limit
from reconciler.report.markdown.pieces import heading, shown_of
from reconciler.report.review.review import Review
from reconciler.report.wording import sentence

_COLUMN = max(map(len, Status)) + 2
_LEAST = 24
_ROOMS = (100, 20)
_WORST = (
    Status.FAILED,
    Status.CONFLICT,
    Status.UNKNOWN,
    Status.SKIPPED,
    Status.NOT_ATTEMPTED,
)


def outcomes(review: Review, limit: Limit) -> Iterator[Part]:
    """A table of counts, and below it each change that is not done, the worst first."""
    if review.outcomes:
        undone = [one for status in _WORST for one in review.outcomes if one.status is status]
        rooms = [room for room in some(len(undone), *_ROOMS) if room * _LEAST <= limit.room]
        yield Part(Weight.OUTCOME, [partial(_form, review, undone, room) for room in (*rooms, 0)])


def _form(review: Review, undone: Sequence[Outcome], room: int) -> str:
    parts = [heading("What became of it"), _table(review.outcomes)]
    if room < len(undone):
        parts.append(f"{shown_of(room, len(undone), 'change')} that are not done.")
    if shown := undone[:room]:
        lines = [line for one in shown for line in _lines(one, review.saved.plan.spelling)]
        parts.append(fence(lines))
    return "\n\n".join(parts)


def _lines(outcome: Outcome, spelling: Spelling) -> Iterator[str]:
    """A change that is not done, and below it why."""
    said = f"{outcome.status:{_COLUMN}}{sentence(outcome.change, spelling).plain}"
    for text, hang in ((said, _COLUMN + 2), (f"{'':{_COLUMN}}{outcome.reason}", _COLUMN)):
        if text.strip():
            yield from (line.plain for line in fold(Text(brief(text)), WIDTH, hang))


def _table(found: Sequence[Outcome]) -> str:
    counts = Counter(outcome.status for outcome in found)
    rows = [f"| {status.value} | {counts[status]:,} |" for status in Status if counts[status]]
    return "\n".join(["| Outcome | Changes |", "|---|--:|", *rows])
