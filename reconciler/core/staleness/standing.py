"""Where one change stands, by what is live in its place."""

from datetime import datetime
from enum import StrEnum

from reconciler.core.change import Change
from reconciler.core.diff import has_ended, unlike
from reconciler.core.model import Membership, Thing


class Standing(StrEnum):
    """Where one change of a plan stands."""

    TO_DO = "to do"
    DONE = "done"
    STALE = "stale"


def standing(change: Change, live: Thing | Membership | None, now: datetime) -> Standing:
    """To do where live is as before, done where it is as after, else stale.

    What a create leaves open (None) is not compared. A membership that has ended leaves its place
    free for a grant.
    """
    if _is(change.after, live):
        return Standing.DONE
    if _is(change.before, live) or (change.before is None and _is_free(live, now)):
        return Standing.TO_DO
    return Standing.STALE


def _is(side: Thing | Membership | None, live: Thing | Membership | None) -> bool:
    if side is None or live is None or isinstance(side, Membership):
        return side == live
    return not unlike(side, live)


def _is_free(live: Thing | Membership | None, now: datetime) -> bool:
    return isinstance(live, Membership) and has_ended(live, now)
