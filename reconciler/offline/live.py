"""A snapshot in the place of the live system: whether it may be trusted for a plan, and its age."""

from datetime import datetime, timedelta
from typing import Final

from reconciler.core.canonical import canonical
from reconciler.core.finding import Finding, Severity
from reconciler.core.listing import listed
from reconciler.core.spelling import Spelling
from reconciler.errors import SnapshotError, Stale
from reconciler.snapshot import Snapshot
from reconciler.validate import Files

OLD: Final = timedelta(hours=24)
"""From then on a plan says that it may be out of date."""
LONGEST: Final = timedelta(days=7)
"""From then on nothing is planned: a week of changes by hand is nothing that anybody can judge."""
SKEW: Final = timedelta(minutes=5)
"""So far two clocks may differ."""

_ANEW = "Take it anew with `reconciler export --snapshot FILE`."


def demand_fitting(snapshot: Snapshot, files: Files, now: datetime) -> list[Finding]:
    """What there is to say of its age. Raises where nothing may be planned from it.

    `SnapshotError` for another account, or for scopes it does not show; `Stale` for its age.
    """
    account = files.project.account
    if snapshot.target.account != account:
        raise SnapshotError(
            f"The snapshot is of the account {snapshot.target.account}, the project of {account}."
        )
    _demand_scopes(snapshot, files)
    age = now - snapshot.created
    if age < -SKEW:
        raise Stale(f"The snapshot is from the future: it was taken at {_at(snapshot)}. {_ANEW}")
    if age > LONGEST:
        raise Stale(f"The snapshot is too old: it was taken {_ago(age)}. {_ANEW}")
    if age <= OLD:
        return []
    message = f"the snapshot was taken {_ago(age)}: what happened since is not in this plan"
    return [Finding("RC0802", Severity.WARNING, message, help="take it anew each night at least")]


def named(snapshot: Snapshot) -> str:
    """What it is, as `the snapshot of 2027-01-31T12:00:00Z`."""
    return f"the snapshot of {_at(snapshot)}"


def told(snapshot: Snapshot, now: datetime) -> str:
    """What it is and how old, as `a snapshot of 2 hours ago (2027-01-31T12:00:00Z)`."""
    return f"a snapshot taken {_ago(now - snapshot.created)} ({_at(snapshot)})"


def _demand_scopes(snapshot: Snapshot, files: Files) -> None:
    """Raises where a scope that is managed now was not read then, of those that were there."""
    state, names = snapshot.state, snapshot.target.names
    managed = [pattern.fold(names) for pattern in files.project.manage]
    missing = sorted(
        scope
        for scope in state.scopes - state.complete
        if any(pattern.covers(scope) for pattern in managed)
    )
    if missing:
        spelling = Spelling((state.spelling,))
        raise SnapshotError(
            f"The snapshot does not show {listed([*map(spelling.scope, missing)])}: it was taken "
            f"for {listed([*map(str, snapshot.covers)])}."
        )


def _at(snapshot: Snapshot) -> str:
    return str(canonical(snapshot.created.replace(microsecond=0)))


def _ago(age: timedelta) -> str:
    """An age in the largest unit that says enough: `2 hours ago`."""
    seconds = max(int(age.total_seconds()), 0)
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= 2 * size or (seconds >= size and unit == "minute"):
            count = seconds // size
            return f"{count:,} {unit}{'' if count == 1 else 's'} ago"
    return "less than a minute ago"
