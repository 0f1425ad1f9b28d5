"""A proxy on loopback that lets chosen calls to a real server go wrong.

```python
with Proxy(server_url, {3: Fault.ANSWER_LOST}) as proxy:
    provider = open_provider(proxy.url, ...)     # its third call loses its answer
```
A connection carries one call, so that faults of connections are faults of calls. Calls count from
1 as they come; one after the other, the same plan gives the same faults every time.
"""

import socket
import ssl
from collections.abc import Container, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from functools import partial
from threading import Condition, Event
from typing import Final, Self
from urllib.parse import urlsplit

from reconciler.testing.dialing import Dialing
from reconciler.testing.faults import Fault
from reconciler.testing.messages import Message, Reply
from reconciler.testing.misdeeds import MISDEEDS, Manner, Passage, pass_on, reset

HERE: Final = "127.0.0.1"
LONGEST: Final = 10.0
"""Seconds that the proxy waits for the next byte of a request."""
NONSENSE: Final = b"220 mail.example.net ready\r\n"
BEFORE_CONNECTING: Final = frozenset({Fault.CONNECTION_REFUSED, Fault.NAME_NOT_FOUND})


class Proxy:
    """Stands before the server at `upstream` (http://) and speaks TLS itself if it gets `tls`.

    `seen` lists the calls that arrived, in order. The two faults before any connection, a refusal
    and an unknown name, happen to clients in this process; others see a reset instead.
    """

    def __init__(
        self,
        upstream: str,
        plan: Mapping[int, Fault],
        manner: Manner | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        if tls is None and Fault.TLS_FAILURE in plan.values():
            raise ValueError("without `tls` there is no handshake that could fail")
        self.plan = plan
        self.seen: list[str] = []
        self._server = urlsplit(upstream)
        self._manner = manner or Manner()
        self._tls = tls
        self._count = _Count()
        self._answers: dict[str, Reply] = {}
        self._over = Event()
        self._exit = ExitStack()

    @property
    def url(self) -> str:
        """Where clients find the server now."""
        return f"http{'s' if self._tls else ''}://{HERE}:{self._port}"

    def __enter__(self) -> Self:
        self._threads = self._exit.enter_context(ThreadPoolExecutor(64))
        self._listener = self._exit.enter_context(socket.create_server((HERE, 0)))
        self._port = self._listener.getsockname()[1]
        self._exit.enter_context(Dialing(HERE, self._port, self._before_connecting))
        self._threads.submit(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._exit.close()

    def _before_connecting(self) -> Fault | None:
        return self._count.next_if(self.plan, BEFORE_CONNECTING)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.settimeout(LONGEST)
            self._threads.submit(self._serve, connection, self.plan.get(self._count.next()))

    def _serve(self, plain: socket.socket, fault: Fault | None) -> None:
        with suppress(OSError), plain:
            if fault is Fault.RESET_BEFORE or fault in BEFORE_CONNECTING:
                reset(plain)
            elif fault is Fault.TLS_FAILURE:
                plain.recv(65536)
                plain.sendall(NONSENSE)
            else:
                self._converse(plain, fault)

    def _converse(self, plain: socket.socket, fault: Fault | None) -> None:
        with self._tls.wrap_socket(plain, server_side=True) if self._tls else plain as connection:
            if request := Message.read(connection):
                self.seen.append(f"{request.method} {request.path}")
                passage = self._passage(connection, request)
                (MISDEEDS[fault] if fault else pass_on)(passage)

    def _passage(self, connection: socket.socket, request: Message) -> Passage:
        remembered = self._answers.get(request.path) if request.method == "GET" else None
        held = partial(self._count.wait_for_another, self._manner.pause)
        forward = partial(self._forward, request)
        return Passage(connection, request, forward, held, remembered, self._over, self._manner)

    def _forward(self, request: Message) -> Reply:
        reply = request.sent_to(str(self._server.hostname), self._server.port or 80)
        if request.method == "GET":
            self._answers[request.path] = reply
        self._count.passed()
        return reply


class _Count:
    """Numbers calls as they come, and tells when one has passed."""

    def __init__(self) -> None:
        self._started = 0
        self._ended = 0
        self._moved = Condition()

    def next(self) -> int:
        """The number of the call that starts now."""
        with self._moved:
            self._started += 1
            return self._started

    def next_if(self, plan: Mapping[int, Fault], kinds: Container[Fault]) -> Fault | None:
        """Start the next call only if the plan has a fault of these kinds for it."""
        with self._moved:
            fault = plan.get(self._started + 1)
            if fault is None or fault not in kinds:
                return None
            self._started += 1
            return fault

    def passed(self) -> None:
        """One call has reached the server."""
        with self._moved:
            self._ended += 1
            self._moved.notify_all()

    def wait_for_another(self, seconds: float) -> None:
        """Wait until a call passes, at most so long."""
        with self._moved:
            ended = self._ended
            self._moved.wait_for(lambda: self._ended > ended, seconds)
