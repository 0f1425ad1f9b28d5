"""`reconciler plan`: what would change, in what order, and what stands against it."""

import click

from reconciler.cli.planning import (
    demand_applicable,
    removals_option,
    scope_option,
    show_plan,
    unmanaged_option,
)
from reconciler.cli.session import Session
from reconciler.errors import Exit


@click.command(
    epilog="Exit codes: 0 done, or nothing to do; 1 errors; 2 something to change (with "
    "--detailed-exitcode); 3 refused by a limit or policy; 7 the live system did not answer."
)
@scope_option()
@click.option(
    "--at", metavar="INSTANT", help="Plan as of this date or RFC 3339 instant, not of now."
)
@removals_option()
@unmanaged_option()
@click.option(
    "--detailed-exitcode", is_flag=True, help="Exit with 2 when there is something to change."
)
@click.pass_obj
def plan(
    session: Session,
    scope: str | None,
    at: str | None,
    *,
    no_removals: bool,
    show_unmanaged: bool,
    detailed_exitcode: bool,
) -> int:
    """Show what would change in the live system. Nothing is written.

    \b
    Examples:
      reconciler plan
      reconciler plan --scope /acme/london
      reconciler plan --at 2027-02-01          what the coming ends will change
      reconciler plan --detailed-exitcode      2 when there is something to change
    """
    from reconciler.cli.instant import instant
    from reconciler.connect import connect
    from reconciler.pipeline import Question, sound_files
    from reconciler.pipeline import plan as make_plan
    from reconciler.providers.base import ReadOnly

    question = Question(instant(at), scope, removals=not no_removals)
    files = sound_files(session.project, question)
    provider = ReadOnly(connect(files.project, session.environment))
    planned = make_plan(files, provider, question)
    show_plan(session, planned, show_unmanaged=show_unmanaged)
    demand_applicable(planned)
    return Exit.CHANGES if detailed_exitcode and not planned.plan.is_empty else Exit.OK
