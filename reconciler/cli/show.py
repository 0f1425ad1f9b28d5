"""`reconciler show`: a saved plan as people or programs read it. Nothing is asked of anybody."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.cli.history import History, history, show_history
from reconciler.cli.planning import Shown, full_option, show_plan
from reconciler.cli.reports import report_option
from reconciler.cli.saving import tell
from reconciler.cli.session import Session
from reconciler.errors import Exit

if TYPE_CHECKING:
    from reconciler.report.plan_json import ReadPlan


@click.command(epilog="Exit codes: 0 shown; 1 the file is no plan, or not as it was saved.")
@click.argument("plan", type=click.Path(path_type=Path))
@full_option()
@report_option()
@click.pass_obj
def show(session: Session, plan: Path) -> int:
    """Show a saved plan, as `plan` showed it. No live system and no project file is needed.

    Where it was applied by the project here, its journals say what became of each change.

    \b
    Examples:
      reconciler show plan.json
      reconciler show plan.json --full         every change, however many
      reconciler show plan.json --format json
      reconciler show plan.json --report html=plan.html
    """
    from reconciler.report.planfile import open_plan

    with session.progress.phase("Reading the plan"):
        read = open_plan(plan)
    told = history(session, read.saved.plan)
    show_saved(session, read, told)
    show_history(session, told, read.saved.plan)
    _show_making(session, read)
    tell(session, plan, read.saved)
    return Exit.OK


def show_saved(session: Session, read: "ReadPlan", told: History | None = None) -> None:
    """Show a plan that was read; `told` is what became of it, for the reports."""
    saved = read.saved
    shown = Shown(
        saved.plan,
        read.beside,
        lambda: read.data,
        unmanaged=saved.unmanaged,
        saved=lambda: saved,
        outcomes=() if told is None else told.outcomes,
    )
    show_plan(session, shown)


def _show_making(session: Session, read: "ReadPlan") -> None:
    """When and from what the plan was made."""
    from rich.text import Text

    from reconciler.report.layout import fold
    from reconciler.report.review.making import making

    for told in making(read.saved.made, read.saved.plan.digest):
        session.output.log(fold(Text(told), session.output.logs.width))
