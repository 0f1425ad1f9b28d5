"""What `plan` and `apply` share: their options, the plan they show, and what stands against it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click
from click.decorators import FC

from reconciler.cli.completing import complete_scope
from reconciler.cli.session import Session
from reconciler.errors import FilesError, Refused

if TYPE_CHECKING:
    from rich.text import Text

    from reconciler.core.outcome import Outcome
    from reconciler.core.plan import Plan
    from reconciler.core.saved import SavedPlan
    from reconciler.report.beside import Beside
    from reconciler.report.plan_data import Data


def scope_option() -> Callable[[FC], FC]:
    """`--scope`: narrow the run to one scope and all below it."""
    return click.option(
        "--scope",
        metavar="SCOPE",
        shell_complete=complete_scope,
        help="Only this scope and what is below it, as /acme/london.",
    )


def removals_option() -> Callable[[FC], FC]:
    """`--no-removals`: leave out what takes access."""
    return click.option(
        "--no-removals",
        is_flag=True,
        help="Leave out what takes access, and what waits for it; all is named.",
    )


def unmanaged_option() -> Callable[[FC], FC]:
    """`--show-unmanaged`: list what is left alone instead of counting it."""
    return click.option(
        "--show-unmanaged", is_flag=True, help="List what is left alone, do not only count it."
    )


def full_option() -> Callable[[FC], FC]:
    """`--full`: show every change of a large plan."""
    return click.option(
        "--full",
        is_flag=True,
        expose_value=False,
        callback=_show_all,
        help="Show every change of a large plan, not the riskiest and counts of the rest.",
    )


def parallelism_option() -> Callable[[FC], FC]:
    """`--parallelism`: how many requests a provider over the network makes at once."""
    return click.option(
        "--parallelism",
        type=click.IntRange(1, 100),
        default=10,
        show_default=True,
        metavar="N",
        expose_value=False,
        callback=_ask_at_once,
        help="Over the network, make up to N requests at once.",
    )


def _ask_at_once(context: click.Context, _: click.Parameter, value: int) -> None:
    """Providers read it where they read all that is said to them: in the environment."""
    session = context.ensure_object(Session)
    session.environment = {**session.environment, "RECONCILER_PARALLELISM": str(value)}


def _show_all(context: click.Context, _: click.Parameter, value: Any) -> None:
    if value:
        context.ensure_object(Session).full = True


def utc_now() -> datetime:
    """The clock: read here and nowhere inside."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Shown:
    """A plan to be shown; in a document `data` stands under `kind`, `saved` is what is reviewed.

    `unmanaged` counts what is left alone, for a plan that does not hold it. `outcomes` are what
    became of its changes, if it was applied.
    """

    plan: "Plan"
    beside: "Beside"
    data: "Callable[[], Data]"
    kind: str = "plan"
    show_unmanaged: bool = False
    unmanaged: Mapping[str, int] = field(default_factory=dict)
    saved: "Callable[[], SavedPlan] | None" = None
    outcomes: "Sequence[Outcome]" = ()


def show_plan(session: Session, shown: Shown) -> None:
    """Show a plan, and keep it for the reports of the run."""
    from reconciler.cli.reviewing import keep_review
    from reconciler.report.diagnostics import count
    from reconciler.report.plan_data import plan_brief
    from reconciler.report.report import Report
    from reconciler.report.text import TextOptions, plan_text

    plan, beside = shown.plan, shown.beside

    def text(width: int) -> "list[Text]":
        options = TextOptions(
            width=width,
            full=session.full,
            show_unmanaged=shown.show_unmanaged,
            advise=session.is_watched,
            unmanaged=shown.unmanaged,
            findings=session.voice.findings,
        )
        with session.progress.phase("Writing the plan"):
            return plan_text(plan, beside, options)

    message = count(plan.findings) if plan.is_empty and plan.is_refused else plan.summary
    keep_review(session, message, shown)
    session.voice.show(
        Report(
            message,
            text,
            shown.kind,
            shown.data,
            brief=lambda: plan_brief(plan),
            findings=plan.findings,
            sources=beside.sources,
        )
    )


def demand_applicable(plan: "Plan") -> None:
    """Raises where something stands against a plan: `Refused` for limits and policies alone.

    Else `FilesError`. The findings have been shown with the plan.
    """
    from reconciler.core.codes import is_refusal, refusal
    from reconciler.core.finding import Severity

    errors = [one for one in plan.findings if one.severity is Severity.ERROR]
    if errors and all(map(is_refusal, errors)):
        raise Refused(refusal(errors))
    if errors:
        raise FilesError("This plan has errors: it cannot be applied.")
