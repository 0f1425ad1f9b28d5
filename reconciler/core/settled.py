"""Settling: what became of changes that nobody answered for, by what is live now."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from reconciler.core.model import State
from reconciler.core.plan import Plan
from reconciler.core.staleness import Judged, judge


class Settled(StrEnum):
    """What is live in the place of a change."""

    APPLIED = "applied"
    NOT_APPLIED = "not applied"
    OTHERWISE = "something else by now"
    UNREAD = "not looked at"


def settled(plan: Plan, places: Iterable[int], live: State, now: datetime) -> Mapping[int, Settled]:
    """What became of the steps at these places. `live` may be about some of their scopes only."""
    judged = judge(plan, live, now)
    return {place: _settled(plan, place, live, judged) for place in places}


def _settled(plan: Plan, place: int, live: State, judged: Judged) -> Settled:
    scope = plan.steps[place].change.scope
    if scope in live.scopes and scope not in live.complete:
        return Settled.UNREAD
    if place in judged.done:
        return Settled.APPLIED
    return Settled.NOT_APPLIED if place in judged.left else Settled.OTHERWISE
