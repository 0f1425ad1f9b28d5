"""Who holds what, and every reason why or why not."""

from fastapi import APIRouter
from starlette.responses import Response

from reconciler.portal.access import Reason
from reconciler.portal.api import looks, shown
from reconciler.portal.api.asked import Question
from reconciler.portal.api.documented import looks as answers
from reconciler.portal.api.problems import invalid_field
from reconciler.portal.api.replies import reply
from reconciler.portal.api.shown import Shown
from reconciler.portal.api.visit import Visitor

router = APIRouter(prefix="/v1", tags=["check"])


@router.post("/check", responses=answers(looks.DecisionLook, "The answer."))
def check(visit: Visitor, asked: Question) -> Response:
    """Ask whether a user holds a permission at a scope, and whether it reaches somebody there."""
    if asked.on_user is not None and asked.on_group is not None:
        raise invalid_field("on_user", "Name one of on_user and on_group.")
    on = asked.on_user if asked.on_group is None else asked.on_group
    with visit.portal.reading() as reading:
        question = (asked.user, asked.permission, asked.scope, on)
        decision = reading.check(*question)
        obstacles = () if decision.allowed else reading.explain(*question)
    reasons = [_reason(one) for one in decision.reasons]
    answer = {"allowed": decision.allowed, "reasons": reasons, "obstacles": list(obstacles)}
    return reply(answer)


def _reason(one: Reason) -> Shown:
    said = {"kind": one.kind, "name": one.name, "scope": one.scope, "below": one.below}
    return said | {"until": shown.instant(one.until), "text": str(one)}
