"""Users: each belongs to one scope."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from reconciler.portal.api import looks, shown
from reconciler.portal.api.asked import IfMatch, Key, NewUser, Number, ScopedPage, UserEdit
from reconciler.portal.api.creating import create
from reconciler.portal.api.documented import WRITES, problems
from reconciler.portal.api.documented import looks as answers
from reconciler.portal.api.etag import require_match
from reconciler.portal.api.pages import page_of
from reconciler.portal.api.replies import nothing, one
from reconciler.portal.api.visit import Visitor, Writing
from reconciler.portal.numbered import Things

router = APIRouter(prefix="/v1/users", tags=["users"])


@router.get("", responses=answers(looks.UsersPage, "A page of users."))
def list_users(visit: Visitor, asked: Annotated[ScopedPage, Query()]) -> Response:
    """List the users in sight."""
    return page_of(visit, asked, ("users", Things.users), shown.user)


@router.get("/{number}", responses=answers(looks.UserLook, "The user."))
def show_user(visit: Visitor, number: Number) -> Response:
    """Show one."""
    with visit.reading() as things:
        return one(shown.user(things.user(number)))


@router.post(
    "",
    status_code=201,
    responses=answers(looks.UserLook, "They are made.", 201) | problems(*WRITES),
)
def add_user(visit: Visitor, asked: NewUser, key: Key = None) -> Response:
    """Make a user; the first of a phone system is put into its Top Role."""

    def make(writing: Writing) -> Response:
        number = writing.work.users.create(asked.scope, asked.name)
        return one(shown.user(writing.things.user(number)), 201, f"/v1/users/{number}")

    return create(visit, key, make)


@router.patch("/{number}", responses=answers(looks.UserLook, "As it is now.") | problems(*WRITES))
def switch_user(
    visit: Visitor, number: Number, asked: UserEdit, if_match: IfMatch = None
) -> Response:
    """Switch a user off, or on again."""
    with visit.writing() as writing:
        before = writing.things.user(number)
        require_match(if_match, shown.user(before))
        user, users = before.thing, writing.work.users
        if asked.active != user.active:
            (users.activate if asked.active else users.deactivate)(user.name)
        return one(shown.user(writing.things.user(number)))


@router.delete(
    "/{number}", status_code=204, responses=answers(None, "They are gone.", 204) | problems(*WRITES)
)
def remove_user(visit: Visitor, number: Number, if_match: IfMatch = None) -> Response:
    """Remove a user with all memberships, roles and tokens."""
    with visit.writing() as writing:
        user = writing.things.user(number)
        require_match(if_match, shown.user(user))
        writing.work.users.remove(user.thing.name)
    return nothing()
