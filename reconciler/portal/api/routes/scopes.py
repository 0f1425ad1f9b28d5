"""The reseller, its customers and their phone systems."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from reconciler.portal.api import looks, shown
from reconciler.portal.api.asked import Key, NewScope, Number, ScopedPage
from reconciler.portal.api.creating import create
from reconciler.portal.api.documented import WRITES, problems
from reconciler.portal.api.documented import looks as answers
from reconciler.portal.api.pages import page_of
from reconciler.portal.api.replies import one
from reconciler.portal.api.visit import Visitor, Writing
from reconciler.portal.api.writes.people import create_scope
from reconciler.portal.numbered import Things

router = APIRouter(prefix="/v1/scopes", tags=["scopes"])


@router.get("", responses=answers(looks.ScopesPage, "A page of scopes."))
def list_scopes(visit: Visitor, asked: Annotated[ScopedPage, Query()]) -> Response:
    """List the scopes in sight."""
    return page_of(visit, asked, ("scopes", Things.scopes), shown.scope)


@router.get("/{number}", responses=answers(looks.ScopeLook, "The scope."))
def show_scope(visit: Visitor, number: Number) -> Response:
    """Show one."""
    with visit.reading() as things:
        return one(shown.scope(things.scope(number)))


@router.post(
    "",
    status_code=201,
    responses=answers(looks.ScopeLook, "It is made.", 201) | problems(*WRITES),
)
def add_scope(visit: Visitor, asked: NewScope, key: Key = None) -> Response:
    """Make a customer, or a phone system below one."""

    def make(writing: Writing) -> Response:
        number = create_scope(writing.work, asked.path)
        return one(shown.scope(writing.things.scope(number)), 201, f"/v1/scopes/{number}")

    return create(visit, key, make)
