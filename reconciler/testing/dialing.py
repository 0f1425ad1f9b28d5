"""Faults before any connection: they happen where a client of this process looks up an address."""

import socket
from collections.abc import Callable
from typing import Any, Self

from reconciler.testing.faults import Fault


class Dialing:
    """While it is entered, every look-up of `host` and `port` asks `fault` what becomes of it.

    A refused connection is a real one: the address it gets is bound, and nobody listens there.
    """

    def __init__(self, host: str, port: int, fault: Callable[[], Fault | None]) -> None:
        self.host = host
        self.port = port
        self.fault = fault

    def __enter__(self) -> Self:
        self._deaf = socket.socket()
        self._deaf.bind((self.host, 0))
        self._before = socket.getaddrinfo
        socket.getaddrinfo = self._look_up
        return self

    def __exit__(self, *_: object) -> None:
        socket.getaddrinfo = self._before
        self._deaf.close()

    def _look_up(self, host: Any, port: Any, *more: Any, **options: Any) -> Any:
        if (host, port) == (self.host, self.port):
            match self.fault():
                case Fault.NAME_NOT_FOUND:
                    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
                case Fault.CONNECTION_REFUSED:
                    port = self._deaf.getsockname()[1]
        return self._before(host, port, *more, **options)
