"""Carrying out: writes, looks again, and leaves a receipt on every way out of it."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from reconciler.cli.planning import utc_now
from reconciler.cli.session import Session
from reconciler.cli.signals import Stop, finishing, interrupt, on_signals
from reconciler.errors import Exit, ReconcilerError

if TYPE_CHECKING:
    from reconciler.apply import Ledger
    from reconciler.core.order import Waiting
    from reconciler.core.plan import Plan
    from reconciler.providers.base import Provider, Run
    from reconciler.providers.locking import Still
    from reconciler.report.report import Report

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be carried out: the changes of a ledger, by a provider, for a run.

    `target` is the url of the live system, as it may be written down; `still` raises where the lock
    of the run is lost.
    """

    ledger: "Ledger"
    provider: "Provider"
    run: "Run"
    waiting: "Waiting"
    target: str
    still: "Still"


def new_ledger(session: Session, plan: "Plan") -> "Ledger":
    """A ledger of a plan that shows each outcome as soon as it is known."""
    from reconciler.apply import Ledger
    from reconciler.cli.watching import Screen

    return Ledger(plan, [Screen(session, plan.spelling)])


def carry_out(session: Session, job: Job, look: Callable[[], _T]) -> _T:
    """Write, then `look` again at the live system: what that says."""
    from reconciler.apply import apply
    from reconciler.cli.watching import Guard
    from reconciler.journal import Journal, keeping

    ledger, run = job.ledger, job.run
    journal = Journal.begin(session.project.parent, ledger, run, job.target, utc_now)
    with keeping(journal, _cause):
        with finishing() as stop, session.progress.phase(lambda: _applying(ledger, stop)):
            ledger.watches[:0] = [Guard(stop.demand), Guard(job.still), journal]
            apply(ledger, job.provider, run, job.waiting)
        with session.progress.phase("Looking again"):
            return look()


def _applying(ledger: "Ledger", stop: Stop) -> str:
    done, steps = len(ledger.outcomes), len(ledger.plan.steps)
    what = "Finishing what is under way; again to end at once" if stop.is_asked else "Applying"
    return f"{what}: {done:,} of {steps:,} changes"


@contextmanager
def leaving_receipt(session: Session, ledger: "Ledger", run: "Run") -> Iterator[None]:
    """Whatever ends the run from here on, leave what became of every change in a file, and say it.

    Raises `UsageError` before anything is done where no receipt could be left. The file comes
    first: a terminal that went away does not take the receipt along.
    """
    from reconciler.receipt import demand_folder
    from reconciler.report.outcomes import outcomes_report

    demand_folder(session.project.parent)
    cause: BaseException | None = None
    with on_signals(interrupt):
        try:
            yield
        except BaseException as error:
            cause = error
            if isinstance(error, KeyboardInterrupt):
                session.renew_output()
            raise
        finally:
            session.wrote = session.wrote or ledger.wrote
            with on_signals(signal.SIG_IGN):
                receipt = _written(session, ledger, run, None if cause is None else _cause(cause))
            session.voice.show(outcomes_report(list(ledger.all), run.spelling))
            session.voice.log(receipt)


def _cause(error: BaseException) -> str:
    """What ended the run, in a word: the name of an exit code, or that it was interrupted."""
    match error:
        case KeyboardInterrupt():
            return "interrupted"
        case ReconcilerError():
            return error.exit.name.lower()
    return Exit.DEFECT.name.lower()


def _written(session: Session, ledger: "Ledger", run: "Run", cause: str | None) -> "Report":
    """Where the receipt is, or why there is none: that changes nothing about what was applied."""
    from reconciler.receipt import write_receipt
    from reconciler.report.report import sentence

    try:
        path = write_receipt(session.project.parent, ledger, run, utc_now(), cause)
    except OSError as error:
        return sentence(f"The receipt could not be written: {error.strerror}.")
    return sentence(f"Receipt: {path}", "receipt", path.as_posix())
