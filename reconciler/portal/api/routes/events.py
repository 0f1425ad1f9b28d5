"""The event log: who changed what, and what was refused."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from reconciler.portal.api import looks, shown
from reconciler.portal.api.asked import PageAsked
from reconciler.portal.api.cursor import read_cursor, write_cursor
from reconciler.portal.api.documented import looks as answers
from reconciler.portal.api.replies import reply
from reconciler.portal.api.visit import Visitor

router = APIRouter(prefix="/v1", tags=["events"])


@router.get("/events", responses=answers(looks.EventsPage, "A page of events."))
def list_events(visit: Visitor, asked: Annotated[PageAsked, Query()]) -> Response:
    """List the events that the caller may read, oldest first."""
    (after,) = read_cursor("events", asked.cursor, [0])
    with visit.portal.reading() as reading:
        found = reading.events_after(after, asked.limit + 1)
        version = reading.things().version
    items = [shown.event(number, one) for number, one in found[: asked.limit]]
    more = len(found) > asked.limit
    following = write_cursor("events", [items[-1]["id"]]) if more else None
    return reply(shown.page(items, following, version))
