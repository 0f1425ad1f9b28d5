"""The protocol that every provider speaks, and what all of them share."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from reconciler.core.finding import Finding
from reconciler.core.model import Action, Change, Membership, Ref, State, Thing
from reconciler.core.names import NameRules
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
    change: Change, live: Thing | Membership | None, now: datetime, moved: Thing | None = None
) -> Status | None:
    """Whether a change is still to be written: None to write it, else what it already is.

    `live` is what stands at the change's old address, `moved` what stands at the new address of a
    move. What a create leaves open (None) is not compared.
    """
    match change.action:
        case Action.MOVE:
            return _of_move(live, moved)
        case Action.UPDATE:
            return _of_update(change, live)
        case Action.CREATE:
            return None if live is None else _status(done=not unlike(change.after, live))
        case _:
            return _of_the_whole(change, live, now)


def _of_move(live: Thing | Membership | None, moved: Thing | None) -> Status | None:
    """Only the address changes: what else became of the thing is not this change's business."""
    if moved is None:
        return None if live is not None else Status.CONFLICT
    return _status(done=live is None)


def _of_update(change: Change, live: Thing | Membership | None) -> Status | None:
    if live is None:
        return Status.CONFLICT
    fields = unlike(change.after, change.before)
    if not unlike(change.after, live, fields):
        return Status.ALREADY
    return Status.CONFLICT if unlike(change.before, live, fields) else None


def _of_the_whole(change: Change, live: Thing | Membership | None, now: datetime) -> Status | None:
    """What goes must be the thing that was seen; of a membership its end counts too."""
    if live == change.after:
        return Status.ALREADY
    if change.after is not None and isinstance(live, Membership) and has_ended(live, now):
        return None if change.before is None else Status.CONFLICT
    return None if live == change.before else Status.CONFLICT


def _status(*, done: bool) -> Status:
    return Status.ALREADY if done else Status.CONFLICT


def has_ended(membership: Membership, now: datetime) -> bool:
    """Whether a membership holds nothing any more at this instant."""
    return membership.expires is not None and membership.expires <= now


FIELDS = ("type", "description", "permissions")


def unlike(
    wanted: Thing | Membership | None,
    other: Thing | Membership | None,
    fields: Sequence[str] = FIELDS,
) -> tuple[str, ...]:
    """The fields of a role or group that are wanted (not None) and different there."""
    return tuple(
        field
        for field in fields
        if (value := getattr(wanted, field, None)) is not None
        and value != getattr(other, field, None)
    )


def written_name(ref: Ref, spelling: Spelling, rules: NameRules, live: str | None = None) -> str:
    """How a create or move writes the last name: as the author, else as it stands, else folded."""
    name, folded = spelling.name(ref), ref.name[-1]
    if name != folded and rules.fold(name) == folded:
        return name
    return live or folded


def lost_race(change: Change, live: Thing | Membership | None) -> str:
    """Why a change is a conflict, in words: what is no longer as the plan saw it."""
    if live is None:
        return "it is gone since the plan was made"
    if change.before is None or change.action is Action.MOVE:
        return "something else has taken its place since the plan was made"
    if isinstance(live, Membership):
        what = "it has ended" if live == change.before else "its end was changed"
        return f"{what} since the plan was made"
    changed = " and ".join(unlike(change.before, live))
    return f"its {changed} changed since the plan was made"
