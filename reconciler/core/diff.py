"""The difference of two states: one change for each thing or membership that differs."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from reconciler.core.change import Change
from reconciler.core.model import NOBODY, Container, Members, Membership, State, Thing

FIELDS = ("type", "description", "permissions")
"""What a role or group has beside its address; a group has no type."""


def diff(live: State, desired: State, now: datetime) -> Iterator[Change]:
    """What makes live equal to desired, in no order; both at final addresses.

    A live membership that has ended counts as absent where it is desired anew, and as one to
    revoke where it is not.
    """
    for refs in (live.roles.keys() | desired.roles, live.groups.keys() | desired.groups):
        for ref in refs:
            yield from _thing(live.thing(ref), desired.thing(ref))
    for container in live.members.keys() | desired.members:
        before, after = (state.members.get(container, NOBODY) for state in (live, desired))
        if before is not after and before != after:
            yield from _members(container, before, after, now)


def _thing(before: Thing | None, after: Thing | None) -> Iterator[Change]:
    if before != after:
        yield Change(before, after)


def _members(
    container: Container, before: Members, after: Members, now: datetime
) -> Iterator[Change]:
    for member in (before.users - after.users) | (before.refs - after.refs):
        yield Change(Membership(member, container, before.until.get(member)), None)
    for member in (after.users - before.users) | (after.refs - before.refs):
        yield Change(None, Membership(member, container, after.until.get(member)))
    for member in before.until.keys() | after.until.keys():
        if member in before and member in after:
            there = Membership(member, container, before.until.get(member))
            wanted = Membership(member, container, after.until.get(member))
            if there != wanted:
                yield Change(None if has_ended(there, now) else there, wanted)


def has_ended(membership: Membership, now: datetime) -> bool:
    """Whether a membership holds nothing any more."""
    return membership.expires is not None and membership.expires <= now


def unlike(
    wanted: Thing | Membership | None,
    other: Thing | Membership | None,
    fields: Sequence[str] = FIELDS,
) -> tuple[str, ...]:
    """The fields of a role or group that are wanted (not None) and different there."""
    return tuple(
        field
        for field in fields
        if (value := getattr(wanted, field, None)) is not None
        and value != getattr(other, field, None)
    )
