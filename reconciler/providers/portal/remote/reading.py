"""Reading everything in sight, page by page: all pages of one moment, or it is read again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

from pydantic import TypeAdapter

from reconciler.errors import TargetError
from reconciler.providers.http import Answer, Call, Client, Origin, in_parallel, pages
from reconciler.providers.portal.remote.shapes import (
    GROUPS,
    MEMBERS,
    PAGE,
    ROLES,
    SCOPES,
    USERS,
    GroupShape,
    MembersShape,
    PageShape,
    RoleShape,
    ScopeShape,
    UserShape,
    fitting,
    shaped,
)

LIMIT: Final = 5000
"""Things of a page: the most that the service gives."""

READINGS: Final = 5
"""How often everything is read while others keep writing."""

_LISTINGS: Final[Mapping[str, TypeAdapter[Any]]] = {
    "memberships": MEMBERS,
    "users": USERS,
    "groups": GROUPS,
    "roles": ROLES,
    "scopes": SCOPES,
}
"""The longest first: the others are read beside them."""


@dataclass(frozen=True, slots=True)
class Everything:
    """What was read of one moment."""

    scopes: list[ScopeShape]
    users: list[UserShape]
    roles: list[RoleShape]
    groups: list[GroupShape]
    memberships: list[MembersShape]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads listings, several at once."""

    client: Client
    origin: Origin
    parallelism: int

    def read(self) -> Everything:
        """Read all listings. Raises `HttpError`, and `TargetError` where they never stand still."""
        for _ in range(READINGS):
            found = dict(in_parallel(self._pages, list(_LISTINGS), self.parallelism))
            versions = {page["version"] for listing in found.values() for page in listing}
            if len(versions) == 1:
                return Everything(**{name: _items(name, found[name]) for name in found})
        raise TargetError(
            f"{self.origin}: others wrote while it was read, {READINGS} times; try again"
        )

    def _pages(self, listing: str) -> list[PageShape]:
        first = Call("GET", f"/v1/{listing}?limit={LIMIT}")
        return [*self._shaped(first, pages(self.origin, self.client.read, first, _next))]

    def _shaped(self, call: Call, answers: Iterator[Answer]) -> Iterator[PageShape]:
        return (shaped(PAGE, call, answer) for answer in answers)


def _next(answer: Answer) -> str | None:
    cursor = shaped(PAGE, Call("GET", "/v1"), answer)["next"]
    return None if cursor is None else f"?limit={LIMIT}&cursor={cursor}"


def _items(listing: str, found: list[PageShape]) -> Any:
    items = [*chain.from_iterable(page["items"] for page in found)]
    return fitting(_LISTINGS[listing], f"GET /v1/{listing}", items)
