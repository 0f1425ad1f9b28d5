"""Bounds of a request: its body is read here, whole, before anybody looks at it."""

import asyncio
import hashlib
import re
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from reconciler.portal.api.problems import Problem, too_deep, too_large, too_slow

LARGEST = 1024 * 1024
"""How many bytes a body may have."""
DEEPEST = 16
"""How many levels of lists and objects."""
LONGEST = 30.0
"""How many seconds it may take to arrive."""

_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"?', re.DOTALL)
_BRACKET = re.compile(rb"[\[\]{}]")


@dataclass(frozen=True)
class Bounds:
    """Refuses a body that is too large, too deep or too slow; notes the digest of others."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            body = await _read(receive)
        except Problem as problem:
            await problem.response()(scope, receive, send)
            return
        scope["state"]["digest"] = hashlib.sha256(body).hexdigest()
        await self.app(scope, _once(body, receive), send)


async def _read(receive: Receive) -> bytes:
    """The whole body. Raises `Problem`."""
    body = bytearray()
    try:
        async with asyncio.timeout(LONGEST):
            while True:
                message = await receive()
                body += message.get("body", b"")
                if len(body) > LARGEST:
                    raise too_large(LARGEST)
                if not message.get("more_body"):
                    break
    except TimeoutError:
        raise too_slow(LONGEST) from None
    if _depth(bytes(body)) > DEEPEST:
        raise too_deep(DEEPEST)
    return bytes(body)


def _depth(body: bytes) -> int:
    """How deep the brackets go, those in strings aside: a parser would go as deep."""
    depth = deepest = 0
    for bracket in _BRACKET.findall(_STRING.sub(b"", body)):
        depth += 1 if bracket in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _once(body: bytes, receive: Receive) -> Receive:
    """The body as one message; what comes after it is the client's going away."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay
