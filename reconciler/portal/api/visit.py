"""A visit: one request, the token it came with, and the portal as that token sees it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, TypeAlias

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from reconciler.portal.api.problems import no_token, too_many
from reconciler.portal.api.service import Service
from reconciler.portal.events import RunNote
from reconciler.portal.numbered import Things
from reconciler.portal.portal import Portal
from reconciler.portal.reading import Reading
from reconciler.portal.tokens import Token, digest
from reconciler.portal.work import Work

_bearer = HTTPBearer(auto_error=False, description="A token: `reconciler portal token create`.")
_Credentials: TypeAlias = Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]


@dataclass(frozen=True, slots=True)
class Writing:
    """One transaction of a visit: what is there, and all writes."""

    work: Work
    things: Things


@dataclass(frozen=True, slots=True)
class Visit:
    """What a request may do: no more than its token."""

    portal: Portal
    token: Token
    asked: str
    """The digest of the request: its method, its address and its body."""

    @contextmanager
    def reading(self, within: str | None = None) -> Iterator[Things]:
        """Everything in sight at one moment, or no more than one scope of it."""
        with self.portal.reading() as reading:
            yield reading.things(within)

    @contextmanager
    def writing(self, run: RunNote | None = None) -> Iterator[Writing]:
        """Write all or nothing."""
        with self.portal.transaction(run) as work:
            yield Writing(work, Reading(work.unit).things())


def enter(request: Request, credentials: _Credentials) -> Iterator[Visit]:
    """Begin a visit. Raises `Problem`, `BadToken` and `StoreError`."""
    service: Service = request.app.state.service
    if credentials is None:
        raise no_token()
    if wait := service.limiter.wait(digest(credentials.credentials)):
        raise too_many(wait)
    with service.portal() as portal:
        bearer = portal.bearing(credentials.credentials)
        token = bearer.token
        if token is None:
            raise no_token()
        request.state.token, request.state.user = token.id, token.user
        asked = f"{request.method} {request.url.path} {request.state.digest}"
        yield Visit(bearer, token, digest(asked))


Visitor: TypeAlias = Annotated[Visit, Depends(enter)]
