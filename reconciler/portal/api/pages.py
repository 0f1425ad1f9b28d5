"""Pages of things that are numbered: one function for all of these listings."""

from collections.abc import Callable, Sequence
from typing import Any

from starlette.responses import Response

from reconciler.portal.api.asked import PageAsked, ScopedPage
from reconciler.portal.api.cursor import read_cursor, write_cursor
from reconciler.portal.api.replies import reply
from reconciler.portal.api.shown import Shown, page, with_etags
from reconciler.portal.api.visit import Visit
from reconciler.portal.numbered import Things

Read = Callable[[Things, tuple[int, int]], Sequence[Any]]


def page_of(
    visit: Visit, asked: PageAsked, read: tuple[str, Read], show: Callable[[Any], Shown]
) -> Response:
    """The page that is asked for of the listing of that name."""
    name, things_after = read
    (after,) = read_cursor(name, asked.cursor, [0])
    within = asked.scope if isinstance(asked, ScopedPage) else None
    with visit.reading(within) as things:
        found = things_after(things, (after, asked.limit + 1))
        version = things.version
    items = [show(one) for one in found[: asked.limit]]
    more = len(found) > asked.limit
    following = write_cursor(name, [items[-1]["id"]]) if more else None
    return reply(page(with_etags(items), following, version))
