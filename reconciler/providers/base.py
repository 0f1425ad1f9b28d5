"""The protocol that every provider speaks, and what all of them share."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol, TypeVar

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
    host: str = ""
    spelling: Spelling = field(default_factory=Spelling)


class Reader(Protocol):
    """All that planning may do to a live system."""

    def describe(self) -> Target:
        """What the system is like, as data."""
        ...

    def observe(self, of: Selection) -> State:
        """Everything in the selected scopes, users included: complete or an error.

        As context, never planned, it brings the roles and their holders in the scopes above, every
        membership anywhere of a role declared in the selected scopes, which scopes exist, and as
        `elsewhere` every other scope that has a user of `of.named` whom no selected scope knows.

        Whom the caller may not see is missing there, and is unknown to the plan, not of another
        scope: so is everybody where each scope keeps its users behind credentials of its own.
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
    """What a provider registers as an entry point of the group `reconciler.providers`.

    Secrets, and as whom to act, come from the environment alone, in variables that begin with
    `RECONCILER_`. The secret is in `RECONCILER_TOKEN`, or in the file that `RECONCILER_TOKEN_FILE`
    names. A provider with other secrets declares them:

    ```python
    @takes_secrets("RECONCILER_WAZO_PASSWORD")
    def open_provider(url, account, environment): ...
    ```
    In CI a provider is not opened with a secret unless `RECONCILER_URL` equals its `url`: a pull
    request cannot send the secret elsewhere. A secret that is not declared is not guarded.
    """

    def __call__(self, url: str, account: str, environment: Mapping[str, str]) -> Provider:
        """Open the live system at `url`. Raises `TargetError` when another account answers."""
        ...


_O = TypeVar("_O", bound=Callable[..., object])


def takes_secrets(*names: str) -> Callable[[_O], _O]:
    """Declare the variables in which an opener takes secrets, beside the usual two.

    Raises `ValueError` for a name that does not begin with `RECONCILER_`.
    """
    if wrong := [name for name in names if not name.startswith("RECONCILER_")]:
        message = f"the name of a secret begins with RECONCILER_: {wrong[0]} does not"
        raise ValueError(message)

    def declare(opener: _O) -> _O:
        vars(opener)["secrets"] = names
        return opener

    return declare


def secrets_of(opener: Opener) -> tuple[str, ...]:
    """The variables in which an opener takes secrets."""
    return ("RECONCILER_TOKEN", "RECONCILER_TOKEN_FILE", *getattr(opener, "secrets", ()))


def utc_now() -> datetime:
    """The clock of a system that nobody gave another one."""
    return datetime.now(UTC)


def written_name(ref: Ref, spelling: Spelling, rules: NameRules, live: str | None = None) -> str:
    """How a create or move writes the last name: as the author, else as it stands, else folded."""
    name, folded = spelling.name(ref), ref.name[-1]
    if name != folded and rules.fold(name) == folded:
        return name
    return live or folded
