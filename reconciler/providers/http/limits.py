"""How long, large and deep an answer may be."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one request and its answer; times in seconds, sizes in bytes.

    `connect` bounds the connection (each address of the host, and the TLS handshake), `read` the
    longest silence, `deadline` the whole exchange. Looking up the name of the host is bounded by
    the system's resolver alone. `body` counts what is decoded, not what is transferred.
    """

    connect: float = 5.0
    read: float = 30.0
    deadline: float = 60.0
    body: int = 32 * 1024 * 1024
    headers: int = 100
    header_bytes: int = 64 * 1024
    depth: int = 32
