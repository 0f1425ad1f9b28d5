"""A live system in memory: a `Target`, a `State`, and every refusal that follows from them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from reconciler.core.change import Change
from reconciler.core.finding import Finding
from reconciler.core.model import State
from reconciler.core.outcome import Outcome, Status
from reconciler.core.scope import Selection
from reconciler.core.target import Target
from reconciler.errors import TargetError
from reconciler.providers.after import write
from reconciler.providers.base import Run, utc_now
from reconciler.providers.memory_errors import Refusal
from reconciler.providers.memory_rules import check
from reconciler.providers.precondition import lost_race, precondition, standing
from reconciler.providers.shape import unsupported
from reconciler.providers.view import view


class Memory:
    """The provider of a system that is nothing but data.

    `state` is everything that exists: roles and groups with every field set, containers with
    members only. It is an immutable value that each write replaces, so that a test may keep any
    of them, or put another in its place as a change made by hand.
    """

    def __init__(
        self, target: Target, state: State, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self.target = target
        self.state = state
        self.clock = clock

    def describe(self) -> Target:
        """The target it was made with."""
        return self.target

    def observe(self, of: Selection) -> State:
        """The selected scopes and their context."""
        return view(self.state, of)

    def normalize(self, desired: State) -> tuple[State, Sequence[Finding]]:
        """Nothing to fold beyond names, which are folded already."""
        return desired, unsupported(self.target, desired)

    def apply(self, changes: Sequence[Change], run: Run) -> Iterator[Outcome]:
        """One change after the other."""
        for change in changes:
            yield self._apply(change, run)

    def _apply(self, change: Change, run: Run) -> Outcome:
        live, moved = standing(self.state, change)
        status = precondition(change, live, self.clock(), moved)
        if status is Status.CONFLICT:
            return Outcome(change, status, lost_race(change, live))
        if status is not None:
            return Outcome(change, status)
        try:
            check(self.target, self.state, change)
        except Refusal as refusal:
            return Outcome(change, Status.FAILED, str(refusal))
        self.state = write(self.state, change, run.spelling, self.target)
        return Outcome(change, Status.APPLIED)


def open_provider(url: str, account: str, environment: Mapping[str, str]) -> Memory:  # noqa: ARG001 - the protocol's signature
    """Open `memory://`: a phone-system portal of this account where nothing exists yet."""
    if url != "memory://":
        raise TargetError(f"{url}: the memory provider is opened as memory://")
    from reconciler.providers.portal.target import portal_target  # noqa: PLC0415 - needs an extra

    return Memory(portal_target(account), State())
