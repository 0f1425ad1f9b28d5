"""The protocol that every provider speaks, and what all of them share."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from reconciler.core.change import Change
from reconciler.core.finding import Finding
from reconciler.core.model import Ref, State
from reconciler.core.names import NameRules
from reconciler.core.outcome import Outcome
from reconciler.core.scope import Selection
from reconciler.core.spelling import Spelling
from reconciler.core.target import Target


@dataclass(frozen=True, slots=True)
class Run:
    """What an apply tells the live system about itself, for that system's own log.

    `spelling` says how folded names are written: a create sends the author's, a delete the live
    one. `started` is aware and in UTC.
    """

    started: datetime
    digest: str = ""
    commit: str = ""
    actor: str = ""
    link: str = ""
    spelling: Spelling = field(default_factory=Spelling)


class Reader(Protocol):
    """All that planning may do to a live system."""

    def describe(self) -> Target:
        """What the system is like, as data."""
        ...

    def observe(self, of: Selection) -> State:
        """Everything in the selected scopes, users included: complete or an error.

        As context, never planned, it brings the roles and their holders in the scopes above, every
        membership anywhere of a role declared in the selected scopes, and which scopes exist.
        Raises `TargetError`.
        """
        ...

    def normalize(self, desired: State) -> tuple[State, Sequence[Finding]]:
        """The desired state as `observe` would report it, and all that the system cannot do.

        Pure. None (not managed) stays None.
        """
        ...


class Provider(Reader, Protocol):
    """The adapter to one live system."""

    def apply(self, changes: Sequence[Change], run: Run) -> Iterator[Outcome]:
        """Write a slice of one wave: changes that do not depend on each other, at most 100.

        One by one, in parallel or as a batch, as suits the system; one outcome for each change, as
        soon as it is known. Live equals after: already. Live equals before in the fields that
        change: write. Else: conflict.
        """
        ...


class ReadOnly:
    """A provider that cannot write: planning never holds anything else."""

    def __init__(self, provider: Reader) -> None:
        self.describe: Callable[[], Target] = provider.describe
        self.observe: Callable[[Selection], State] = provider.observe
        self.normalize: Callable[[State], tuple[State, Sequence[Finding]]] = provider.normalize


class Opener(Protocol):
    """What a provider registers as an entry point of the group `reconciler.providers`."""

    def __call__(self, url: str, account: str, environment: Mapping[str, str]) -> Provider:
        """Open the live system at `url`. Raises `TargetError` when another account answers."""
        ...


def utc_now() -> datetime:
    """The clock of a system that nobody gave another one."""
    return datetime.now(UTC)


def written_name(ref: Ref, spelling: Spelling, rules: NameRules, live: str | None = None) -> str:
    """How a create or move writes the last name: as the author, else as it stands, else folded."""
    name, folded = spelling.name(ref), ref.name[-1]
    if name != folded and rules.fold(name) == folded:
        return name
    return live or folded
