"""The protocol that every provider speaks, and what all of them share."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from reconciler.core.finding import Finding
from reconciler.core.model import Change, Membership, State, Thing
from reconciler.core.outcome import Outcome, Status
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


def precondition(
    change: Change, live: Thing | Membership | None, moved: Thing | None = None
) -> Status | None:
    """Whether a change is still to be written: None to write it, else what it already is.

    `live` is what stands at the change's old address, None where nothing does or where a
    membership has ended; `moved` is what stands at the new address of a move.
    """
    if moved is not None and live is None:
        return Status.ALREADY
    if moved is not None:
        return Status.CONFLICT
    if live == change.after and change.old_ref == change.ref:
        return Status.ALREADY
    return None if _same_where_it_changes(change, live) else Status.CONFLICT


def _same_where_it_changes(change: Change, live: Thing | Membership | None) -> bool:
    before, after = change.before, change.after
    if live is None or before is None:
        return live is before
    if after is None or isinstance(live, Membership) or change.old_ref != change.ref:
        return _same_deletion(before, live)
    return all(
        getattr(live, field) == getattr(before, field)
        for field in ("type", "description", "permissions")
        if getattr(before, field, None) != getattr(after, field, None)
    )


def _same_deletion(before: Thing | Membership, live: Thing | Membership) -> bool:
    """What goes or moves must be the thing that was seen; of a membership also its end."""
    return live == before
