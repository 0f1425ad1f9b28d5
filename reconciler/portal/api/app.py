"""The service put together: addresses, refusals, bounds, and the document that describes it."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import compile_path

from reconciler.portal.api import looks
from reconciler.portal.api.bounds import Bounds
from reconciler.portal.api.documented import ALWAYS, problems
from reconciler.portal.api.problems import Problem, defect, invalid, invalid_field, of_status
from reconciler.portal.api.refusals import as_problem
from reconciler.portal.api.routes import (
    account,
    batch,
    checks,
    events,
    groups,
    health,
    lock,
    members,
    memberships,
    roles,
    scopes,
    users,
)
from reconciler.portal.api.service import THREADS, Service
from reconciler.portal.api.watch import Watch
from reconciler.portal.errors.base import PortalError

_ROUTERS = (
    *(account, scopes, users, roles, groups, memberships, members, checks, events, batch, lock),
)
MOST_FAULTS = 100
"""How many places of one request are named."""
_ABOUT = """\
A phone-system portal: scopes, users, roles, groups and who is in them, under the portal's rules.

Send a token as `Authorization: Bearer rcp_...`. It holds what its user holds, within its scope.
Listings come in pages: `next` is the cursor of the next one, and two pages with the same `version`
are of one moment. A write of something that exists needs `If-Match`; a create may carry an
`Idempotency-Key`. Refusals are `application/problem+json` with a stable `type`.
"""


def create_app(service: Service, write: Callable[[str], None]) -> FastAPI:
    """The service as an ASGI application; each request is one line to `write`."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        current_default_thread_limiter().total_tokens = THREADS
        yield
        service.close()

    app = _App(
        title="Portal",
        version="1",
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
    )
    app.state.service = service
    for each in _ROUTERS:
        app.include_router(each.router, responses=problems(*ALWAYS))
    app.include_router(health.router)
    for kind in (PortalError, Problem, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, _refuse)
    app.add_middleware(Bounds)
    app.add_middleware(Watch, metrics=service.metrics, write=write, clock=service.clock)
    return app


class _App(FastAPI):
    """Its document has the shape of a problem too, which no address answers when all is well."""

    def openapi(self) -> dict[str, Any]:
        """The document."""
        if not self.openapi_schema:
            document = super().openapi()
            shape = looks.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
            document["components"]["schemas"] |= {**shape.pop("$defs"), "Problem": shape}
        return super().openapi()


def _refuse(request: Request, error: Exception) -> Response:
    problem = _as_problem(error)
    if problem.status == 405:
        problem.headers = {"Allow": _allowed(request)}
    request.state.refused = problem.code
    return problem.response()


def _as_problem(error: Exception) -> Problem:
    match error:
        case Problem():
            return error
        case PortalError():
            return as_problem(error)
        case RequestValidationError():
            return invalid([_fault(one) for one in error.errors()[:MOST_FAULTS]])
        case HTTPException(status_code=400):  # bytes that are no text
            return invalid_field("body", "This is no JSON.")
        case HTTPException():
            return of_status(error.status_code, error.headers)
        case _:
            return defect()


def _allowed(request: Request) -> str:
    """Every method of the address: the framework knows those of the first route alone."""
    paths: dict[str, dict[str, Any]] = request.app.openapi()["paths"]
    found = (paths[path] for path in paths if compile_path(path)[0].match(request.url.path))
    return ", ".join(sorted(method.upper() for methods in found for method in methods))


def _fault(one: Mapping[str, Any]) -> dict[str, str]:
    """A place that is wrong, and why; not what stands there, which may be a secret."""
    kind, *names = map(str, one["loc"])
    place = "/" + "/".join(names) if kind == "body" else "/".join(names[:1]) or kind
    return {"field": place, "reason": str(one["msg"]).removeprefix("Value error, ")}
