"""What the HTTP libraries raise, translated once: nothing of it goes further.

Their exceptions hold the request, and its headers the secret. So no text of theirs is shown and
none of them is kept; which kind it was and whether a byte was sent say enough.
"""

import socket
import ssl
from collections.abc import Iterator, Sequence
from http.client import BadStatusLine, HTTPException, LineTooLong, RemoteDisconnected
from typing import Final, TypeVar

from requests.exceptions import InvalidHeader, ProxyError
from urllib3.exceptions import DecodeError, NameResolutionError
from urllib3.exceptions import InvalidHeader as InvalidLength
from urllib3.exceptions import TimeoutError as LibraryTimeout

from reconciler.providers.http.errors import (
    BadAnswer,
    Excessive,
    HttpError,
    Lost,
    NotSent,
    Untrusted,
)

_E = TypeVar("_E", bound=BaseException)

_TIMEOUTS: Final = (TimeoutError, LibraryTimeout)


def translated(error: BaseException, call: str, host: str, *, sent: bool) -> HttpError:
    """What an exception of the HTTP library means for a call to `host`."""
    causes = list(_causes(error))
    return _after_sending(causes, call) if sent else _before_sending(causes, call, host)


def _before_sending(causes: Sequence[BaseException], call: str, host: str) -> HttpError:
    if found := _first(causes, ssl.SSLCertVerificationError):
        return Untrusted(call, f"{host} is not trusted: {found.verify_message}")
    words = "could not be connected to"
    for kind, sentence in (
        (ProxyError, "cannot be reached through the proxy"),
        (NameResolutionError, "is not known: its name was not found"),
        (socket.gaierror, "is not known: its name was not found"),
        (ssl.SSLError, "could not be spoken to in private: TLS failed"),
        (ConnectionRefusedError, "refused the connection"),
        (_TIMEOUTS, "could not be connected to in time"),
        (ConnectionError, "broke the connection before anything was sent"),
    ):
        if _first(causes, kind):
            words = sentence
            break
    return NotSent(call, f"{host} {words}")


def _after_sending(causes: Sequence[BaseException], call: str) -> HttpError:
    if _first(causes, _TIMEOUTS):
        return Lost(call, "no whole answer came in time")
    if _first(causes, LineTooLong) or any(type(cause) is HTTPException for cause in causes):
        return Excessive(call, "the answer is refused: its headers are too long or too many")
    if _first(causes, (DecodeError, InvalidLength, InvalidHeader)):
        return BadAnswer(call, "the answer is refused: it is not coded as it says")
    if _first(causes, BadStatusLine) and not _first(causes, RemoteDisconnected):
        return BadAnswer(call, "the answer is refused: it is not HTTP")
    return Lost(call, "the connection broke before the whole answer came")


def _first(causes: Sequence[BaseException], kind: type[_E] | tuple[type[_E], ...]) -> _E | None:
    return next((cause for cause in causes if isinstance(cause, kind)), None)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exception and all that it came from; these libraries put them into arguments too."""
    todo, seen = [error], set[int]()
    while todo:
        each = todo.pop(0)
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        linked = (*each.args, each.__cause__, each.__context__, getattr(each, "reason", None))
        todo += [link for link in linked if isinstance(link, BaseException)]
