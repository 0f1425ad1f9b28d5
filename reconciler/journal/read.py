"""Reading journals: what each run said, and what it left open."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from reconciler.apply import Ledger
from reconciler.core.outcome import Outcome, Status
from reconciler.core.plan import Plan, Step
from reconciler.core.settled import Settled
from reconciler.core.spelling import Spelling
from reconciler.errors import JournalError
from reconciler.journal.lines import (
    LATER,
    EndLine,
    Later,
    OutcomeLine,
    RunLine,
    SettledLine,
    SliceLine,
)
from reconciler.journal.write import FOLDER
from reconciler.providers.base import Run
from reconciler.providers.process import is_dead
from reconciler.report.plan_read import read_change, read_thing


@dataclass(frozen=True, slots=True)
class Chronicle:
    """What the journal at `path` says of a run: enough to write its receipt.

    `process` is who wrote it, `target` the url without secrets. `ended` is None where the last
    line is missing; `is_settled` where a later run has looked at what was unknown, and `found` what
    that was, by place.
    """

    path: Path
    run: Run
    process: str
    target: str
    ledger: Ledger
    ended: datetime | None = None
    cause: str | None = None
    is_settled: bool = False
    found: Mapping[int, Settled] = field(default_factory=dict)

    @property
    def unknown(self) -> list[int]:
        """The places of what was handed over and never answered for."""
        places = enumerate(self.ledger.all)
        return [place for place, outcome in places if outcome.status is Status.UNKNOWN]

    @property
    def outcomes(self) -> list[Outcome]:
        """One outcome for each change, with what a later run has found."""
        return [
            outcome if outcome.status is not Status.UNKNOWN else _settled(outcome, found)
            for place, outcome in enumerate(self.ledger.all)
            for found in (self.found.get(place),)
        ]

    @property
    def is_alive(self) -> bool:
        """Whether the run may be under way: on this machine it is, on another nobody knows."""
        return self.ended is None and not is_dead(self.process)

    @property
    def is_open(self) -> bool:
        """Whether a later run has to look at it: it did not end, or not all of it is known."""
        return not self.is_settled and (self.ended is None or bool(self.unknown))


def read_journal(path: Path) -> Chronicle | None:
    """What a journal says; None where not even its first line was written whole.

    Raises `JournalError` for a line that no run has written, but for the last one, torn by a crash.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise JournalError(f"{FOLDER / path.name} cannot be read: {error.strerror}.") from error
    first, *later = content.split(b"\n")[:-1] or [b""]  # behind the last end of a line it is torn
    if not first:
        return None
    found = _begun(path, first)
    for number, line in enumerate(later, start=2):
        try:
            found = _told(found, LATER.validate_json(line))
        except (ValueError, IndexError) as error:
            raise _damage(path, number, error) from None
    return found


def _begun(path: Path, line: bytes) -> Chronicle:
    try:
        first = RunLine.model_validate_json(line)
        steps = tuple(Step(read_change(part), part.wave) for part in first.changes)
        spelling = Spelling(({read_thing(key): name for key, name in first.spelling.items()},))
    except ValueError as error:
        raise _damage(path, 1, error) from None
    said = first.run
    run = Run(
        started=said.started.astimezone(UTC),
        digest=said.digest,
        commit=said.commit,
        actor=said.actor,
        link=said.link,
        host=said.host,
        spelling=spelling,
    )
    plan = Plan(first.account, "", steps, spelling=spelling, digest=said.digest)
    return Chronicle(path, run, said.process, first.target, Ledger(plan))


def _told(found: Chronicle, line: Later) -> Chronicle:
    """The same after one more line. Raises IndexError for a place that is none of the plan."""
    ledger = found.ledger
    match line:
        case SliceLine(places=places):
            _demand_places(ledger, places)
            (ledger.hand_over if line.type == "slice" else ledger.take_back)(places)
        case OutcomeLine():
            _demand_places(ledger, [line.place])
            change = ledger.plan.steps[line.place].change
            ledger.enter(line.place, Outcome(change, line.status, line.reason))
        case EndLine():
            return replace(found, ended=line.at.astimezone(UTC), cause=line.cause)
        case SettledLine():
            told = {int(place): what for place, what in line.found.items()}
            return replace(found, is_settled=True, found={**found.found, **told})
    return found


def _settled(outcome: Outcome, found: Settled | None) -> Outcome:
    """An outcome that nobody answered for, by what was live when a later run looked."""
    if found is Settled.APPLIED:
        return replace(outcome, status=Status.APPLIED, reason="a later run found it live")
    if found is None or found is Settled.UNREAD:
        return outcome
    return replace(outcome, reason=f"a later run found it {found}")


def _demand_places(ledger: Ledger, places: list[int]) -> None:
    if places and max(places) >= len(ledger.plan.steps):
        raise IndexError("a place that is none of the plan's")


def _damage(path: Path, number: int, error: Exception) -> JournalError:
    what = str(error)
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_input=False)[0]
        what = ": ".join([*(".".join(map(str, first["loc"])).split() or []), first["msg"]])
    return JournalError(
        f"{FOLDER / path.name}:{number}: this is no line of a journal: {what}. "
        "The file was changed after it was written: move it away, and compare by hand what its run "
        "has left with what is live."
    )
