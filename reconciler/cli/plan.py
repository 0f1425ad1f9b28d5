"""`reconciler plan`: what would change, in what order, and what stands against it."""

from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.cli.gone import with_gone
from reconciler.cli.offline import (
    Standing,
    offline_option,
    plan_without_live,
    snapshot_option,
    standing,
)
from reconciler.cli.open_runs import mention
from reconciler.cli.options import output_option
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
from reconciler.cli.reports import report_option
from reconciler.cli.saving import as_saved, beside, data_of, save, warn_unsaved
from reconciler.cli.session import Session
from reconciler.errors import Exit

if TYPE_CHECKING:
    from reconciler.pipeline import Planned, Question


@click.command(
    epilog="Exit codes: 0 done, or nothing to do; 1 errors; 2 something to change (with "
    "--detailed-exitcode); 3 refused by a limit or policy; 7 the live system did not answer. "
    "What the code of a finding means: reconciler explain-code RC0230."
)
@scope_option()
@click.option(
    "--at", metavar="INSTANT", help="Plan as of this date or RFC 3339 instant, not of now."
)
@click.option(
    "--base",
    metavar="REV",
    help="Tell what the files change since this commit apart from what was pending before.",
)
@offline_option()
@snapshot_option()
@removals_option()
@unmanaged_option()
@full_option()
@report_option()
@parallelism_option()
@output_option("--out", help="Save the plan to FILE: `apply FILE` then does exactly this.")
@click.option(
    "--detailed-exitcode", is_flag=True, help="Exit with 2 when there is something to change."
)
@click.pass_obj
def plan(
    session: Session,
    scope: str | None,
    at: str | None,
    base: str | None,
    out: Path | None,
    *,
    offline: bool,
    snapshot: Path | None,
    no_removals: bool,
    show_unmanaged: bool,
    detailed_exitcode: bool,
) -> int:
    """Show what would change in the live system. Nothing is written.

    \b
    Examples:
      reconciler plan
      reconciler plan --scope /acme/london
      reconciler plan --base main              what this branch causes, and what not
      reconciler plan --offline --base main    the same without the live system
      reconciler plan --out plan.json          to be reviewed, and applied as it is
      reconciler plan --report html=plan.html --report markdown=plan.md
      reconciler plan --at 2027-02-01          what the coming ends will change
      reconciler plan --detailed-exitcode      2 when there is something to change
    """
    from reconciler.cli.instant import instant
    from reconciler.pipeline import Question
    from reconciler.report.planfile import PLAN

    if out is not None:
        PLAN.demand_place(out)  # before anybody waits for a plan
    without = standing(offline, base, snapshot)
    now = utc_now()
    question = Question(instant(at) if at else now, scope, removals=not no_removals)
    planned = _planned(session, question, base, without)
    known = with_gone(session, planned, beside(session, planned), base)
    saved = cache(partial(as_saved, session, planned, question, now))
    data = partial(data_of, saved, known)
    show_plan(session, Shown(planned.plan, known, data, saved=saved, show_unmanaged=show_unmanaged))
    if out is None:
        warn_unsaved(session, planned.plan)
    else:
        save(session, out, saved(), known)
    demand_applicable(planned.plan)
    return Exit.CHANGES if detailed_exitcode and not planned.plan.is_empty else Exit.OK


def _planned(
    session: Session, question: "Question", base: str | None, without: Standing | None
) -> "Planned":
    """The plan of the files against the live system, or against what stands for it."""
    from reconciler.cli.against import plan_against
    from reconciler.cli.progress import reader
    from reconciler.connect import connect
    from reconciler.pipeline import plan as make_plan
    from reconciler.pipeline import sound_files

    progress = session.progress
    with progress.phase("Reading the files"):
        files = sound_files(session.project, question)
    with progress.phase("Planning"):
        if without is not None:
            return plan_without_live(session, without, files, question)
        provider = reader(connect(files.project, session.environment), progress)
        if base is None:
            planned = make_plan(files, provider, question)
        else:
            planned = plan_against(session, base, files, provider, question)
    mention(session, files.project, planned.live)
    return planned
