"""A call: one request, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

Method: TypeAlias = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]


@dataclass(frozen=True, slots=True)
class Call:
    """One request: `path` below the target's `url` (see `path_of`), `body` sent as JSON.

    `headers` are sent as they are (If-Match). `key` is an Idempotency-Key: give one only where the
    live system honours it, because then the same write is sent again without asking.
    """

    method: Method
    path: str
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    key: str = ""

    def __str__(self) -> str:
        return f"{self.method} {self.path.partition('?')[0]}"
