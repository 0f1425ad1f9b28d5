"""What the fault-injecting proxy does with a call for each kind of fault."""

import socket
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from threading import Event
from typing import Final, TypeAlias

from reconciler.testing.faults import Fault
from reconciler.testing.messages import Message, Reply

Misdeed: TypeAlias = Callable[["Passage"], None]


@dataclass(frozen=True, slots=True)
class Manner:
    """How faults show: seconds of a pause, what Retry-After says, where a redirect points."""

    pause: float = 1.0
    retry_after: str = "1"
    elsewhere: str = "https://elsewhere.invalid"


@dataclass(frozen=True, slots=True)
class Passage:
    """One call on its way through the proxy.

    `forward` carries it out and returns the answer. `held` waits until another call has passed.
    `remembered` is how the same read was answered before. `over` ends all waiting.
    """

    connection: socket.socket
    request: Message
    forward: Callable[[], Reply]
    held: Callable[[], None]
    remembered: Reply | None
    over: Event
    manner: Manner

    def answer(self, reply: Reply) -> None:
        """Pass an answer on."""
        self.connection.sendall(reply.whole)


def pass_on(passage: Passage) -> None:
    """Do what a proxy should."""
    passage.answer(passage.forward())


def _half(reply: Reply) -> Reply:
    return replace(reply, body=reply.body[: len(reply.body) // 2])


def _silence(passage: Passage) -> None:
    """Say nothing until the other side leaves."""
    passage.connection.settimeout(0.02)
    while not passage.over.is_set():
        try:
            if not passage.connection.recv(1):
                return
        except TimeoutError:
            continue


def _reset_after(passage: Passage) -> None:
    reset(passage.connection)


def _answer_lost(passage: Passage) -> None:
    passage.forward()


def _timeout_after(passage: Passage) -> None:
    passage.forward()
    _silence(passage)


def _error_after(passage: Passage) -> None:
    passage.forward()
    passage.answer(Reply.problem(500))


def _come_back(status: int) -> Misdeed:
    return lambda passage: passage.answer(
        Reply.problem(status, **{"Retry-After": passage.manner.retry_after})
    )


def _refusal(status: int) -> Misdeed:
    return lambda passage: passage.answer(Reply.problem(status))


def _partial(passage: Passage) -> None:
    passage.answer(replace(_half(passage.forward()), status=206))


def _truncated(passage: Passage) -> None:
    passage.answer(_half(passage.forward()))


def _html_page(passage: Passage) -> None:
    page = b"<!doctype html><title>Welcome</title><p>Please sign in to the network."
    passage.answer(Reply(200, {"Content-Type": "text/html"}, page))


def _wrong_length(passage: Passage) -> None:
    reply = passage.forward()
    passage.connection.sendall(reply.head(len(reply.body) + 100) + reply.body)


def _redirect(passage: Passage) -> None:
    passage.answer(Reply(307, {"Location": passage.manner.elsewhere + passage.request.path}))


def _twice(passage: Passage) -> None:
    passage.forward()
    passage.answer(passage.forward())


def _reordered(passage: Passage) -> None:
    passage.held()
    passage.answer(passage.forward())


def _dripping(passage: Passage) -> None:
    for byte in passage.forward().whole:
        passage.connection.sendall(bytes([byte]))
        if passage.over.wait(passage.manner.pause):
            return


def _headers_and_silence(passage: Passage) -> None:
    reply = passage.forward()
    passage.connection.sendall(reply.head(max(len(reply.body), 1)))
    _silence(passage)


def _lagging(passage: Passage) -> None:
    passage.answer(passage.remembered or passage.forward())


MISDEEDS: Final[Mapping[Fault, Misdeed]] = {
    Fault.RESET_AFTER: _reset_after,
    Fault.ANSWER_LOST: _answer_lost,
    Fault.TIMEOUT_BEFORE: _silence,
    Fault.TIMEOUT_AFTER: _timeout_after,
    Fault.ERROR_BEFORE: _refusal(500),
    Fault.ERROR_AFTER: _error_after,
    Fault.UNAVAILABLE: _come_back(503),
    Fault.THROTTLED: _come_back(429),
    Fault.UNAUTHORIZED: _refusal(401),
    Fault.FORBIDDEN: _refusal(403),
    Fault.NOT_FOUND: _refusal(404),
    Fault.CONFLICT: _refusal(409),
    Fault.PRECONDITION: _refusal(412),
    Fault.PARTIAL: _partial,
    Fault.TRUNCATED: _truncated,
    Fault.HTML_PAGE: _html_page,
    Fault.WRONG_LENGTH: _wrong_length,
    Fault.REDIRECT: _redirect,
    Fault.TWICE: _twice,
    Fault.REORDERED: _reordered,
    Fault.DRIPPING: _dripping,
    Fault.SILENCE: _headers_and_silence,
    Fault.LAGGING_LIST: _lagging,
}
"""All but those that happen before there is a request."""


def reset(connection: socket.socket) -> None:
    """Close a connection so that the other side sees a reset (RST), not an end (FIN)."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
