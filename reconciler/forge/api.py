"""A forge's API over HTTP: lists in pages, and writes that are made once."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter, ValidationError
from requests.utils import parse_header_links

from reconciler.errors import UsageError
from reconciler.forge.forge import Again
from reconciler.providers.http import Answer, Call, Client, Limits, Origin, Transport, pages
from reconciler.providers.http.call import Method
from reconciler.providers.http.errors import (
    BadAnswer,
    Denied,
    EffectUnknown,
    HttpError,
    NotFound,
)
from reconciler.providers.http.secret import read_secret

_T = TypeVar("_T")

LIMITS: Final = Limits(body=128 * 1024 * 1024)
"""A page of comments may hold long ones, of anybody: they must not keep us from ours."""

_OURS: Final = "RECONCILER_TOKEN"


class Api:
    """The API at an address, with the secret in a variable of the environment or in its file."""

    def __init__(
        self, url: str, environment: Mapping[str, str], variable: str, headers: Mapping[str, str]
    ) -> None:
        Origin.of(url, "The address of the forge")
        if read_secret(environment, variable) is None:
            raise UsageError(f"There is no secret for the forge: set {variable}.")
        self._transport = Transport(url, _as_ours(environment, variable), LIMITS, connections=1)
        self._client = Client(self._transport)
        self._headers = headers

    def call(self, method: Method, path: str, body: Any = None) -> Call:
        """A call with the headers of this API."""
        return Call(method, path, body, self._headers)

    def read(self, call: Call, shape: TypeAdapter[_T]) -> _T:
        """What a call answers that only reads."""
        return _shaped(self._client.read(call), call, shape)

    def every(self, path: str, shape: TypeAdapter[list[_T]]) -> list[_T]:
        """All items of a list, from all its pages."""
        first = self.call("GET", path)
        found = pages(self._transport.origin, self._client.read, first, _next)
        return [item for page in found for item in _shaped(page, first, shape)]

    def write(self, call: Call, hint: str) -> None:
        """Make a write; `hint` says what a token needs that is refused. Raises `Again`."""
        try:
            self._client.write(call)
        except EffectUnknown as error:
            raise Again(error) from None
        except NotFound as error:
            if call.method != "POST":
                raise Again(error) from None
            raise _with(error, hint) from None
        except Denied as error:
            raise _with(error, hint) from None


def _as_ours(environment: Mapping[str, str], variable: str) -> Mapping[str, str]:
    """The environment as `Transport` reads it; the secret of the target is not in it."""
    kept = {name: environment[name] for name in environment if name not in (_OURS, f"{_OURS}_FILE")}
    for end in ("", "_FILE"):
        if (value := environment.get(f"{variable}{end}")) is not None:
            kept[f"{_OURS}{end}"] = value
    return kept


def _with(error: HttpError, hint: str) -> HttpError:
    return type(error)(error.call, f"{error.reason}. {hint}")


def _next(page: Answer) -> str | None:
    """The link to the next page (RFC 8288); GitHub and GitLab both say it in a header."""
    links: Sequence[Mapping[str, str]] = parse_header_links(page.headers.get("link", ""))
    return next((link["url"] for link in links if link.get("rel") == "next"), None)


def _shaped(answer: Answer, call: Call, shape: TypeAdapter[_T]) -> _T:
    try:
        return shape.validate_python(answer.data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"])) or "the whole"
        reason = f"the answer is not what this forge says: {place}: {first['msg']}"
    raise BadAnswer(str(call), reason)
