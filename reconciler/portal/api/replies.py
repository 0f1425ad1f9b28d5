"""Answers: JSON without detours. What is shown is plain data already; nothing is checked twice."""

import json
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from reconciler.portal.api.etag import etag
from reconciler.portal.api.shown import Shown

_JSON = "application/json"


def reply(data: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An answer with a body."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Response(text, status, dict(headers or {}), _JSON)


def one(shown: Shown, status: int = 200, location: str | None = None) -> Response:
    """An answer that is one thing, with its tag."""
    headers = {"ETag": etag(shown)}
    return reply(shown, status, headers | ({"Location": location} if location else {}))


def nothing() -> Response:
    """It is done, and there is nothing to show."""
    return Response(status_code=204)
