"""Polarity: whether a change takes access or gives it. A move does both.

`negation` is the catalog's: a permission that begins with it takes away what others give, so that
gaining it is a loss.
"""

from datetime import UTC, datetime
from typing import TypeAlias

from reconciler.core.change import Action, Change
from reconciler.core.model import Membership, Thing

Side: TypeAlias = Thing | Membership | None
"""What stands on one side of a change."""

_NEVER = datetime.max.replace(tzinfo=UTC)


def takes(change: Change, negation: str = "") -> bool:
    """Whether somebody may hold less after it."""
    match change.action:
        case Action.REVOKE | Action.DELETE:
            return True
        case Action.REDATE:
            return _end(change.after) < _end(change.before)
        case Action.UPDATE:
            return bool(removed(change, negation))
        case Action.MOVE:
            return change.old_ref.parent != change.ref.parent
        case _:
            return False


def gives(change: Change, negation: str = "") -> bool:
    """Whether somebody may hold more after it."""
    match change.action:
        case Action.GRANT | Action.CREATE:
            return True
        case Action.REDATE:
            return _end(change.after) > _end(change.before)
        case Action.UPDATE:
            return bool(added(change, negation))
        case Action.MOVE:
            return change.old_ref.parent != change.ref.parent
        case _:
            return False


def added(change: Change, negation: str = "") -> frozenset[str]:
    """The permissions by which a role or group can do more."""
    return _more(change.before, change.after, negation)


def removed(change: Change, negation: str = "") -> frozenset[str]:
    """The permissions by which a role or group can do less."""
    return _more(change.after, change.before, negation)


def _more(less: Side, more: Side, negation: str) -> frozenset[str]:
    """What is new on the side of `more`, and the negations that are gone there."""
    new, gone = _permissions(more) - _permissions(less), _permissions(less) - _permissions(more)
    if not negation:
        return new
    return frozenset(
        {key for key in new if not key.startswith(negation)}
        | {key for key in gone if key.startswith(negation)}
    )


def carried(change: Change) -> frozenset[str]:
    """The permissions that a role or group has on every side of the change where it exists."""
    sides = [side for side in (change.before, change.after) if side is not None]
    return frozenset.intersection(*map(_permissions, sides))


def _permissions(value: Side) -> frozenset[str]:
    if value is None or isinstance(value, Membership):
        return frozenset()
    return value.permissions or frozenset()


def _end(value: Side) -> datetime:
    expires = value.expires if isinstance(value, Membership) else None
    return expires or _NEVER
