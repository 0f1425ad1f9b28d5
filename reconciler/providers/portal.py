"""The phone-system portal as a live system, through its own front door."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from reconciler.core.change import Change
from reconciler.core.finding import Finding
from reconciler.core.model import State
from reconciler.core.outcome import Outcome, Status
from reconciler.core.scope import Selection
from reconciler.core.target import Target
from reconciler.errors import NothingWritten, TargetError
from reconciler.portal import Portal, PortalError, RunNote, StoreError, Work
from reconciler.providers.after import write
from reconciler.providers.base import Run, utc_now
from reconciler.providers.portal_about import about
from reconciler.providers.portal_state import to_part, to_state
from reconciler.providers.portal_target import portal_target
from reconciler.providers.portal_write import NoSuchPlace, Writer
from reconciler.providers.precondition import lost_race, precondition, standing
from reconciler.providers.shape import unsupported
from reconciler.providers.view import view


class PortalProvider:
    """The provider of one portal, with the rights of whoever the portal was opened for.

    `clock` is the portal's own: what has ended there has ended here.
    """

    def __init__(self, portal: Portal, clock: Callable[[], datetime] = utc_now) -> None:
        self.portal = portal
        self.clock = clock
        with _as_target_errors():
            self.target = portal_target(portal.account)

    def describe(self) -> Target:
        """The portal's catalog and rules."""
        return self.target

    def observe(self, of: Selection) -> State:
        """The selected scopes and their context, read at one moment."""
        with _as_target_errors():
            snapshot = self.portal.read()
        return view(to_state(snapshot), of)

    def normalize(self, desired: State) -> tuple[State, Sequence[Finding]]:
        """Names are folded by the core as the portal folds them; nothing else has two forms."""
        return desired, unsupported(self.target, desired)

    def apply(self, changes: Sequence[Change], run: Run) -> Iterator[Outcome]:
        """The slice in one transaction, a savepoint a change; known when it is committed.

        While it is open nobody else writes, so what was read at its start stands until its end. No
        more is read than the slice is about: an apply costs the same for each change, however much
        the portal holds.
        """
        outcomes: list[Outcome] = []
        try:
            if changes:
                with self.portal.transaction(_note(run)) as work:
                    state = to_part(work.excerpt(about(changes)))
                    slice_ = _Slice(work, self.target, run, state)
                    outcomes = [slice_.apply(change, self.clock()) for change in changes]
        except StoreError as error:
            # With all outcomes it was the commit that failed, or what comes after: who knows.
            kind = TargetError if outcomes else NothingWritten
            raise kind(str(error)) from error
        yield from outcomes


@dataclass(slots=True)
class _Slice:
    """One transaction; `state` is what the slice is about, and follows what is written."""

    work: Work
    target: Target
    run: Run
    state: State

    def apply(self, change: Change, now: datetime) -> Outcome:
        live, moved = standing(self.state, change)
        status = precondition(change, live, now, moved)
        if status is Status.CONFLICT:
            return Outcome(change, status, lost_race(change, live))
        if status is not None:
            return Outcome(change, status)
        try:
            with self.work.savepoint():
                self._writer().send(change)
        except (PortalError, NoSuchPlace) as refusal:
            return Outcome(change, Status.FAILED, str(refusal))
        self.state = write(self.state, change, self.run.spelling, self.target)
        return Outcome(change, Status.APPLIED)

    def _writer(self) -> Writer:
        return Writer(self.work, self.state, self.run.spelling, self.target.names)


def _note(run: Run) -> RunNote:
    return RunNote(digest=run.digest, commit=run.commit, link=run.link, actor=run.actor)


@contextmanager
def _as_target_errors() -> Iterator[None]:
    """A database that cannot be used is a live system that cannot be reached."""
    try:
        yield
    except StoreError as error:
        raise TargetError(str(error)) from error


def open_provider(url: str, account: str, environment: Mapping[str, str]) -> PortalProvider:  # noqa: ARG001 - a database file asks for no secret
    """Open the portal at `sqlite:///path`, as the owner of the file. Raises `TargetError`."""
    with _as_target_errors():
        portal = Portal.open(url)
    provider = PortalProvider(portal)
    if provider.target.account != account:
        portal.close()
        raise TargetError(
            f"{url} is the portal of {provider.target.account}, not of {account}: "
            "nothing was read or written"
        )
    return provider
