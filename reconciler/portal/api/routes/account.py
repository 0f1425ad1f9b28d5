"""Whose portal answers, who asks, and what there is to give."""

from fastapi import APIRouter
from starlette.responses import Response

from reconciler.portal.api import looks, shown
from reconciler.portal.api.documented import looks as answers
from reconciler.portal.api.replies import one, reply
from reconciler.portal.api.visit import Visitor
from reconciler.portal.catalog import LEVELS, PERMISSIONS, ROLE_LEVELS
from reconciler.portal.names import LONGEST

router = APIRouter(prefix="/v1", tags=["account"])


@router.get("/account", responses=answers(looks.AccountLook, "The account."))
def account(visit: Visitor) -> Response:
    """Tell whose portal this is, who asks, and the moment that a read now would be of."""
    with visit.portal.reading() as reading:
        version = reading.things().version
        caller = visit.portal.caller
    user, home = ("", "") if caller is None else (caller[0].name, caller[1].path)
    token = visit.token
    return reply(
        {
            "account": visit.portal.account,
            "version": version,
            "caller": {"user": user, "scope": home},
            "token": {
                "id": token.id,
                "kind": token.kind,
                "scope": token.scope,
                "expires": shown.instant(token.expires),
            },
        }
    )


@router.get("/catalog", responses=answers(looks.CatalogLook, "The catalog."))
def catalog(visit: Visitor) -> Response:
    """List the permissions in the order in which they are shown, and who may carry them."""
    return one(
        {
            "account": visit.portal.account,
            "levels": list(LEVELS),
            "role_types": [{"type": kind, "level": at} for kind, at in ROLE_LEVELS.items()],
            "longest_name": LONGEST,
            "permissions": [shown.permission(each) for each in PERMISSIONS],
        }
    )
