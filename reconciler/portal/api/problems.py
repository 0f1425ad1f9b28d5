"""Problems: every refusal of the service as `application/problem+json` (RFC 9457)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"
_TYPE = "urn:reconciler:portal:"


@dataclass(eq=False)
class Problem(Exception):
    """One refusal; `at_fault` is what of the request, `more` stands beside it."""

    status: int
    code: str
    title: str
    detail: str
    at_fault: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """The body."""
        said = {"type": _TYPE + self.code, "title": self.title, "status": self.status}
        at_fault = {"field": self.at_fault} if self.at_fault else {}
        return {**said, "detail": self.detail, **at_fault, **self.more}

    def response(self) -> Response:
        """The whole answer."""
        body = json.dumps(self.as_data(), ensure_ascii=False)
        return Response(body, self.status, dict(self.headers), MEDIA_TYPE)


def of_status(status: int, headers: Mapping[str, str] | None = None) -> Problem:
    """What the framework refuses by itself: an address that is none, a method that is not there."""
    title = HTTPStatus(status).phrase
    code = title.lower().replace(" ", "-")
    return Problem(status, code, title, f"{title}.", headers=headers or {})


def no_token() -> Problem:
    """No credential at all, or not of the kind that is asked for (RFC 6750)."""
    return Problem(
        401,
        "token-missing",
        "A token is needed",
        "Send a token as `Authorization: Bearer rcp_...`.",
        headers={"WWW-Authenticate": 'Bearer realm="portal"'},
    )


def invalid(errors: Sequence[Mapping[str, str]]) -> Problem:
    """A request that is not of the shape that is asked for: every place that is wrong."""
    first = errors[0]
    detail = f"{first['field']}: {first['reason']}"
    more = {"errors": list(errors)}
    return Problem(
        422, "invalid-request", "Not what is asked for", detail, first["field"], {}, more
    )


def invalid_field(name: str, reason: str) -> Problem:
    """One place that is wrong."""
    return invalid([{"field": name, "reason": reason}])


def too_many(seconds: float) -> Problem:
    """Faster than this token may be."""
    wait = max(1, -int(-seconds // 1))
    return Problem(
        429,
        "too-many-requests",
        "Too many requests",
        f"This token is used too fast. Try again in {wait} s.",
        headers={"Retry-After": str(wait)},
    )


def precondition_required(etag: str) -> Problem:
    """A write of something that exists says which version of it is meant (RFC 6585)."""
    return Problem(
        428,
        "precondition-required",
        "If-Match is needed",
        "Say which version is meant: send If-Match with the ETag that was read.",
        "If-Match",
        {"ETag": etag},
        {"etag": etag},
    )


def precondition_failed(
    current: Mapping[str, Any] | None, etag: str | None, there: Mapping[str, Any] | None = None
) -> Problem:
    """It is not, or not any more, as the caller takes it to be; `there` is in a move's way."""
    return Problem(
        412,
        "precondition-failed",
        "Not as expected",
        "It is not what the request expects; nothing was written.",
        "If-Match",
        {"ETag": etag} if etag else {},
        {"etag": etag, "current": current} | ({} if there is None else {"there": there}),
    )


def lock_held(holder: Mapping[str, Any]) -> Problem:
    """Somebody else holds the lock. It is asked for again and again: the log is not told."""
    return Problem(
        409,
        "lock-held",
        "Somebody else holds the lock",
        f"The lock {holder['id']} is held; it was taken at {holder['since']}.",
        more={"holder": holder},
    )


def key_reused() -> Problem:
    """An Idempotency-Key that has answered another request."""
    return Problem(
        422,
        "idempotency-key-reused",
        "The key belongs to another request",
        "This Idempotency-Key was sent with another request within 24 hours.",
        "Idempotency-Key",
    )


def too_large(limit: int) -> Problem:
    """More bytes than a request may have."""
    detail = f"A body may have {limit} bytes."
    return Problem(413, "too-large", "The body is too large", detail)


def too_deep(limit: int) -> Problem:
    """More levels than a request may have."""
    detail = f"A body may have {limit} levels of lists and objects."
    return Problem(422, "too-deep", "The body is nested too deeply", detail)


def too_slow(seconds: float) -> Problem:
    """A body that does not arrive."""
    detail = f"A body must arrive within {seconds:.0f} s."
    return Problem(
        408, "too-slow", "The body did not arrive", detail, headers={"Connection": "close"}
    )


def defect() -> Problem:
    """A defect of ours: the log has where, the client has no more than that."""
    return Problem(500, "defect", "A defect of the portal", "The portal failed. It has been noted.")
