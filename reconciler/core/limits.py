"""Limits: how much one plan may take away, as the project file sets them."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from reconciler.core.finding import Origin
from reconciler.core.names import NameRules
from reconciler.core.scope import Pattern, Scope


@dataclass(frozen=True, slots=True)
class Allowance:
    """A higher removal limit for the scopes of a pattern, through the UTC day `until`."""

    pattern: Pattern
    removals: int
    reason: str
    until: date
    origin: Origin | None = None

    def covers(self, scope: Scope, now: datetime) -> bool:
        """Whether it speaks of this scope and has not run out (`now` is aware, in UTC)."""
        return self.pattern.covers(scope) and now.date() <= self.until


@dataclass(frozen=True, slots=True)
class AdminLimit:
    """How many active users of a scope must hold one of these permissions in its own containers."""

    minimum: int
    permissions: frozenset[str]
    origin: Origin | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a project; the defaults hold where the file says nothing.

    `origin` is where the file says how much may be removed.
    """

    count: int = 20
    percent: int = 25
    admins: AdminLimit | None = None
    allow: tuple[Allowance, ...] = ()
    origin: Origin | None = field(default=None, compare=False)

    def fold(self, rules: NameRules) -> "Limits":
        """The limits with every name folded."""
        allow = tuple(replace(one, pattern=one.pattern.fold(rules)) for one in self.allow)
        return replace(self, allow=allow)
