"""`reconciler status`: what runs did, what is unknown of them, and what the next one will do."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from reconciler.cli.open_runs import kept, run_status
from reconciler.cli.planning import utc_now
from reconciler.cli.session import Session
from reconciler.errors import Exit, FilesError, JournalError, UsageError

if TYPE_CHECKING:
    from reconciler.core.model import State
    from reconciler.journal import Chronicle
    from reconciler.providers.base import Reader
    from reconciler.providers.locking import Holder
    from reconciler.report.status import LockStatus, RunStatus
    from reconciler.spec.project import Project


@click.command(
    epilog="Exit codes: 0 said; 1 a journal is damaged, or the project has errors; 7 the live "
    "system did not answer."
)
@click.option("--offline", is_flag=True, help="Read the journals alone: nothing is connected to.")
@click.pass_obj
def status(session: Session, *, offline: bool) -> int:
    """Say what became of runs that did not end, and what the next one will do.

    \b
    Examples:
      reconciler status
      reconciler status --offline              what the journals say, and no more

    Each change that was handed over and never answered for is compared with what is live: it was
    applied, it was not, or something else is there by now. Who holds the lock is named. Nothing is
    written.
    """
    from reconciler.journal import NotOurs, last_run, not_ours, open_runs
    from reconciler.report.report import paragraph
    from reconciler.report.status import status_report
    from reconciler.validate import open_project

    project, _ = open_project(session.project)
    journals = kept(project)
    for one in not_ours(journals):
        session.voice.log(paragraph(str(one)))
    found = [one for one in open_runs(journals) if not isinstance(one, NotOurs)]
    runs = [run for run in found if not isinstance(run, JournalError)]
    shown, coming, held = _offline(runs), None, None
    if not offline:
        shown, coming, held = _live(session, project, runs)
    if not runs and (last := last_run(journals)) is not None:
        shown = [run_status(last, None)]
    session.voice.show(status_report(shown, coming, held))
    for damage in found:
        if isinstance(damage, JournalError):
            raise damage
    return Exit.OK


def _offline(runs: "Iterable[Chronicle]") -> "list[RunStatus]":
    return [run_status(run, None) for run in runs]


def _live(
    session: Session, project: "Project", runs: "list[Chronicle]"
) -> "tuple[list[RunStatus], str, LockStatus | None]":
    """The runs held against what is live, what the next one will do, and who is applying."""
    from reconciler.cli.progress import reader
    from reconciler.connect import connect
    from reconciler.core.settled import settled
    from reconciler.lock import holder

    opened = connect(project, session.environment)
    held = holder(project, opened)
    provider = reader(opened, session.progress)
    live = _observed(provider, runs)
    now = utc_now()
    shown = [
        run_status(run, settled(run.ledger.plan, run.unknown, live, now) if live else None)
        for run in runs
    ]
    return shown, _coming(session, provider), None if held is None else _lock_status(held)


def _lock_status(holder: "Holder") -> "LockStatus":
    from reconciler.core.canonical import canonical
    from reconciler.report.status import LockStatus

    return LockStatus(f"The lock is held by {holder}. Lock {holder.id}.", canonical(holder))


def _observed(provider: "Reader", runs: "list[Chronicle]") -> "State | None":
    """All that the runs are about, read at one moment."""
    from reconciler.core.scope import Pattern, Selection

    scopes = {change.scope for run in runs for change in run.ledger.plan.changes}
    return provider.observe(Selection(tuple(map(Pattern, sorted(scopes))))) if scopes else None


def _coming(session: Session, provider: "Reader") -> str:
    """What the next run will do, as far as the files say it."""
    from reconciler.pipeline import Question, plan, sound_files

    question = Question(utc_now())
    try:
        made = plan(sound_files(session.project, question), provider, question).plan
    except (FilesError, UsageError):
        return "Next: the files have errors, which `reconciler validate` shows."
    if made.is_refused:
        return "Next: something stands against applying, which `reconciler plan` shows."
    return f"Next: {made.summary}"
