"""Who is in which group and has which role: all of it in pages, or one by one."""

from collections import defaultdict
from collections.abc import Sequence
from operator import itemgetter
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from reconciler.portal.api import looks, shown
from reconciler.portal.api.asked import ScopedPage
from reconciler.portal.api.cursor import read_cursor, write_cursor
from reconciler.portal.api.documented import looks as answers
from reconciler.portal.api.replies import reply
from reconciler.portal.api.shown import Shown
from reconciler.portal.api.visit import Visitor
from reconciler.portal.numbered import HolderKind, Holding, Things

router = APIRouter(prefix="/v1", tags=["memberships"])

_KINDS: tuple[HolderKind, ...] = ("group", "role")


@router.get("/memberships", responses=answers(looks.MembershipsPage, "A page of memberships."))
def list_memberships(visit: Visitor, asked: Annotated[ScopedPage, Query()]) -> Response:
    """List memberships by container, those of groups before those of roles.

    `limit` counts memberships. What has ended is among them. A container may go on in the next
    page, and one role at one scope may come more than once.
    """
    kind, *after = read_cursor("memberships", asked.cursor, [0, 0, 0])
    with visit.reading(asked.scope) as things:
        found = _after(things, (kind, after[0], after[1]), asked.limit + 1)
        kept = found[: asked.limit]
        items = _by_container(things, kept)
        version = things.version
    following = _cursor(kept[-1]) if len(found) > asked.limit else None
    return reply(shown.page(items, following, version))


def _after(things: Things, after: tuple[int, int, int], limit: int) -> list[tuple[int, Holding]]:
    """Memberships from there on, each with the place of its kind."""
    kind, holder, user = after
    found: list[tuple[int, Holding]] = []
    for place, each in enumerate(_KINDS):
        if place < kind or len(found) >= limit:
            continue
        begin = (holder, user) if place == kind else (0, 0)
        rows = things.holdings(each, begin, limit - len(found))
        found += [(place, row) for row in rows]
    return found


def _cursor(last: tuple[int, Holding]) -> str:
    place, row = last
    return write_cursor("memberships", [place, row.holder, row.user])


def _by_container(things: Things, found: Sequence[tuple[int, Holding]]) -> list[Shown]:
    groups = things.groups_of({row.holder for place, row in found if place == 0})
    roles = things.roles_of({row.holder for place, row in found if place == 1})
    scopes = things.scope_paths({row.scope for _, row in found})
    rows: dict[tuple[int, int, int], list[Holding]] = defaultdict(list)
    for place, row in found:
        rows[place, row.holder, row.scope].append(row)
    items = []
    for (place, holder, scope), held in sorted(rows.items(), key=itemgetter(0)):
        if place == 0:
            container = shown.group_container(groups[holder])
        else:
            container = shown.role_container(roles[holder], scopes[scope])
        items.append(_members(container, held))
    return items


def _members(container: Shown, rows: Sequence[Holding]) -> Shown:
    until = {row.name: shown.instant(row.expires) for row in rows if row.expires is not None}
    return {"container": container, "members": [row.name for row in rows], "until": until}
