"""What a run leaves out, by choice or because it is not ours, and all that waits for it."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from reconciler.core.change import Change
from reconciler.core.diff import has_ended
from reconciler.core.intent import Intent
from reconciler.core.model import Membership
from reconciler.core.order import Ordered
from reconciler.core.polarity import takes
from reconciler.core.spelling import Spelling


def unmanaged(ordered: Ordered, intent: Intent) -> Iterator[tuple[int, str]]:
    """The steps that are not this repository's to make; what needs them is an error beside."""
    for step, change in enumerate(ordered.changes):
        if not intent.selection.manages(change.scope):
            yield step, "it lies outside of what is managed here"


def unwanted(ordered: Ordered, intent: Intent) -> Iterator[tuple[int, str]]:
    """The steps that this run is asked to leave out."""
    negation = ordered.situation.negation
    for step, change in enumerate(ordered.changes):
        is_managed = intent.selection.manages(change.scope)
        if is_managed and not intent.selection.covers(change.scope):
            yield step, "it lies outside the chosen scope"
        elif not intent.removals and _takes(change, intent.now, negation):
            yield step, "it takes access"


def left_out(ordered: Ordered, spelling: Spelling, causes: Mapping[int, str]) -> dict[int, str]:
    """These steps, and all that wait for them or come along with them, each with the reason."""
    waiting = ordered.graph.waiting(causes)
    reasons = {step: _waits(ordered.changes[cause], spelling) for step, cause in waiting.items()}
    left = {**causes, **reasons}
    carried = {
        step: _waits(ordered.changes[carrier], spelling)
        for step, carrier in enumerate(ordered.situation.carriers)
        if carrier in left
    }
    return carried | left


def _takes(change: Change, now: datetime, negation: str) -> bool:
    """Whether somebody holds less after it; who had ended already loses nothing."""
    before = change.before
    had_ended = isinstance(before, Membership) and has_ended(before, now)
    return takes(change, negation) and not had_ended


def _waits(change: Change, spelling: Spelling) -> str:
    return f"it waits for: {spelling.sentence(change)}"
