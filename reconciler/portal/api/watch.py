"""Watching: each request as one line of JSON and in the metrics, whatever becomes of it.

A line names the route and not the address, the token by its number and not the secret, and never
a body: what stands in logs is read by more people than the portal is.
"""

import json
import re
import secrets
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from reconciler.portal.api.problems import defect

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_REQUEST_ID = re.compile(rb"[\w.:-]{1,64}")


class Metrics:
    """What `/metrics` counts; no label grows with what clients send."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        kept, at = self.registry, ["route", "method"]
        self.requests = Counter("portal_requests", "Requests.", [*at, "status"], registry=kept)
        self.seconds = Histogram("portal_seconds", "Seconds a request.", at, registry=kept)
        self.refusals = Counter("portal_refusals", "Refusals by code.", ["code"], registry=kept)


@dataclass(frozen=True)
class Watch:
    """Notes every request; what nobody caught is a defect, and a problem for the client."""

    app: ASGIApp
    metrics: Metrics
    write: Callable[[str], None]
    clock: Callable[[], datetime]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        seen = _Seen(scope, self.clock(), self._note)
        scope["state"] = {**scope.get("state", {}), "request_id": seen.request_id}
        try:
            await self.app(scope, receive, seen.sending(send))
        except Exception as error:  # noqa: BLE001 - the one place for what nobody caught
            seen.failed(error)
            if seen.status is None:
                await defect().response()(scope, receive, seen.sending(send))
            else:
                self._note(seen)

    def _note(self, seen: "_Seen") -> None:
        line = seen.line()
        route, method = line["route"], line["method"]
        self.metrics.requests.labels(route, method, str(line["status"])).inc()
        self.metrics.seconds.labels(route, method).observe(line["ms"] / 1000)
        if "refused" in line:
            self.metrics.refusals.labels(line["refused"]).inc()
        self.write(json.dumps(line, ensure_ascii=True))


@dataclass
class _Seen:
    """One request on its way."""

    scope: Scope
    time: datetime
    note: Callable[["_Seen"], None]
    status: int | None = None
    began: float = field(default_factory=perf_counter)
    more: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        sent = dict(self.scope["headers"]).get(b"x-request-id", b"")
        self.request_id = sent.decode() if _REQUEST_ID.fullmatch(sent) else secrets.token_hex(8)

    def sending(self, send: Send) -> Send:
        """Note the answer before its end is sent, and give it the number of the request.

        So whoever has an answer finds it in the log.
        """

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.status = message["status"]
                message["headers"] = [
                    *message.get("headers", ()),
                    (b"x-request-id", self.request_id.encode()),
                ]
            elif not message.get("more_body"):
                self.note(self)
            await send(message)

        return noting

    def failed(self, error: Exception) -> None:
        """Where it happened; not what the error says, which may be what somebody sent."""
        frames = traceback.extract_tb(error.__traceback__)
        where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        self.more = {"error": type(error).__name__, "where": where[-12:]}

    def line(self) -> dict[str, Any]:
        """What the log says of it."""
        state, method = self.scope["state"], self.scope["method"]
        known = {key: state[key] for key in ("token", "user", "refused") if key in state}
        return {
            "time": self.time.isoformat(timespec="milliseconds"),
            "method": method if method in _METHODS else "other",
            "route": getattr(self.scope.get("route"), "path", "none"),
            "status": self.status or 500,
            "ms": round((perf_counter() - self.began) * 1000, 2),
            "request": self.request_id,
            **known,
            **self.more,
        }
