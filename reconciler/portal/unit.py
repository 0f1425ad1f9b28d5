"""The unit of work: what every write of one transaction shares, and how a refusal is noted."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from inspect import signature
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import Connection

from reconciler.portal.delegation import Caller
from reconciler.portal.errors import NaiveInstant, PortalError
from reconciler.portal.events import Entry, EventLog
from reconciler.portal.rows import User

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Unit:
    """One transaction; `caller` is None for the owner of the database, whom nobody delegates."""

    connection: Connection
    clock: Callable[[], datetime]
    caller: User | None
    log: EventLog

    @property
    def acting(self) -> Caller | None:
        """The caller with their rights at this instant."""
        if self.caller is None:
            return None
        return Caller(self.connection, self.caller, self.clock())

    def demand(
        self, rule: Callable[Concatenate[Caller, P], None], *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Hold a rule of delegation against the caller, where there is one."""
        if (caller := self.acting) is not None:
            rule(caller, *args, **kwargs)

    def note(self, entry: Entry) -> None:
        """Put a finished write into the event log."""
        self.log.add(entry, self.clock())


class Writes(Protocol):
    """A part of the portal's writes."""

    @property
    def unit(self) -> Unit:
        """The transaction it writes in."""
        ...


W = TypeVar("W", bound=Writes)


def operation(
    action: str,
) -> Callable[[Callable[Concatenate[W, P], R]], Callable[Concatenate[W, P], R]]:
    """Mark a write: what a delegated caller is refused there goes into the event log."""

    def decorate(write: Callable[Concatenate[W, P], R]) -> Callable[Concatenate[W, P], R]:
        @wraps(write)
        def run(self: W, /, *args: P.args, **kwargs: P.kwargs) -> R:
            try:
                return write(self, *args, **kwargs)
            except PortalError as error:
                if (caller := self.unit.caller) is not None:
                    asked = signature(write).bind(self, *args, **kwargs).arguments
                    entry = Entry(action, caller.scope, _words(asked))
                    self.unit.log.refuse(entry, self.unit.clock(), error.code, str(error))
                raise

        return run

    return decorate


def _words(asked: dict[str, Any]) -> str:
    """The arguments of a refused write, in words."""
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
