"""Remarks: what became of an applied plan, what a plan leaves out, and what no file answers for."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from reconciler.core.change import Change
from reconciler.core.outcome import Outcome
from reconciler.core.plan import LeftOut
from reconciler.core.spelling import Spelling
from reconciler.report import wording
from reconciler.report.html.look import ACTIONS, mark
from reconciler.report.html.markup import NOTHING, Markup, element
from reconciler.report.html.room import Room
from reconciler.report.outcomes import counts


def outcomes(found: Sequence[Outcome], spelling: Spelling, room: Room) -> Markup:
    """What became of a plan that was applied: the counts, and all that is not done."""
    if not found:
        return NOTHING
    undone = [outcome for outcome in found if not outcome.is_done]
    rows = [_outcome(one, spelling) for one in undone[: room.findings]]
    said = [
        element("h2", "What became of it"),
        element("p", counts(found).plain, class_="lead"),
        element("ul", *rows, class_="rows card") if rows else NOTHING,
        _rest(len(rows), len(undone)),
    ]
    return element("section", *said, id="outcomes", class_="part holder", data_part="outcomes")


def _outcome(outcome: Outcome, spelling: Spelling) -> Markup:
    status = element("span", str(outcome.status), class_="status undone")
    reason = element("span", outcome.reason, class_="note") if outcome.reason else NOTHING
    words = _sentence(outcome.change, spelling)
    said = element("span", words, " ", status, " ", reason, class_="said")
    look = ACTIONS[outcome.change.action]
    return element("li", mark(look), said, class_="row line", tabindex=-1, data_row=look.name)


def left_out(changes: Sequence[LeftOut], spelling: Spelling, room: Room) -> Markup:
    """What this run does not make, by reason."""
    if not changes:
        return NOTHING
    reasons: defaultdict[str, list[Change]] = defaultdict(list)
    for left in changes[: room.findings]:
        reasons[left.reason].append(left.change)
    rows = (row for why in sorted(reasons) for row in _because(why, reasons[why], spelling))
    said = [
        element("h2", "Left out ", element("span", f"{len(changes):,}", class_="count")),
        *rows,
        _rest(min(len(changes), room.findings), len(changes)),
    ]
    return element("section", *said, id="left-out", class_="part holder", data_part="left")


def _because(reason: str, changes: Sequence[Change], spelling: Spelling) -> Iterator[Markup]:
    yield element("p", f"Because {reason}:", class_="note")
    rows = [
        element(
            "li",
            mark(look := ACTIONS[change.action]),
            element("span", _sentence(change, spelling), class_="said"),
            class_="row line",
            tabindex=-1,
            data_row=look.name,
        )
        for change in changes
    ]
    yield element("ul", *rows, class_="rows card")


def unmanaged(found: Mapping[str, int]) -> Markup:
    """How much is left alone; nothing where nothing is."""
    counted = [wording.plural(number, kind) for kind, number in found.items() if number]
    if not counted:
        return NOTHING
    words = f"Not managed and left alone: {wording.listing(counted)}."
    return element("p", words, class_="note", id="unmanaged")


def _sentence(change: Change, spelling: Spelling) -> str:
    """A change in words, without the sign that the page draws."""
    return wording.sentence(change, spelling).plain[2:]


def _rest(shown: int, count: int) -> Markup:
    if shown == count:
        return NOTHING
    return element("p", f"{shown:,} of {wording.plural(count, 'change')} shown.", class_="rest")
