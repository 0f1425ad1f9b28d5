"""History: what became of a saved plan, by the journals beside the project file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reconciler.cli.open_runs import came_along, run_status
from reconciler.cli.session import Session
from reconciler.errors import JournalError, UsageError

if TYPE_CHECKING:
    from reconciler.core.outcome import Outcome
    from reconciler.core.plan import Plan
    from reconciler.journal import Chronicle


@dataclass(frozen=True, slots=True)
class History:
    """The runs of a plan, the oldest first, and the last word on each of its changes."""

    runs: Sequence["Chronicle"] = ()
    outcomes: Sequence["Outcome"] = ()


def history(session: Session, plan: "Plan") -> History:
    """What the runs of a plan did. Nothing where there is no project, or no run of this plan.

    A journal that is damaged, or of other changes than the plan has, is said and left out; so is
    one that git has: whoever wrote the files that are reviewed wrote it, too.
    """
    from reconciler.core.outcome import last_words
    from reconciler.journal import runs_of
    from reconciler.report.report import paragraph

    try:
        project = session.project
    except UsageError:
        return History()
    runs: list[Chronicle] = []
    for run in runs_of(project.parent, plan.digest, came_along(project)):
        if isinstance(run, JournalError):
            session.voice.log(paragraph(str(run)))
        elif len(run.ledger.plan.steps) == len(plan.steps):
            runs.append(run)
    return History(runs, last_words([run.outcomes for run in runs]))


def show_history(session: Session, told: History, plan: "Plan") -> None:
    """Show who applied a plan, when, and what became of each change."""
    from reconciler.report.outcomes import every_outcome
    from reconciler.report.status import runs_report

    if told.runs:
        session.voice.show(runs_report([run_status(run, run.found or None) for run in told.runs]))
        session.voice.show(every_outcome(told.outcomes, plan.spelling, full=session.full))
