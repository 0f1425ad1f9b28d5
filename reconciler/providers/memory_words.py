"""What all rules of the system in memory stand on: the target, a state of it, and its words."""

from dataclasses import dataclass

from reconciler.core.model import Fixed, Membership, Ref, State
from reconciler.core.scope import Scope
from reconciler.core.spelling import Spelling
from reconciler.core.target import Target
from reconciler.providers import memory_errors as errors


@dataclass(frozen=True, slots=True)
class Words:
    """A state of a target; names are said as they are written there."""

    target: Target
    state: State

    def not_fixed(self, ref: Ref, what: Fixed) -> None:
        """Raise the refusal that protects something built in."""
        if what in self.state.fixed.get(ref, ()):
            raise errors.FIXED[what](thing=self.name(ref))

    def path(self, ref: Ref) -> str:
        """A group's path or a role's name, as written."""
        return Spelling((self.state.spelling,)).path(ref)

    def name(self, ref: Ref) -> str:
        """A role or group for people."""
        return f"{ref.kind} {self.path(ref)}"

    def scope(self, scope: Scope) -> str:
        """A scope's path, as written."""
        return Spelling((self.state.spelling,)).scope(scope)

    def member(self, value: Membership) -> str:
        """A member for people."""
        return Spelling((self.state.spelling,)).member(value.member, value.container)
