"""A picture of a live system: a state that stands for it, to be read where it cannot be asked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reconciler.core.finding import Finding
from reconciler.core.model import State
from reconciler.core.scope import Scope, Selection
from reconciler.core.target import Target
from reconciler.providers.shape import unsupported
from reconciler.providers.view import view


@dataclass(frozen=True, slots=True)
class Picture:
    """A `Reader` of what somebody saw, or takes for what is there; nothing is written to it."""

    target: Target
    state: State

    def describe(self) -> Target:
        """The target as it was then."""
        return self.target

    def observe(self, of: Selection) -> State:
        """The selected scopes and their context, as far as the picture shows them."""
        seen = view(self.state, of)
        complete = seen.complete & self.state.complete
        return replace(seen, complete=complete, elsewhere=self._elsewhere(seen, of))

    def normalize(self, desired: State) -> tuple[State, Sequence[Finding]]:
        """Names are folded by the core; what the target cannot do is known without asking it."""
        return desired, unsupported(self.target, desired)

    def _elsewhere(self, seen: State, of: Selection) -> dict[Scope, frozenset[str]]:
        """Who was found elsewhere when it was taken, beside whom the picture shows elsewhere."""
        known = frozenset[str]().union(*(users.all for users in seen.users.values()))
        asked = of.named - known
        scopes = self.state.elsewhere.keys() | seen.elsewhere.keys()
        nobody = frozenset[str]()
        found = {
            scope: seen.elsewhere.get(scope, nobody)
            | asked & self.state.elsewhere.get(scope, nobody)
            for scope in scopes
            if scope not in self.state.users or scope in seen.elsewhere
        }
        return {scope: names for scope, names in found.items() if names}
