"""Applying a saved plan: exactly its changes, in its order, where nothing forbids it by now."""

from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from reconciler.cli.carry_out import Job, carry_out, leaving_receipt, new_ledger
from reconciler.cli.locking import locked
from reconciler.cli.open_runs import settle_all
from reconciler.cli.planning import demand_applicable, utc_now
from reconciler.cli.run import describe_run, of_plan
from reconciler.cli.session import Session
from reconciler.cli.show import show_saved
from reconciler.errors import Exit, PlanFileError

if TYPE_CHECKING:
    from reconciler.afresh import Fresh
    from reconciler.apply import Ledger
    from reconciler.core.saved import SavedPlan
    from reconciler.providers.base import Provider
    from reconciler.report.sources import Sources
    from reconciler.spec.project import Project


def apply_saved(session: Session, file: Path, digest: str | None, patience: timedelta) -> int:
    """Apply the plan in a file; `digest` is the one that was reviewed.

    `patience` is how long somebody else who applies is waited for.
    """
    from reconciler.report.planfile import open_plan
    from reconciler.validate import open_project

    with session.progress.phase("Reading the plan"):
        read = open_plan(file)
    saved = read.saved
    _demand_digest(saved, file, digest)
    show_saved(session, read)
    project, _ = open_project(session.project)
    session.sources = _sources(session.sources, read.beside.sources, project)
    if saved.plan.is_empty:
        demand_applicable(saved.plan)
        _look(session, saved, project, _provider(session, saved, project))
        return Exit.OK
    return _carry_out(session, saved, project, patience)


def _sources(now: "Sources", then: "Sources", project: "Project") -> "Sources":
    """The lines of the project file and its policies as they are; of role files as they were."""
    from reconciler.spec.discover import discover_policies

    read = {project.file, *(file.path for file in discover_policies(project)[0])}
    return lambda path: now(path) if path in read else then(path)


def _demand_digest(saved: "SavedPlan", file: Path, digest: str | None) -> None:
    if digest is not None and digest.strip().lower() != saved.plan.digest:
        raise PlanFileError(
            f"{file} is not the plan that was asked for: its digest is {saved.plan.digest}."
        )


def _provider(session: Session, saved: "SavedPlan", project: "Project") -> "Provider":
    """Who applies it. Raises where that can be said without the live system."""
    from reconciler.afresh import demand_trust
    from reconciler.connect import connect

    demand_trust(saved, project, utc_now())
    return connect(project, session.environment)


def _look(
    session: Session, saved: "SavedPlan", project: "Project", provider: "Provider"
) -> "Fresh":
    """What is left to do. Raises where something forbids it."""
    from reconciler.afresh import look_afresh
    from reconciler.cli.progress import reader

    with session.progress.phase("Comparing the plan with the live system"):
        seen = reader(provider, session.progress)
        return look_afresh(saved, project, seen, utc_now())


def _carry_out(
    session: Session, saved: "SavedPlan", project: "Project", patience: timedelta
) -> int:
    """The lock is given back when the receipt is written."""
    from reconciler.connect import without_secrets
    from reconciler.pipeline import verdict
    from reconciler.report.report import sentence

    ledger = new_ledger(session, saved.plan)
    run = of_plan(describe_run(session.environment, utc_now()), saved.plan)
    with ExitStack() as last, leaving_receipt(session, ledger, run):
        demand_applicable(saved.plan)
        provider = _provider(session, saved, project)
        still = last.enter_context(locked(session, project, provider, run, patience))
        fresh = _look(session, saved, project, provider)
        settle_all(session, project, fresh.live)
        _enter_done(ledger, fresh)
        job = Job(ledger, provider, run, fresh.waiting, without_secrets(project.url), still)
        again = _make(session, job, fresh)
    if fresh.is_done:
        session.voice.show(sentence("The plan is applied already: there is nothing to do."))
    elif ledger.is_done and not again.is_done:
        _show_difference(session, again)
    return verdict(ledger, is_settled=again.is_done)


def _enter_done(ledger: "Ledger", fresh: "Fresh") -> None:
    """Let a ledger hold the steps as they would be made now, and what is made of them already."""
    from reconciler.core.outcome import Outcome, Status

    ledger.plan = replace(ledger.plan, steps=fresh.judged.steps)
    for place in sorted(fresh.judged.done):
        ledger.enter(place, Outcome(ledger.plan.steps[place].change, Status.ALREADY))


def _make(session: Session, job: Job, fresh: "Fresh") -> "Fresh":
    """Make what is left to do, if anything is; how the live system is then."""
    from reconciler.afresh import look
    from reconciler.cli.progress import reader

    def again() -> "Fresh":
        seen = reader(job.provider, session.progress)
        return look(fresh.saved, fresh.target, seen, utc_now())

    return fresh if fresh.is_done else carry_out(session, job, again)


def _show_difference(session: Session, again: "Fresh") -> None:
    from reconciler.report.report import complaint, sentence

    session.voice.log(sentence("The live system is not as planned. What differs now:"))
    session.voice.log(complaint(again.judged.findings, session.sources))
