"""Roles of the account, and who has them."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from reconciler.portal.api import looks, shown
from reconciler.portal.api.asked import IfMatch, Key, NewRole, Number, PageAsked, RoleEdit
from reconciler.portal.api.creating import create
from reconciler.portal.api.documented import WRITES, problems
from reconciler.portal.api.documented import looks as answers
from reconciler.portal.api.etag import require_match
from reconciler.portal.api.pages import page_of
from reconciler.portal.api.replies import nothing, one
from reconciler.portal.api.visit import Visitor, Writing
from reconciler.portal.numbered import Things
from reconciler.portal.rows import Role
from reconciler.portal.work import Work

router = APIRouter(prefix="/v1/roles", tags=["roles"])


@router.get("", responses=answers(looks.RolesPage, "A page of roles."))
def list_roles(visit: Visitor, asked: Annotated[PageAsked, Query()]) -> Response:
    """List the roles of the account."""
    return page_of(visit, asked, ("roles", Things.roles), shown.role)


@router.get("/{number}", responses=answers(looks.RoleLook, "The role."))
def show_role(visit: Visitor, number: Number) -> Response:
    """Show one."""
    with visit.reading() as things:
        return one(shown.role(things.role(number)))


@router.post(
    "",
    status_code=201,
    responses=answers(looks.RoleLook, "It is made.", 201) | problems(*WRITES),
)
def add_role(visit: Visitor, asked: NewRole, key: Key = None) -> Response:
    """Make a role."""

    def make(writing: Writing) -> Response:
        given = (asked.name, asked.type, asked.permissions, asked.description)
        number = writing.work.roles.create(*given)
        return one(shown.role(writing.things.role(number)), 201, f"/v1/roles/{number}")

    return create(visit, key, make)


@router.patch("/{number}", responses=answers(looks.RoleLook, "As it is now.") | problems(*WRITES))
def edit_role(
    visit: Visitor, number: Number, asked: RoleEdit, if_match: IfMatch = None
) -> Response:
    """Change a role, rename it, or both."""
    with visit.writing() as writing:
        before = writing.things.role(number)
        require_match(if_match, shown.role(before))
        _edit(writing.work, before, asked)
        return one(shown.role(writing.things.role(number)))


def _edit(work: Work, role: Role, asked: RoleEdit) -> None:
    edits = asked.model_dump(include={"permissions", "description"})
    if asked.type is not None or any(value is not None for value in edits.values()):
        work.roles.edit(role.name, role_type=asked.type, **edits)
    if asked.name is not None:
        work.roles.rename(role.name, asked.name)


@router.delete(
    "/{number}", status_code=204, responses=answers(None, "It is gone.", 204) | problems(*WRITES)
)
def delete_role(visit: Visitor, number: Number, if_match: IfMatch = None) -> Response:
    """Delete a role that nobody has."""
    with visit.writing() as writing:
        role = writing.things.role(number)
        require_match(if_match, shown.role(role))
        writing.work.roles.delete(role.name)
    return nothing()
