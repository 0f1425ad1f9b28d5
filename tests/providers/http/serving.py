"""A tiny server on loopback that answers each request with the next of the given answers.

An answer is bytes, sent as they are, or a function of the connection that does as it likes.
"""

import json
import socket
import ssl
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event

from reconciler.providers.http import Call, Limits, Transport

CANARY = "canary-token+/with?odd&letters"
SHORT = Limits(connect=0.3, read=0.3, deadline=0.4)
GET = Call("GET", "/things")


@dataclass
class Serving:
    """What a test sees of the server."""

    port: int
    tls: ssl.SSLContext | None = None
    requests: list[bytes] = field(default_factory=list)
    open: list[socket.socket] = field(default_factory=list)
    over: Event = field(default_factory=Event)

    @property
    def url(self):
        return f"http{'s' if self.tls else ''}://127.0.0.1:{self.port}"


@contextmanager
def serving(*answers, tls=None):
    """Serve until the block ends, encrypted or not; the last answer is given again and again."""
    with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor(20) as threads:
        server = Serving(listener.getsockname()[1], tls)
        threads.submit(_accept, listener, server, list(answers), threads)
        try:
            yield server
        finally:
            server.over.set()
            listener.shutdown(socket.SHUT_RDWR)
            for connection in server.open:
                hang_up(connection)


def hang_up(connection):
    """End a connection that somebody may be waiting at, if it has not ended by itself."""
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def _accept(listener, server, answers, threads):
    while not server.over.is_set():
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        server.open.append(connection)
        threads.submit(_converse, connection, server, answers)


def _converse(plain, server, answers):
    plain.settimeout(1.5)
    with suppress(OSError), plain, _encrypted(plain, server.tls) as connection:
        while request := read_request(connection):
            server.requests.append(request)
            answer = answers.pop(0) if len(answers) > 1 else answers[0]
            if callable(answer):
                answer(connection, server.over)
                return
            connection.sendall(answer)


def _encrypted(connection, tls):
    return tls.wrap_socket(connection, server_side=True) if tls else connection


def read_request(connection):
    """The bytes of one request, body included; empty when the other side is gone."""
    received = b""
    try:
        while b"\r\n\r\n" not in received or len(received) < _length(received):
            if not (piece := connection.recv(65536)):
                return b""
            received += piece
            if received.startswith(b"\x16"):  # a greeting of TLS, where none is spoken
                return received
    except OSError:
        return b""
    return received


def _length(received):
    head = received.partition(b"\r\n\r\n")[0]
    sizes = [
        line.partition(b":")[2]
        for line in head.lower().split(b"\r\n")
        if line.startswith(b"content-length:")
    ]
    return len(head) + 4 + int(sizes[0] if sizes else 0)


def answer(body=b"{}", status="200 OK", kind="application/json", **headers):
    """The bytes of a whole answer; a header's underscores are hyphens."""
    if not isinstance(body, bytes):
        body = json.dumps(body).encode()
    fields = {"Content-Type": kind, "Content-Length": len(body)}
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in fields.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def dripping(content, pause=0.05):
    """One byte after the other, slowly."""

    def drip(connection, over):
        try:
            for byte in content:
                connection.sendall(bytes([byte]))
                if over.wait(pause):
                    return
        except OSError:
            return

    return drip


def then_silence(content):
    """Send this, and then nothing."""

    def fall_silent(connection, over):
        connection.sendall(content)
        over.wait(1.5)

    return fall_silent


def closing(content):
    """Send this and close the connection."""

    def close(connection, _):
        connection.sendall(content)

    return close


def transport(server, limits=SHORT, token=CANARY, **more):
    """A transport to the server."""
    return Transport(server.url, {"RECONCILER_TOKEN": token} if token else {}, limits, **more)
