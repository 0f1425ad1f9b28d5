"""The raw answer, read within its limits, and the JSON in it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from requests import Response

from reconciler.providers.http.limits import Limits

CHUNK: Final = 64 * 1024

_BRACKETS = bytes.maketrans(b"{}", b"[]")
_NOT_STRUCTURE: Final = bytes(set(range(256)) - set(b'[]{}"'))


class Unreadable(Exception):
    """The answer is not what it says it is; `too_much` where it goes beyond a limit."""

    def __init__(self, sentence: str, *, too_much: bool = False) -> None:
        super().__init__(sentence)
        self.too_much = too_much


@dataclass(frozen=True, slots=True)
class Raw:
    """Status, headers by their names in lower case, and the decoded body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def kind(self) -> str:
        """The media type in lower case, without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def is_json(self) -> bool:
        """Whether it says that it is JSON (RFC 8259, or a format on top of it, RFC 6839)."""
        return self.kind == "application/json" or (
            self.kind.startswith("application/") and self.kind.endswith("+json")
        )


def receive(response: Response, limits: Limits) -> Raw:
    """Read the answer. Raises `Unreadable`, and what the HTTP library raises."""
    fields = list(response.headers.items())
    if len(fields) > limits.headers:
        raise Unreadable(f"it has more than {limits.headers} headers", too_much=True)
    if sum(len(name) + len(value) for name, value in fields) > limits.header_bytes:
        raise Unreadable(f"its headers exceed {limits.header_bytes} bytes", too_much=True)
    headers = {name.lower(): value for name, value in fields}
    if headers.get("content-encoding", "identity").lower() not in ("identity", "gzip"):
        raise Unreadable("it is compressed in a way that was not asked for")
    return Raw(response.status_code, headers, _body(response, limits.body))


def _body(response: Response, limit: int) -> bytes:
    """The body, decoded piece by piece: a gzip bomb goes off into the limit."""
    body = bytearray()
    while piece := response.raw.read(CHUNK, decode_content=True):
        body += piece
        if len(body) > limit:
            raise Unreadable(f"it exceeds {limit} bytes", too_much=True)
    return bytes(body)


def parse(raw: Raw, limits: Limits) -> Any:
    """The JSON of an answer; None without a body. Raises `Unreadable`."""
    if not raw.body:
        return None
    if not raw.is_json:
        raise Unreadable("it is not JSON" if raw.kind != "text/html" else "it is an HTML page")
    try:
        data = json.loads(raw.body.decode("utf-8"), parse_constant=_no_number)
    except RecursionError:
        data = _too_deep(limits)
    except ValueError:
        raise Unreadable("its JSON is broken") from None
    return data if depth_within(raw.body, limits.depth) else _too_deep(limits)


def _too_deep(limits: Limits) -> NoReturn:
    raise Unreadable(f"its JSON is nested deeper than {limits.depth}", too_much=True)


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def depth_within(document: bytes, limit: int) -> bool:
    """Whether a valid JSON document is nested no deeper than `limit`.

    Without strings and scalars a document is its brackets. Taking out every empty pair takes away
    the innermost level: a pass of the C library for each level, not a step for each value.
    """
    plain = document.replace(b"\\\\", b"").replace(b'\\"', b"")
    pieces = plain.translate(None, _NOT_STRUCTURE).split(b'"')
    brackets = b"".join(pieces[::2]).translate(_BRACKETS)
    for _ in range(limit):
        if not brackets:
            return True
        brackets = brackets.replace(b"[]", b"")
    return not brackets
