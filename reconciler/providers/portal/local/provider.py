"""The portal in a database, through its own front door."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from reconciler.core.change import Change
from reconciler.core.finding import Finding
from reconciler.core.model import State
from reconciler.core.outcome import Outcome, Status
from reconciler.core.scope import Selection
from reconciler.core.target import Target
from reconciler.errors import NothingWritten, TargetError
from reconciler.portal import Portal, PortalError, RunNote, Work
from reconciler.portal.errors.rule import LockLost
from reconciler.portal.errors.unknown import NoSuchLock, UnknownUser
from reconciler.providers.after import write
from reconciler.providers.base import Run, utc_now
from reconciler.providers.locking import Holder, Still, lost, no_such
from reconciler.providers.portal.errors import NoSuchPlace, another_account
from reconciler.providers.portal.local.about import about
from reconciler.providers.portal.local.lock import as_holder, holding
from reconciler.providers.portal.local.state import caller_key, to_part, to_state
from reconciler.providers.portal.local.write import Writer
from reconciler.providers.portal.target import portal_target
from reconciler.providers.precondition import lost_race, precondition, standing
from reconciler.providers.process import is_dead
from reconciler.providers.shape import unsupported
from reconciler.providers.view import view


class PortalProvider:
    """The provider of one portal, with the rights of whoever the portal was opened for.

    `clock` is the portal's own: what has ended there has ended here.
    """

    def __init__(self, portal: Portal, clock: Callable[[], datetime] = utc_now) -> None:
        self.portal = portal
        self.clock = clock
        self._held: str | None = None  # the ID of the lock
        with _as_target_errors():
            self.target = portal_target(portal.account)
            self.caller = caller_key(portal.caller)

    def describe(self) -> Target:
        """The portal's catalog and rules."""
        return self.target

    def observe(self, of: Selection) -> State:
        """The selected scopes and their context, read at one moment.

        All of it is in the caller's sight, or it is an error. Of the context a caller has what
        they see: nobody who is above them.
        """
        with _as_target_errors():
            listing = self.portal.listing({root.path for root in of.roots})
        return view(replace(to_state(listing), caller=self.caller), of)

    def normalize(self, desired: State) -> tuple[State, Sequence[Finding]]:
        """Names are folded by the core as the portal folds them; nothing else has two forms."""
        return desired, unsupported(self.target, desired)

    def apply(self, changes: Sequence[Change], run: Run) -> Iterator[Outcome]:
        """The slice in one transaction, a savepoint a change; known when it is committed.

        While it is open nobody else writes, so what was read at its start stands until its end. No
        more is read than the slice is about: an apply costs the same for each change, however much
        the portal holds. Raises `Locked`, and writes nothing, where the lock was held and is lost.
        """
        outcomes: list[Outcome] = []
        try:
            if changes:
                with self.portal.transaction(_note(run)) as work:
                    if self._held is not None:
                        work.locks.demand(self._held)
                    state = to_part(work.excerpt(about(changes)))
                    slice_ = _Slice(work, self.target, run, state)
                    outcomes = [slice_.apply(change, self.clock()) for change in changes]
        except LockLost as error:
            raise lost() from error
        except PortalError as error:
            # With all outcomes it was the commit that failed, or what comes after: who knows.
            kind = TargetError if outcomes else NothingWritten
            raise kind(str(error)) from error
        yield from outcomes

    @contextmanager
    def lock(self, run: Run) -> Iterator[Still]:
        """The lock in the portal's own database: for everybody who reaches it."""
        with _as_target_errors(), holding(self.portal, run) as (held, still):
            self._held = held
            try:
                yield still
            finally:
                self._held = None

    def holder(self) -> Holder | None:
        """Who holds it; a dead process of this machine does not."""
        with _as_target_errors(), self.portal.reading() as reading:
            held = reading.lock
        return None if held is None or is_dead(held.process) else as_holder(held)

    def unlock(self, lock: str) -> Holder:
        """Take the lock from its holder; the portal's log says who did."""
        with _as_target_errors(), self.portal.transaction() as work:
            held = work.locks.holder
            try:
                return as_holder(work.locks.break_(lock))
            except NoSuchLock as error:
                raise no_such(lock, None if held is None else as_holder(held)) from error


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
    """A database that cannot be used, or a caller who sees too little, ends the run."""
    try:
        yield
    except UnknownUser as error:  # nobody else is looked up by name here
        raise TargetError(f"{error} RECONCILER_AS must name a user of the portal.") from error
    except PortalError as error:
        raise TargetError(str(error)) from error


def open_local(url: str, account: str, environment: Mapping[str, str]) -> PortalProvider:
    """Open the portal of a database: as the user in `RECONCILER_AS`, else as its owner.

    Raises `TargetError`.
    """
    with _as_target_errors():
        portal = Portal.open(url, environment.get("RECONCILER_AS") or None)
    provider = PortalProvider(portal)
    if provider.target.account != account:
        portal.close()
        raise another_account(url, provider.target.account, account)
    return provider
