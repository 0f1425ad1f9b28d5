"""Problems: what is wrong with one value, before it is known where the value stands."""

from dataclasses import dataclass

from reconciler.core.finding import Finding, Origin, Severity
from reconciler.core.model import Ref
from reconciler.core.scope import Scope

Related = tuple[str, Origin]
"""Another place, and what it has to do with the problem."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding without its place."""

    code: str
    message: str
    help: str | None = None
    severity: Severity = Severity.ERROR

    def at(
        self, origin: Origin | None, *related: Related, ref: Ref | Scope | None = None
    ) -> Finding:
        """The finding at a place."""
        return Finding(self.code, self.severity, self.message, ref, origin, related, self.help)
