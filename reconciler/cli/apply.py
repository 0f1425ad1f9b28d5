"""`reconciler apply`: make the live system match the files, after one question."""

import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, TypeAlias

import click

from reconciler.cli.planning import (
    demand_applicable,
    removals_option,
    scope_option,
    show_plan,
    unmanaged_option,
    utc_now,
)
from reconciler.cli.session import Session
from reconciler.errors import Exit, UsageError

if TYPE_CHECKING:
    from reconciler.apply import Ledger
    from reconciler.core.outcome import Outcome
    from reconciler.pipeline import Planned, Question
    from reconciler.providers.base import Provider, Run

Answer: TypeAlias = Callable[[int, FrameType | None], None] | signal.Handlers
"""What is done at a signal."""


@click.command(
    epilog="Exit codes: 0 live is as declared; 1 errors; 3 refused by a limit or policy; 4 partly "
    "applied, or interrupted; 5 lost a race; 7 the live system refused or did not answer."
)
@scope_option()
@removals_option()
@unmanaged_option()
@click.option("--auto-approve", is_flag=True, help="Do not ask.")
@click.option(
    "--input",
    "may_ask",
    type=bool,
    default=True,
    metavar="BOOL",
    help="--input=false never asks: without --auto-approve the run fails at once.",
)
@click.pass_obj
def apply(
    session: Session,
    scope: str | None,
    *,
    no_removals: bool,
    show_unmanaged: bool,
    auto_approve: bool,
    may_ask: bool,
) -> int:
    """Make the live system match the files.

    \b
    Examples:
      reconciler apply
      reconciler apply --scope /acme/london
      reconciler apply --auto-approve          in a pipeline, after review
    """
    from reconciler.connect import connect
    from reconciler.pipeline import Question, sound_files
    from reconciler.pipeline import plan as make_plan
    from reconciler.providers.base import ReadOnly

    if not auto_approve and not (may_ask and session.output.can_ask):
        raise UsageError("Nobody is there to approve: pass --auto-approve to apply all the same.")
    question = Question(utc_now(), scope, removals=not no_removals)
    files = sound_files(session.project, question)
    provider = connect(files.project, session.environment)
    planned = make_plan(files, ReadOnly(provider), question)
    show_plan(session, planned, show_unmanaged=show_unmanaged)
    demand_applicable(planned)
    if planned.plan.is_empty or not (auto_approve or _is_approved(session)):
        return Exit.OK if planned.plan.is_empty else Exit.ERROR
    return _carry_out(session, planned, provider, question)


def _is_approved(session: Session) -> bool:
    """Only the whole word counts."""
    if session.output.ask("Apply these changes? Only `yes` does it:") == "yes":
        return True
    session.output.log("Nothing was applied.")
    return False


def _carry_out(
    session: Session, planned: "Planned", provider: "Provider", question: "Question"
) -> int:
    from reconciler.apply import Ledger
    from reconciler.apply import apply as write
    from reconciler.pipeline import look_again, verdict, who_waits
    from reconciler.receipt import demand_folder

    demand_folder(session.project.parent)
    run = _run(session, planned)
    ledger = Ledger(planned.plan, lambda outcome: _watch(session, outcome, planned))
    with _on_signals(_interrupt), _receipt(session, ledger, run):
        write(ledger, provider, run, who_waits(planned))
        again = look_again(planned, provider, question, utc_now())
    if not again.is_settled:
        session.output.log("The live system is not as declared. What differs now:")
        show_plan(session, again, show_unmanaged=False)
    return verdict(ledger, again)


def _watch(session: Session, outcome: "Outcome", planned: "Planned") -> None:
    from reconciler.core.outcome import Status
    from reconciler.report.outcomes import outcome_text

    session.wrote = session.wrote or outcome.status is Status.APPLIED
    logs = session.output.logs
    session.output.log(outcome_text(outcome, planned.plan.spelling, logs.width))


def _run(session: Session, planned: "Planned") -> "Run":
    from reconciler.providers.base import Run

    said = session.environment.get
    return Run(
        started=utc_now(),
        digest=planned.plan.digest,
        commit=said("GITHUB_SHA") or said("CI_COMMIT_SHA") or "",
        actor=said("GITHUB_ACTOR") or said("GITLAB_USER_LOGIN") or said("USER") or "",
        link=said("CI_JOB_URL") or _github_link(session.environment),
        spelling=planned.plan.spelling,
    )


def _github_link(said: Mapping[str, str]) -> str:
    """The page of the run: GitHub says its parts."""
    parts = [said.get(f"GITHUB_{part}", "") for part in ("SERVER_URL", "REPOSITORY", "RUN_ID")]
    return "{}/{}/actions/runs/{}".format(*parts) if all(parts) else ""


@contextmanager
def _receipt(session: Session, ledger: "Ledger", run: "Run") -> Iterator[None]:
    """Whatever ends the run, leave what became of every change in a file, and say it.

    The file comes first: a terminal that went away does not take the receipt along.
    """
    from reconciler.report.outcomes import outcomes_text

    try:
        yield
    finally:
        session.wrote = session.wrote or ledger.wrote
        with _on_signals(signal.SIG_IGN):
            receipt = _written(session, ledger, run)
        width = session.output.people.width
        session.output.show(outcomes_text(list(ledger.all), run.spelling, width))
        session.output.log(receipt)


def _written(session: Session, ledger: "Ledger", run: "Run") -> str:
    """Where the receipt is, or why there is none: that changes nothing about what was applied."""
    from reconciler.receipt import write_receipt

    try:
        return f"Receipt: {write_receipt(session.project.parent, ledger, run, utc_now())}"
    except OSError as error:
        return f"The receipt could not be written: {error.strerror}."


_ENDINGS = ("SIGINT", "SIGTERM", "SIGHUP")
"""What ends a run from outside; not every system has them all."""


@contextmanager
def _on_signals(answer: Answer) -> Iterator[None]:
    """Let `answer` be what happens at a signal to end; what is ignored stays so, as under nohup."""
    known = [getattr(signal, name) for name in _ENDINGS if hasattr(signal, name)]
    heard = [each for each in known if signal.getsignal(each) is not signal.SIG_IGN]
    before = {each: signal.signal(each, answer) for each in heard}
    try:
        yield
    finally:
        for each, answered in before.items():
            signal.signal(each, answered)


def _interrupt(_: int, __: FrameType | None) -> None:
    """Every signal ends the run as Ctrl-C does: with a receipt."""
    raise KeyboardInterrupt
