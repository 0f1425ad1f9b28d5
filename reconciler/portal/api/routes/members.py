"""One membership of a group, or one assignment of a role, by the numbers of holder and user."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from reconciler.portal.api import looks
from reconciler.portal.api.asked import IfMatch, Number, Tenure
from reconciler.portal.api.documented import WRITES, problems
from reconciler.portal.api.documented import looks as answers
from reconciler.portal.api.etag import require_match
from reconciler.portal.api.replies import nothing, one
from reconciler.portal.api.shown import Shown
from reconciler.portal.api.visit import Visit, Visitor
from reconciler.portal.api.writes import members
from reconciler.portal.api.writes.base import NamedWrite
from reconciler.portal.errors.unknown import UnknownNumber
from reconciler.portal.numbered import Things
from reconciler.portal.rows import has_ended

router = APIRouter(prefix="/v1", tags=["memberships"])

_ONE = answers(looks.MembershipLook, "The membership.")
_PUT = _ONE | answers(looks.MembershipLook, "It is made.", 201) | problems(*WRITES)
_GONE = answers(None, "It is gone.", 204) | problems(*WRITES)
_OF_GROUP, _OF_ROLE = "/groups/{number}/members/{user}", "/roles/{number}/members/{user}"


@dataclass(frozen=True, slots=True)
class _Kind:
    """How one is a member of something: what its names are, and what is written."""

    name: str
    names: Callable[[Things, int, int], Mapping[str, Any]]
    grant: type[NamedWrite]
    redate: type[NamedWrite]
    revoke: type[NamedWrite]

    def write(self, kind: type[NamedWrite], names: Mapping[str, Any], **more: Any) -> NamedWrite:
        """The write by its names."""
        action = kind.__name__.removeprefix(self.name.title()).lower()
        return kind.model_validate({"do": f"{self.name}.{action}", **names, **more})


def _seat(things: Things, number: int, user: int) -> Mapping[str, Any]:
    group, who = things.group(number), things.user(user)
    return {"scope": group.scope, "path": group.path, "user": who.thing.name}


def _assignment(things: Things, number: int, user: int) -> Mapping[str, Any]:
    role, who = things.role(number), things.user(user)
    return {"role": role.name, "scope": who.scope, "user": who.thing.name}


_MEMBERSHIP = _Kind(
    "membership", _seat, members.MembershipGrant, members.MembershipRedate, members.MembershipRevoke
)
_ASSIGNMENT = _Kind(
    "assignment",
    _assignment,
    members.AssignmentGrant,
    members.AssignmentRedate,
    members.AssignmentRevoke,
)


@router.get(_OF_GROUP, responses=_ONE)
def show_membership(visit: Visitor, number: Number, user: Number) -> Response:
    """Show whether and until when a user is in a group."""
    return _show(visit, _MEMBERSHIP, (number, user))


@router.put(_OF_GROUP, responses=_PUT)
def put_membership(
    visit: Visitor, number: Number, user: Number, asked: Tenure, if_match: IfMatch = None
) -> Response:
    """Put a user into a group; of one who is in it, change the end."""
    return _put(visit, _MEMBERSHIP, (number, user), (asked.expires, if_match))


@router.delete(_OF_GROUP, status_code=204, responses=_GONE)
def delete_membership(
    visit: Visitor, number: Number, user: Number, if_match: IfMatch = None
) -> Response:
    """Take a user out of a group."""
    return _delete(visit, _MEMBERSHIP, (number, user), if_match)


@router.get(_OF_ROLE, responses=_ONE)
def show_assignment(visit: Visitor, number: Number, user: Number) -> Response:
    """Show whether and until when a user has a role."""
    return _show(visit, _ASSIGNMENT, (number, user))


@router.put(_OF_ROLE, responses=_PUT)
def put_assignment(
    visit: Visitor, number: Number, user: Number, asked: Tenure, if_match: IfMatch = None
) -> Response:
    """Give a user a role; of one who has it, change the end."""
    return _put(visit, _ASSIGNMENT, (number, user), (asked.expires, if_match))


@router.delete(_OF_ROLE, status_code=204, responses=_GONE)
def delete_assignment(
    visit: Visitor, number: Number, user: Number, if_match: IfMatch = None
) -> Response:
    """Take a role from a user."""
    return _delete(visit, _ASSIGNMENT, (number, user), if_match)


def _show(visit: Visit, kind: _Kind, of: tuple[int, int]) -> Response:
    with visit.reading() as things:
        return one(_existing(things, kind.write(kind.revoke, kind.names(things, *of)), of))


def _put(
    visit: Visit, kind: _Kind, of: tuple[int, int], asked: tuple[datetime | None, str | None]
) -> Response:
    expires, if_match = asked
    with visit.writing() as writing:
        names = kind.names(writing.things, *of)
        before = kind.write(kind.revoke, names).find(writing.things)
        if before is not None:
            require_match(if_match, before)
        lasts = before is not None and not _has_ended(before, visit.portal.now())
        write = kind.write(kind.redate if lasts else kind.grant, names, expires=_text(expires))
        write.act(writing)
        shown = _existing(writing.things, write, of)
    return one(shown, 200 if before is not None else 201)


def _delete(visit: Visit, kind: _Kind, of: tuple[int, int], if_match: str | None) -> Response:
    with visit.writing() as writing:
        write = kind.write(kind.revoke, kind.names(writing.things, *of))
        require_match(if_match, _existing(writing.things, write, of))
        write.act(writing)
    return nothing()


def _existing(things: Things, write: NamedWrite, of: tuple[int, int]) -> Shown:
    found = write.find(things)
    if found is None:
        raise UnknownNumber(kind="membership of user", number=of[1])
    return found


def _has_ended(membership: Shown, now: datetime) -> bool:
    expires = membership["expires"]
    return has_ended(None if expires is None else datetime.fromisoformat(expires), now)


def _text(expires: datetime | None) -> str | None:
    return None if expires is None else expires.isoformat()
