"""Polarity: whether a change takes access or gives it. A move does both."""

from datetime import UTC, datetime

from reconciler.core.model import Action, Change, Membership, Thing

_NEVER = datetime.max.replace(tzinfo=UTC)


def takes(change: Change) -> bool:
    """Whether somebody may hold less after it."""
    match change.action:
        case Action.REVOKE | Action.DELETE:
            return True
        case Action.REDATE:
            return _end(change.after) < _end(change.before)
        case Action.UPDATE:
            return bool(removed(change))
        case Action.MOVE:
            return change.old_ref.parent != change.ref.parent
        case _:
            return False


def gives(change: Change) -> bool:
    """Whether somebody may hold more after it."""
    match change.action:
        case Action.GRANT | Action.CREATE:
            return True
        case Action.REDATE:
            return _end(change.after) > _end(change.before)
        case Action.UPDATE:
            return bool(added(change))
        case Action.MOVE:
            return change.old_ref.parent != change.ref.parent
        case _:
            return False


def added(change: Change) -> frozenset[str]:
    """The permissions that a role or group gains."""
    return _permissions(change.after) - _permissions(change.before)


def removed(change: Change) -> frozenset[str]:
    """The permissions that a role or group loses."""
    return _permissions(change.before) - _permissions(change.after)


def carried(change: Change) -> frozenset[str]:
    """The permissions that a role or group has on every side of the change where it exists."""
    sides = [side for side in (change.before, change.after) if side is not None]
    return frozenset.intersection(*map(_permissions, sides))


def _permissions(value: Thing | Membership | None) -> frozenset[str]:
    if value is None or isinstance(value, Membership):
        return frozenset()
    return value.permissions or frozenset()


def _end(value: Thing | Membership | None) -> datetime:
    expires = value.expires if isinstance(value, Membership) else None
    return expires or _NEVER
