"""Watching an apply: what must hold before it goes on, and each outcome as soon as it is known."""

from collections.abc import Callable, Sequence

from reconciler.apply import Watch
from reconciler.cli.session import Session
from reconciler.core.outcome import Outcome, Status
from reconciler.core.spelling import Spelling
from reconciler.report.outcomes import outcome_report


class Screen(Watch):
    """Shows outcomes in the voice of a session, and tells it that something was written."""

    def __init__(self, session: Session, spelling: Spelling) -> None:
        self._session = session
        self._spelling = spelling

    def after(self, _: int, outcome: Outcome) -> None:
        """Show it."""
        session = self._session
        session.wrote = session.wrote or outcome.status is Status.APPLIED
        with session.progress.aside():
            session.voice.progress(outcome_report(outcome, self._spelling))


class Guard(Watch):
    """Asks before every slice, and raises what it is told."""

    def __init__(self, demand: Callable[[], None]) -> None:
        self._demand = demand

    def before(self, _: Sequence[int]) -> None:
        """Ask."""
        self._demand()
