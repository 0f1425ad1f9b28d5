"""What is said of renames and moves: each finding in one place."""

from dataclasses import dataclass, replace

from reconciler.core.declared import Declared
from reconciler.core.finding import Finding, Severity
from reconciler.core.model import Ref, State
from reconciler.core.spelling import Spelling


@dataclass(frozen=True, slots=True)
class Complaints:
    """Findings with written names, at the line of `previously:`."""

    live: State
    declared: Declared

    def done(self, new: Ref) -> Finding:
        """A rename that needs no line any more."""
        said = self._error("RC0310", new, f"{self._thing(new)} is renamed already", "drop the line")
        return replace(said, severity=Severity.HINT)

    def both(self, new: Ref, old: Ref) -> Finding:
        """The old thing and the new one exist."""
        message = f"{self._thing(old)} cannot become {self._path(new)}: both exist"
        advice = "drop `previously:` and declare both, or delete one of them first"
        return self._error("RC0311", new, message, advice)

    def shared(self, new: Ref, old: Ref, other: Ref) -> Finding:
        """Two entries want the same thing."""
        message = (
            f"{self._thing(old)} cannot become {self._path(new)}: "
            f"{self._path(other)} takes it with its own `previously:`"
        )
        return self._error("RC0312", new, message, "keep `previously:` at one of the two")

    def swapped(self, new: Ref, old: Ref) -> Finding:
        """Names that go round in a circle."""
        message = (
            f"{self._thing(old)} cannot become {self._path(new)}: the names are swapped in a circle"
        )
        advice = "rename one of them to a third name first, apply, then rename it again"
        return self._error("RC0313", new, message, advice)

    def _thing(self, ref: Ref) -> str:
        return f"{ref.kind} {self._path(ref)}"

    def _path(self, ref: Ref) -> str:
        return Spelling((self.declared.state.spelling, self.live.spelling)).path(ref)

    def _error(self, code: str, new: Ref, message: str, advice: str) -> Finding:
        origin = self.declared.origins.of((new, "previously"))
        return Finding(code, Severity.ERROR, message, ref=new, origin=origin, help=advice)
