"""Remarks: what a plan leaves out and leaves alone, and how it is applied."""

from collections.abc import Iterator
from functools import partial

from rich.text import Text

from reconciler.core.canonical import canonical
from reconciler.report.layout import Item, fold
from reconciler.report.markdown.fitting import Part, Weight, some
from reconciler.report.markdown.inert import WIDTH, brief, fence
from reconciler.report.markdown.limit import Limit
from reconciler.report.markdown.pieces import folded, heading, shown_of
from reconciler.report.remarks import left_out, unmanaged_count
from reconciler.report.review.review import Review
from reconciler.report.wording import plural

_LEAST = 16
_ROOMS = (100, 20)
_OPEN = 12


def remarks(review: Review, limit: Limit) -> Iterator[Part]:
    """What the run leaves out, by reason, and how much no file answers for."""
    left = len(review.saved.plan.left_out)
    if left:
        rooms = [room for room in some(left, *_ROOMS) if room * _LEAST <= limit.room]
        forms = [partial(_left_out, review, limit, room) for room in (*rooms, 0)]
        yield Part(Weight.REMARK, forms)
    if words := "".join(item.text.plain for item in _unmanaged(review)):
        yield Part(Weight.REMARK, [lambda: words])


def applying(review: Review) -> Iterator[Part]:
    """The command that does exactly this, where that may be done; in a pipeline how long it may.

    There a pull request waits to be merged, and nobody should apply it before.
    """
    saved = review.saved
    if not review.is_planned or saved.plan.is_empty or review.outcomes:
        return
    if (at := saved.made.asked.at) is not None:
        words = f"This is a plan as of {canonical(at)}, for review alone: it cannot be applied."
        yield Part(Weight.VERDICT, [lambda: words])
    elif saved.is_applyable and saved.plan.digest:
        until = canonical(saved.made.good_until.replace(microsecond=0))
        text = f"This plan is good until {until}."
        if review.advise:
            text = _command(saved.plan.digest, until)
        yield Part(Weight.VERDICT, [lambda: text])


def _command(digest: str, until: str) -> str:
    words = (
        "This applies exactly what stands here, from the file that `--out plan.json` saved. "
        f"It is good until {until}."
    )
    command = fence([f"reconciler apply plan.json --digest {digest}"], "sh")
    return f"{heading('Apply')}\n\n{words}\n\n{command}"


def _left_out(review: Review, limit: Limit, room: int) -> str:
    plan = review.saved.plan
    title = plural(len(plan.left_out), "change")
    if room < len(plan.left_out):
        title = shown_of(room, len(plan.left_out), "change")
    found = left_out(plan.left_out, plan.spelling, room)
    lines = [line.plain for item in found for line in _folded(item)][:-1]
    text = fence(lines)
    start = heading("Left out")
    if len(lines) <= _OPEN:
        return (
            f"{start}\n\n{text}" if room == len(plan.left_out) else f"{start}\n\n{title}.\n\n{text}"
        )
    return f"{start}\n\n{folded(title, text, limit)}"


def _folded(item: Item) -> list[Text]:
    return fold(Text(brief(item.text.plain)), WIDTH, item.hang)


def _unmanaged(review: Review) -> Iterator[Item]:
    saved = review.saved
    return unmanaged_count(saved.unmanaged or saved.plan.unmanaged.counts, advise=False)
