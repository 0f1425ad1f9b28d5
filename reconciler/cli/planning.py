"""What `plan` and `apply` share: their options, the plan they show, and what stands against it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click
from click.decorators import FC

from reconciler.cli.session import Session
from reconciler.errors import FilesError, Refused

if TYPE_CHECKING:
    from reconciler.pipeline import Planned


def scope_option() -> Callable[[FC], FC]:
    """`--scope`: narrow the run to one scope and all below it."""
    return click.option(
        "--scope", metavar="SCOPE", help="Only this scope and what is below it, as /acme/london."
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


def utc_now() -> datetime:
    """The clock: read here and nowhere inside."""
    return datetime.now(UTC)


def show_plan(session: Session, planned: "Planned", *, show_unmanaged: bool) -> None:
    """Print the plan for people."""
    from reconciler.report.text import TextOptions, plan_text

    declared = planned.files.declared
    options = TextOptions(
        width=session.output.people.width,
        show_unmanaged=show_unmanaged,
        origins=declared.origins,
        sources=session.sources,
    )
    session.output.show(plan_text(planned.plan, planned.target, declared.notes, options))


def demand_applicable(planned: "Planned") -> None:
    """Raises where something stands against a plan: `Refused` for limits alone, else `FilesError`.

    The findings have been shown with the plan.
    """
    from reconciler.core.codes import is_refusal
    from reconciler.core.finding import Severity

    errors = [one for one in planned.plan.findings if one.severity is Severity.ERROR]
    if errors and all(map(is_refusal, errors)):
        raise Refused("A limit refuses this plan: it cannot be applied.")
    if errors:
        raise FilesError("This plan has errors: it cannot be applied.")
