"""What one document cannot hold: said thing by thing, so that nothing disappears in silence."""

from dataclasses import dataclass, field

from reconciler.core.finding import Finding, Severity
from reconciler.core.model import Container, Member, Ref
from reconciler.core.spelling import Spelling


@dataclass(slots=True)
class Lost:
    """The findings about one document; `adds` says that for their sake it must only add."""

    spelling: Spelling
    findings: list[Finding] = field(default_factory=list)
    adds: bool = False

    def thing(self, ref: Ref) -> None:
        """A role or group, with all that is in it and below it."""
        self._lose(f"{ref.kind} {self.spelling.path(ref)}", ref)

    def holders(self, container: Container) -> None:
        """Everybody who holds a role somewhere."""
        self._lose(f"who holds role {self.spelling.name(container.ref)}", container.ref)

    def member(self, member: Member, container: Container) -> None:
        """One membership."""
        who = self.spelling.member(member, container)
        self._lose(f"{who} in {self._called(container.ref)}", container.ref)

    def permission(self, key: str, ref: Ref) -> None:
        """One permission that the catalog does not let the thing carry."""
        self._lose(f"permission {key} of {self._called(ref)}", ref)

    def description(self, ref: Ref) -> None:
        """A description, which is not managed then."""
        self._say(f"the description of {self._called(ref)} cannot stand in a file", ref, _TEXT)

    def _called(self, ref: Ref) -> str:
        return f"{ref.kind} {self.spelling.path(ref)}"

    def _lose(self, what: str, ref: Ref) -> None:
        self.adds = True
        self._say(f"{what} cannot stand in a file", ref, _ADDS)

    def _say(self, message: str, ref: Ref, advice: str) -> None:
        self.findings.append(Finding("RC0714", Severity.WARNING, message, ref, help=advice))


_TEXT = "it is left out, and with it not managed"
_ADDS = "it is left out, and `mode: additive` keeps it; give it another name and export again"
