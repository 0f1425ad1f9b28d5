"""What each address may answer, as `/openapi.json` says it."""

from typing import Any, TypeAlias

from pydantic import BaseModel

from reconciler.portal.api.problems import MEDIA_TYPE

Answers: TypeAlias = dict[int | str, dict[str, Any]]

_WORDS = {
    401: "No token, or none that is alive.",
    403: "The caller may not.",
    404: "There is nothing of this name or number in sight.",
    408: "The body did not arrive in time.",
    409: "A rule of the portal forbids it.",
    412: "It is not as the request expects; `current` is how it is.",
    413: "The body is too large.",
    422: "Not what is asked for: `field` names what, `errors` all of it.",
    428: "If-Match is needed.",
    429: "Too many requests; Retry-After says when to try again.",
    500: "A defect of the portal.",
    503: "The database cannot be used at the moment.",
}
_PROBLEM = {"content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
ALWAYS = (401, 403, 404, 408, 413, 422, 429, 500, 503)
"""What every address that needs a token may answer."""
WRITES = (409, 412, 428)
"""What writes may answer besides."""


def problems(*statuses: int) -> Answers:
    """Refusals."""
    return {status: {"description": _WORDS[status], **_PROBLEM} for status in statuses}


def looks(model: type[BaseModel] | None, words: str, status: int = 200) -> Answers:
    """The answer when all is well."""
    return {status: {"description": words, **({"model": model} if model else {})}}
