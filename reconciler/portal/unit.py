"""The unit of work: what all that one transaction does shares, and how a refusal is noted."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from inspect import signature
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import Connection

from reconciler.portal.delegation import Caller
from reconciler.portal.errors.base import PortalError
from reconciler.portal.errors.forbidden import TokenReadsOnly
from reconciler.portal.errors.malformed import NaiveInstant
from reconciler.portal.events import Entry, EventLog
from reconciler.portal.names import scope_key
from reconciler.portal.rows import User
from reconciler.portal.sight import Sight
from reconciler.portal.snapshot import Snapshot

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Unit:
    """One transaction, who acts in it, and the number of their token where it may not write."""

    connection: Connection
    clock: Callable[[], datetime]
    sight: Sight
    log: EventLog
    reading_token: int | None = None
    seen: dict[int, Snapshot] = field(default_factory=dict, compare=False)
    """What the rules of delegation have looked at in this operation."""

    @property
    def caller(self) -> User | None:
        """Who acts; None for the owner of the database, whom nobody delegates."""
        return self.sight.caller

    @property
    def acting(self) -> Caller | None:
        """The caller with their rights at this instant."""
        if self.caller is None:
            return None
        return Caller(self.connection, self.caller, self.clock(), self.within, self.seen)

    @property
    def within(self) -> str:
        """The folded path of the scope outside of which nothing is seen or touched."""
        return scope_key(self.sight.home)

    def demand(
        self, rule: Callable[Concatenate[Caller, P], None], *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Hold a rule of delegation against the caller, where there is one."""
        if (caller := self.acting) is not None:
            rule(caller, *args, **kwargs)

    def require_writer(self, action: str) -> None:
        """Raises `TokenReadsOnly`."""
        if self.reading_token is not None and self.caller is not None:
            facts = {"caller": self.caller.name, "token": self.reading_token}
            raise TokenReadsOnly(permission=action, **facts)

    def note(self, entry: Entry) -> None:
        """Put a finished write into the event log."""
        self.log.add(entry, self.clock())


class Part(Protocol):
    """A part of what the portal does."""

    @property
    def unit(self) -> Unit:
        """The transaction it happens in."""
        ...


W = TypeVar("W", bound=Part)


def operation(
    action: str, *, reads: bool = False
) -> Callable[[Callable[Concatenate[W, P], R]], Callable[Concatenate[W, P], R]]:
    """Mark a write or a read: what a caller is refused there goes into the event log.

    A token to read with gets no further than here, whatever is to be written. What the rules have
    looked at counts for one operation: all of them are asked before it changes anything.
    """

    def decorate(act: Callable[Concatenate[W, P], R]) -> Callable[Concatenate[W, P], R]:
        @wraps(act)
        def run(self: W, /, *args: P.args, **kwargs: P.kwargs) -> R:
            self.unit.seen.clear()
            try:
                if not reads:
                    self.unit.require_writer(action)
                return act(self, *args, **kwargs)
            except PortalError as error:
                if (caller := self.unit.caller) is not None:
                    asked = signature(act).bind(self, *args, **kwargs).arguments
                    entry = Entry(action, caller.scope, _words(asked))
                    self.unit.log.refuse(entry, self.unit.clock(), error.code, str(error))
                raise

        return run

    return decorate


def _words(asked: dict[str, Any]) -> str:
    """The arguments of what was refused, in words."""
    pairs = ((name, value) for name, value in asked.items() if name != "self" and value)
    return ", ".join(f"{name} {_word(value)}" for name, value in pairs)


def _word(value: object) -> str:
    if isinstance(value, (tuple, list)):
        return "/".join(map(str, value))
    if isinstance(value, (set, frozenset)):
        return " ".join(sorted(map(str, value)))
    return str(value)


def aware(expires: datetime | None) -> datetime | None:
    """An end as it may be stored. Raises `NaiveInstant`."""
    if expires is not None and expires.utcoffset() is None:
        raise NaiveInstant(expires=expires)
    return expires
