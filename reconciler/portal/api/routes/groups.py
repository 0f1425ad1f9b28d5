"""Groups: a tree below Top Role in each phone system."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from reconciler.portal.api import looks, shown
from reconciler.portal.api.asked import GroupEdit, IfMatch, Key, NewGroup, Number, ScopedPage
from reconciler.portal.api.creating import create
from reconciler.portal.api.documented import WRITES, problems
from reconciler.portal.api.documented import looks as answers
from reconciler.portal.api.etag import require_match
from reconciler.portal.api.pages import page_of
from reconciler.portal.api.replies import nothing, one
from reconciler.portal.api.visit import Visitor, Writing
from reconciler.portal.numbered import Placed, Things
from reconciler.portal.work import Work

router = APIRouter(prefix="/v1/groups", tags=["groups"])


@router.get("", responses=answers(looks.GroupsPage, "A page of groups."))
def list_groups(visit: Visitor, asked: Annotated[ScopedPage, Query()]) -> Response:
    """List the groups in sight."""
    return page_of(visit, asked, ("groups", Things.groups), shown.group)


@router.get("/{number}", responses=answers(looks.GroupLook, "The group."))
def show_group(visit: Visitor, number: Number) -> Response:
    """Show one."""
    with visit.reading() as things:
        return one(shown.group(things.group(number)))


@router.post(
    "",
    status_code=201,
    responses=answers(looks.GroupLook, "It is made.", 201) | problems(*WRITES),
)
def add_group(visit: Visitor, asked: NewGroup, key: Key = None) -> Response:
    """Make a group below those that its path names before it."""

    def make(writing: Writing) -> Response:
        given = (asked.scope, asked.path, asked.permissions, asked.description)
        number = writing.work.groups.create(*given)
        return one(shown.group(writing.things.group(number)), 201, f"/v1/groups/{number}")

    return create(visit, key, make)


@router.patch("/{number}", responses=answers(looks.GroupLook, "As it is now.") | problems(*WRITES))
def edit_group(
    visit: Visitor, number: Number, asked: GroupEdit, if_match: IfMatch = None
) -> Response:
    """Change a group, or give it another path: a rename, or a move with all below it."""
    with visit.writing() as writing:
        before = writing.things.group(number)
        require_match(if_match, shown.group(before))
        _edit(writing.work, before, asked)
        return one(shown.group(writing.things.group(number)))


def _edit(work: Work, group: Placed, asked: GroupEdit) -> None:
    edits = asked.model_dump(include={"permissions", "description"})
    if any(value is not None for value in edits.values()):
        work.groups.edit(group.scope, group.path, **edits)
    if asked.path is not None:
        work.groups.move(group.scope, group.path, asked.path)


@router.delete(
    "/{number}", status_code=204, responses=answers(None, "It is gone.", 204) | problems(*WRITES)
)
def delete_group(visit: Visitor, number: Number, if_match: IfMatch = None) -> Response:
    """Delete a group without members, and without groups below it."""
    with visit.writing() as writing:
        group = writing.things.group(number)
        require_match(if_match, shown.group(group))
        writing.work.groups.delete(group.scope, group.path)
    return nothing()
