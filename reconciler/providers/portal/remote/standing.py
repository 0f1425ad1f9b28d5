"""What stands in the portal in a change's place, as the refusal of its write tells it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from reconciler.core.change import Change
from reconciler.core.model import Membership, Thing
from reconciler.providers.portal.remote.shapes import GROUP, MEMBERSHIP, ROLE, fitting
from reconciler.providers.portal.remote.state import Addresses, group_of, role_of

_BATCH = "POST /v1/batch"


def standing(
    change: Change, found: Mapping[str, Any] | None, at: Addresses
) -> Thing | Membership | None:
    """What was found, with the change's own address of a membership. Raises `BadAnswer`."""
    if found is None:
        return None
    match change.value:
        case Membership(member=member, container=container):
            end = fitting(MEMBERSHIP, _BATCH, found)["expires"]
            return Membership(member, container, None if end is None else _instant(end))
        case value if value.ref.kind == "role":
            return role_of(fitting(ROLE, _BATCH, found), at)
        case _:
            return group_of(fitting(GROUP, _BATCH, found), at)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
