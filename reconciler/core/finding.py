"""Findings: the one way to complain, from a misspelt permission to a limit that refuses a plan."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeAlias

from reconciler.core.model import Container, Member, Ref
from reconciler.core.scope import Scope


class Severity(StrEnum):
    """How bad it is: an error stops, a warning asks, a hint helps."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """A place in a file: lines and columns count from 1; `end` is the column after the last."""

    path: str
    line: int = 1
    column: int = 1
    end: int = 1

    def __str__(self) -> str:
        """The place as editors and compilers write it."""
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem: what is wrong, where, what else has to do with it, and what to write instead.

    `code` is stable (`RC0101`); its first two digits name the family, see `codes`.
    """

    code: str
    severity: Severity
    message: str
    ref: Ref | Scope | None = None
    origin: Origin | None = None
    related: tuple[tuple[str, Origin], ...] = ()
    help: str | None = None

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """Files first and top to bottom, then by code and message."""
        place = self.origin or Origin("\uffff")
        return (place.path, place.line, place.column, self.code, self.message)


Key: TypeAlias = (
    Ref
    | Scope
    | Container
    | tuple[Ref | Container, str | Ref]
    | tuple[Scope | Ref, str]
    | tuple[Scope, str, str]
)
"""What an origin is known for: a thing, a scope, a list of members, (a thing, a field of it or one
of its permissions), (a container, one of its members), (a scope, a set of it as `set:NAME`), (a
scope, a set of it, one of the set's permissions), (a scope or group, its list of `roles`, `groups`
or `memberships`)."""


class Origins(Protocol):
    """Where things were declared. Looked up when something is to be said, never before."""

    def of(self, key: Key) -> Origin | None:
        """The place of a declaration; None for what no file says."""
        ...

    def of_member(self, container: Container, member: Member) -> Origin | None:
        """The line of one membership."""
        ...


class NoOrigins:
    """The origins of a state that no file declares."""

    def of(self, key: Key) -> Origin | None:  # noqa: ARG002 - the protocol's signature
        """Nowhere."""
        return None

    def of_member(self, container: Container, member: Member) -> Origin | None:  # noqa: ARG002 - the same
        """Nowhere."""
        return None


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether something stops here."""
    return any(finding.severity is Severity.ERROR for finding in findings)
