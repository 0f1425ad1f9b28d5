"""What is not adopted: said thing by thing, and known again in the plan that is left."""

from dataclasses import dataclass, field

from reconciler.core.change import Change
from reconciler.core.finding import Finding, Origin, Origins, Severity
from reconciler.core.model import Container, Member, Membership, Ref
from reconciler.core.spelling import Spelling


@dataclass(frozen=True, slots=True)
class Said:
    """How a finding names and places what it speaks of."""

    spelling: Spelling
    origins: Origins


@dataclass(slots=True)
class Refused:
    """Things and memberships that stay different, each with a finding."""

    findings: list[Finding] = field(default_factory=list)
    _things: set[Ref] = field(default_factory=set)
    _members: set[tuple[Container, Member]] = field(default_factory=set)

    def thing(self, ref: Ref, said: Said, why: str) -> None:
        """A role or group, with all that stands in it and below it."""
        self._things.add(ref)
        message = f"{ref.kind} {said.spelling.path(ref)} is not adopted: {why}"
        self.findings.append(_finding(message, ref, said.origins.of(ref)))

    def twin(self, ref: Ref) -> None:
        """The live address of a thing that was refused by its declared one."""
        self._things.add(ref)

    def member(self, member: Member, container: Container, said: Said, why: str) -> None:
        """One membership."""
        self._members.add((container, member))
        who, ref = said.spelling.member(member, container), container.ref
        message = f"{who} in {ref.kind} {said.spelling.path(ref)} is not adopted: {why}"
        self.findings.append(_finding(message, ref, said.origins.of(container)))

    def covers(self, change: Change) -> bool:
        """Whether a change is left because something was refused."""
        value = change.value
        if isinstance(value, Membership) and (value.container, value.member) in self._members:
            return True
        return self.has(change.ref) or self.has(change.old_ref)

    def is_in(self, ref: Ref) -> bool:
        """Whether a role or group, or a group below it, was refused."""
        return any(ref.holds(refused) for refused in self._things)

    def has(self, ref: Ref) -> bool:
        """Whether a role or group, or a group above it, was refused."""
        return any(refused.holds(ref) for refused in self._things)


def _finding(message: str, ref: Ref, origin: Origin | None) -> Finding:
    return Finding("RC0721", Severity.ERROR, message, ref, origin, help=_BY_HAND)


_BY_HAND = "write it into the file by hand, or apply the files to revert it"
