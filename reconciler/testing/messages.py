"""Requests and replies as the fault-injecting proxy passes them on: whole, and as they came."""

import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, responses
from typing import Self

_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}
"""What concerns one connection alone (RFC 9110, section 7.6.1), or is written anew."""


@dataclass(frozen=True, slots=True)
class Message:
    """A request: its first line in parts, its headers, its body."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @classmethod
    def read(cls, connection: socket.socket) -> Self | None:
        """Read one request, its length given; None when the other side leaves before its end."""
        received = b""
        while b"\r\n\r\n" not in received:
            if not (piece := connection.recv(65536)):
                return None
            received += piece
        head, _, body = received.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines)
        method, path, _ = first.split(" ")
        while len(body) < int(headers.get("Content-Length", "0")):
            if not (piece := connection.recv(65536)):
                return None
            body += piece
        return cls(method, path, headers, body)

    def sent_to(self, host: str, port: int) -> "Reply":
        """What a server answers to it."""
        connection = HTTPConnection(host, port, timeout=10)
        headers = {**self.headers, "Connection": "close"}
        try:
            connection.request(self.method, self.path, self.body or None, headers)
            answer = connection.getresponse()
            return Reply(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            connection.close()


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, kept whole until it is passed on."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""

    @classmethod
    def problem(cls, status: int, **headers: str) -> Self:
        """A refusal as problem+json (RFC 9457)."""
        body = json.dumps({"status": status, "title": responses[status]}).encode()
        return cls(status, {"Content-Type": "application/problem+json", **headers}, body)

    def head(self, length: int) -> bytes:
        """The bytes before the body, which says that it has `length`."""
        kept = {
            name: value for name, value in self.headers.items() if name.lower() not in _HOP_BY_HOP
        }
        fields = {**kept, "Content-Length": str(length), "Connection": "close"}
        lines = [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
        first = f"HTTP/1.1 {self.status} {responses[self.status]}"
        return "\r\n".join([first, *lines, "", ""]).encode("latin-1")

    @property
    def whole(self) -> bytes:
        """The whole answer as it should be."""
        return self.head(len(self.body)) + self.body
