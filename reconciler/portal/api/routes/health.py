"""Whether the service is well, and what it has done: for machines beside it, without a token."""

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import Response

from reconciler.portal.api import looks
from reconciler.portal.api.documented import Answers, problems
from reconciler.portal.api.documented import looks as answers
from reconciler.portal.api.replies import reply
from reconciler.portal.api.service import Service

router = APIRouter(tags=["health"])
_TEXT: Answers = {200: {"description": "Prometheus' text format.", "content": {"text/plain": {}}}}


@router.get("/healthz", responses=answers(looks.HealthLook, "All is well.") | problems(500, 503))
def health(request: Request) -> Response:
    """Ask the database something."""
    service: Service = request.app.state.service
    with service.portal() as portal:
        reply({"account": portal.account})
    return reply({"status": "ok"})


@router.get("/metrics", responses={**_TEXT, **problems(500)})
def metrics(request: Request) -> Response:
    """Count requests, seconds and refusals."""
    service: Service = request.app.state.service
    return Response(
        generate_latest(service.metrics.registry), headers={"Content-Type": CONTENT_TYPE_LATEST}
    )


@router.get("/openapi.json", include_in_schema=False)
def document(request: Request) -> Response:
    """Describe every other address."""
    return reply(request.app.openapi())
