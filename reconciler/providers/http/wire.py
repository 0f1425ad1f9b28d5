"""Connections that keep to a deadline, and know whether a byte of the request was sent.

The timeouts of requests bound the silence between two bytes. A byte a second would keep such a call
alive for ever, in the headers too, where nobody but the socket sees the bytes come. So the socket
itself looks at the clock before it waits, and waits no longer than is left.
"""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util.ssl_ import create_urllib3_context


@dataclass(slots=True)
class Exchange:
    """One request and its answer; times in seconds of `now`.

    `until` ends the whole, `silence` is the longest wait for a byte, `sent` tells whether any byte
    of the request has left.
    """

    now: Callable[[], float]
    until: float
    silence: float
    sent: bool = False

    def patience(self) -> float:
        """How long to wait for the next byte. Raises `TimeoutError` after the deadline."""
        left = self.until - self.now()
        if left <= 0:
            raise TimeoutError("the deadline has passed")
        return min(left, self.silence)


_current: ContextVar[Exchange] = ContextVar("_current")


@contextmanager
def on_the_wire(exchange: Exchange) -> Iterator[None]:
    """Let all connections of this thread serve one exchange."""
    before = _current.set(exchange)
    try:
        yield
    finally:
        _current.reset(before)


class _Socket(socket.socket):
    """Waits for the current exchange, and tells it what was sent."""

    def recv(self, *args: Any) -> bytes:
        """Ssl looks for early bytes before its handshake, and leaves open what was reset then."""
        self.settimeout(_current.get().patience())
        try:
            return super().recv(*args)
        except ConnectionError:
            self.close()
            raise

    def recv_into(self, *args: Any) -> int:
        self.settimeout(_current.get().patience())
        return super().recv_into(*args)

    def send(self, data: Any, flags: int = 0) -> int:
        exchange = _current.get()
        self.settimeout(exchange.patience())
        count = super().send(data, flags)
        exchange.sent = True
        return count

    def sendall(self, data: Any, flags: int = 0) -> None:
        rest = memoryview(data).cast("B")
        while rest:
            rest = rest[self.send(rest, flags) :]


class _TlsSocket(_Socket, ssl.SSLSocket):
    """The same, encrypted."""


class _Connection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        plain = super()._new_conn()
        timeout = plain.gettimeout()
        bounded = _Socket(fileno=plain.detach())
        bounded.settimeout(timeout)
        return bounded

    def connect(self) -> None:
        """Asking a proxy for a tunnel sends bytes too: they are none of the request."""
        try:
            super().connect()
        finally:
            _current.get().sent = False


class _TlsConnection(_Connection, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


_POOLS: Final = {"http": _Pool, "https": _TlsPool}


class BoundedAdapter(HTTPAdapter):
    """What a session mounts so that all its connections are bounded."""

    def init_poolmanager(self, *sizes: Any, **more: Any) -> None:
        """Make the pool of direct connections."""
        super().init_poolmanager(*sizes, **more, ssl_context=_tls())
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **more: Any) -> PoolManager:
        """Make the pool of connections through a proxy."""
        manager: PoolManager = super().proxy_manager_for(proxy, **more, ssl_context=_tls())
        manager.pool_classes_by_scheme = _POOLS
        return manager


def _tls() -> ssl.SSLContext:
    context = create_urllib3_context()
    context.sslsocket_class = _TlsSocket
    return context
