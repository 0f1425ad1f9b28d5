"""The lines of a journal: their shape, name by name, and what must be true of each."""

from typing import Annotated, Literal, TypeAlias

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter

from reconciler.core.outcome import Status
from reconciler.core.settled import Settled
from reconciler.report.plan_document import ValuePart
from reconciler.report.plan_names import Address, ScopePath

FORMAT_VERSION = "1.0"

Place = Annotated[int, Field(ge=0)]
"""The place of a change in the plan, from 0."""


class _Line(BaseModel):
    """What all share: names that a later version adds are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class RunPart(_Line):
    """Who applies, for what, and where."""

    started: AwareDatetime
    digest: str
    commit: str
    actor: str
    link: str
    host: str
    process: str


class ChangePart(_Line):
    """One change of the plan."""

    action: str
    ref: Address
    scope: ScopePath
    sentence: str
    before: ValuePart
    after: ValuePart
    wave: Place


class RunLine(_Line):
    """The first: all that is needed to name every change of the plan."""

    type: Literal["run"]
    format_version: str = Field(pattern=r"^1\.\d+$")
    run: RunPart
    account: str
    target: str
    changes: list[ChangePart]
    spelling: dict[str, str]


class SliceLine(_Line):
    """Changes that are handed over next, or that came back unmade."""

    type: Literal["slice", "returned"]
    places: list[Place]


class OutcomeLine(_Line):
    """What became of one change."""

    type: Literal["outcome"]
    place: Place
    status: Status
    reason: str


class EndLine(_Line):
    """The run has ended, in whatever way; `unknown` changes were never answered for."""

    type: Literal["end"]
    at: AwareDatetime
    cause: str | None
    unknown: int


class SettledLine(_Line):
    """A later run has looked at what was unknown."""

    type: Literal["settled"]
    at: AwareDatetime
    found: dict[str, Settled]


Later: TypeAlias = Annotated[
    SliceLine | OutcomeLine | EndLine | SettledLine, Field(discriminator="type")
]
"""Every line but the first."""

LATER: TypeAdapter[Later] = TypeAdapter(Later)
