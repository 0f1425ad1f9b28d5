"""`reconciler apply`: make the live system match the files, or carry out a saved plan."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from reconciler.cli.apply_saved import apply_saved
from reconciler.cli.carry_out import Job, carry_out, leaving_receipt, new_ledger
from reconciler.cli.locking import Duration, locked
from reconciler.cli.open_runs import settle_all
from reconciler.cli.planning import (
    Shown,
    demand_applicable,
    full_option,
    parallelism_option,
    removals_option,
    scope_option,
    show_plan,
    unmanaged_option,
    utc_now,
)
from reconciler.cli.run import describe_run, of_plan
from reconciler.cli.saving import as_data, beside
from reconciler.cli.session import Session
from reconciler.errors import Exit, ReconcilerError, UsageError

if TYPE_CHECKING:
    from reconciler.core.plan import Plan
    from reconciler.pipeline import Planned, Question
    from reconciler.providers.base import Provider
    from reconciler.validate import Files


@click.command(
    epilog="Exit codes: 0 live is as declared; 1 errors; 3 refused by a limit or policy; 4 partly "
    "applied, or interrupted; 5 the plan is stale, or lost a race; 6 somebody else is applying; "
    "7 the live system refused or did not answer."
)
@click.argument("plan", required=False, type=click.Path(path_type=Path))
@click.option(
    "--digest", metavar="HEX", help="The digest that was reviewed: another PLAN is refused."
)
@scope_option()
@removals_option()
@unmanaged_option()
@full_option()
@parallelism_option()
@click.option("--auto-approve", is_flag=True, help="Do not ask. A saved plan is never asked about.")
@click.option(
    "--input",
    "may_ask",
    type=bool,
    default=True,
    metavar="BOOL",
    help="--input=false never asks: without --auto-approve the run fails at once.",
)
@click.option(
    "--lock-timeout",
    type=Duration(),
    default="0s",
    metavar="DURATION",
    help="How long to wait for somebody else who applies, as 90s or 5m. Else not at all.",
)
@click.pass_context
def apply(
    context: click.Context,
    plan: Path | None,
    digest: str | None,
    scope: str | None,
    lock_timeout: timedelta,
    *,
    no_removals: bool,
    show_unmanaged: bool,
    auto_approve: bool,
    may_ask: bool,
) -> int:
    """Make the live system match the files, or carry out a saved PLAN.

    \b
    Examples:
      reconciler apply
      reconciler apply --scope /acme/london
      reconciler apply plan.json               what `plan --out plan.json` saved
      reconciler apply --auto-approve          in a pipeline, after review

    A saved plan is its own approval: nobody is asked. Exactly its changes are made, where they
    still fit what is live, and the limits are judged anew.
    """
    session = context.ensure_object(Session)
    if plan is not None:
        _demand_alone(context)
        return apply_saved(session, plan, digest, lock_timeout)
    if digest is not None:
        raise UsageError("--digest belongs to a saved plan: reconciler apply PLAN --digest HEX.")
    if not auto_approve and not (may_ask and session.can_ask):
        raise UsageError("Nobody is there to approve: pass --auto-approve to apply all the same.")
    from reconciler.pipeline import Question

    question = Question(utc_now(), scope, removals=not no_removals)
    asked = _Asked(question, auto_approve, show_unmanaged, lock_timeout)
    return _apply_files(session, asked)


def _demand_alone(context: click.Context) -> None:
    """What narrows a plan belongs to the making of it; a variable is for other commands, too."""
    for name in ("scope", "no_removals", "show_unmanaged"):
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            option = name.replace("_", "-")
            raise UsageError(f"A saved plan is applied as it is: --{option} belongs to `plan`.")


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the command line asks for; `patience` is how long somebody else is waited for."""

    question: "Question"
    is_approved: bool
    show_unmanaged: bool
    patience: timedelta


def _apply_files(session: Session, asked: _Asked) -> int:
    """Plan anew, ask, and do it; from the plan on nobody else does."""
    from reconciler.connect import connect, without_secrets
    from reconciler.pipeline import sound_files, who_waits

    with session.progress.phase("Reading the files"):
        files = sound_files(session.project, asked.question)
    provider = connect(files.project, session.environment)
    run = describe_run(session.environment, utc_now())
    with locked(session, files.project, provider, run, asked.patience) as still:
        planned = _planned(session, files, provider, asked.question)
        settle_all(session, files.project, planned.live)
        _show(session, planned, asked.question, show_unmanaged=asked.show_unmanaged)
        if planned.plan.is_empty:
            demand_applicable(planned.plan)
            return Exit.OK
        target = without_secrets(files.project.url)
        ledger, waiting = new_ledger(session, planned.plan), who_waits(planned)
        job = Job(ledger, provider, of_plan(run, planned.plan), waiting, target, still)
        return _carry_out(session, planned, job, asked)


def _planned(
    session: Session, files: "Files", provider: "Provider", question: "Question"
) -> "Planned":
    from reconciler.cli.progress import reader
    from reconciler.pipeline import plan as make_plan

    with session.progress.phase("Planning"):
        return make_plan(files, reader(provider, session.progress), question)


def _show(
    session: Session,
    planned: "Planned",
    question: "Question",
    *,
    show_unmanaged: bool = False,
    kind: str = "plan",
) -> None:
    """Show what is to do, as of the moment the question was asked."""
    known, data = beside(session, planned), as_data(session, planned, question, question.now)
    show_plan(session, Shown(planned.plan, known, data, kind, show_unmanaged))


def _demand_approval(session: Session, plan: "Plan") -> None:
    """Only the whole word counts; what deletes roles or groups asks for the account's name."""
    from reconciler.core.change import Action

    word, warning = "yes", ""
    if plan.counts[Action.DELETE]:
        word, warning = plan.account, "Roles or groups are deleted. "
    if session.output.ask(f"{warning}Apply these changes? Only `{word}` does it:") != word:
        raise ReconcilerError("Nothing was applied: nobody approved it.")


def _carry_out(session: Session, planned: "Planned", job: Job, asked: _Asked) -> int:
    from reconciler.cli.progress import reader
    from reconciler.pipeline import look_again, verdict
    from reconciler.report.report import sentence

    seen, question = reader(job.provider, session.progress), asked.question
    with leaving_receipt(session, job.ledger, job.run):
        demand_applicable(planned.plan)
        if not asked.is_approved:
            _demand_approval(session, planned.plan)
        again = carry_out(session, job, lambda: look_again(planned, seen, question, utc_now()))
    if not again.is_settled:
        session.voice.log(sentence("The live system is not as declared. What differs now:"))
        _show(session, again, question, kind="remaining")
    return verdict(job.ledger, is_settled=again.is_settled)
