"""An answer is good, or an error of the right kind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from reconciler.providers.http.body import Raw, Unreadable, parse
from reconciler.providers.http.call import Call
from reconciler.providers.http.errors import (
    BadAnswer,
    Conflict,
    CredentialsRefused,
    Denied,
    Excessive,
    HttpError,
    NotFound,
    Redirected,
    Refusal,
    ServerFailed,
    Throttled,
)
from reconciler.providers.http.limits import Limits
from reconciler.providers.http.waiting import retry_after

GOOD: Final = {200, 201, 202, 204}

_REFUSALS: Final[Mapping[int, type[Refusal]]] = {
    401: CredentialsRefused,
    403: Denied,
    404: NotFound,
    409: Conflict,
    410: NotFound,
    412: Conflict,
}
_SHOWN: Final = 300
"""Characters of what a live system says that a message shows at most."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A good answer: what its JSON holds, None without a body. Headers by name in lower case."""

    status: int
    headers: Mapping[str, str]
    data: Any

    @property
    def etag(self) -> str:
        """The version of what was read, to be sent back as If-Match; empty without one."""
        return self.headers.get("etag", "")


@dataclass(frozen=True, slots=True)
class Judge:
    """Tells good answers from others. `hide` takes the secret out of what the system says."""

    limits: Limits
    hide: Callable[[str], str]
    now: Callable[[], datetime]

    def judge(self, request: Call, raw: Raw) -> Answer | HttpError:
        """The answer, or what it is instead."""
        call, status = str(request), raw.status
        if 300 <= status < 400:
            return Redirected(call, f"the answer points {self._where(raw)}: not followed")
        if 400 <= status < 600:
            return self._failure(call, raw)
        if status not in GOOD:
            return BadAnswer(call, f"answered with status {status}, which it was not asked for")
        if request.method == "GET" and not raw.body:
            return BadAnswer(call, "the answer is refused: it is empty")
        try:
            return Answer(status, raw.headers, parse(raw, self.limits))
        except Unreadable as unreadable:
            return self.bad(call, unreadable)

    def bad(self, call: str, unreadable: Unreadable) -> BadAnswer:
        """The error of an answer that could not be read."""
        kind = Excessive if unreadable.too_much else BadAnswer
        return kind(call, f"the answer is refused: {unreadable}")

    def _failure(self, call: str, raw: Raw) -> HttpError:
        status, told = raw.status, retry_after(raw.headers, self.now())
        said = f"answered {status}{self._said(raw)}"
        if _is_throttled(raw):
            return Throttled(call, said, told)
        if status >= 500 or status == 408:
            return ServerFailed(call, said, told)
        if raw.kind == "text/html" and status != 401:
            # A page comes from something in between: it does not know what is there.
            return BadAnswer(call, f"{said}, in an HTML page")
        return _REFUSALS.get(status, Refusal)(call, said)

    def _said(self, raw: Raw) -> str:
        """What problem+json (RFC 9457) or a `message` says of it, fit for a line of a report."""
        try:
            problem = parse(raw, self.limits)
        except Unreadable:
            return ""
        if not isinstance(problem, dict):
            return ""
        parts = [problem.get(name) for name in ("title", "detail", "message")]
        text = ": ".join(part for part in parts if isinstance(part, str) and part)
        return f" ({self._harmless(text)})" if text else ""

    def _where(self, raw: Raw) -> str:
        try:
            host = urlsplit(raw.headers.get("location", "")).hostname
        except ValueError:
            host = None
        return f"to {self._harmless(host)}" if host else f"elsewhere (status {raw.status})"

    def _harmless(self, text: str) -> str:
        shown = "".join(char if char.isprintable() else "?" for char in self.hide(text))
        return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}..."


def _is_throttled(raw: Raw) -> bool:
    """Forges say 403 to who asks too often, and how long to wait or that nothing remains."""
    if raw.status == 429:
        return True
    if raw.status == 403 and raw.headers.get("x-ratelimit-remaining") == "0":
        return True
    return raw.status in (403, 503) and "retry-after" in raw.headers
