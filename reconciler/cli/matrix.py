"""`reconciler matrix`: which roles and groups carry which permissions."""

import click

from reconciler.cli.asking import live_option, view
from reconciler.cli.completing import complete_scope
from reconciler.cli.planning import full_option
from reconciler.cli.session import Session
from reconciler.errors import Exit


@click.command(
    epilog="Exit codes: 0 answered; 1 errors in the files, or a scope that nobody knows; 7 the "
    "live system did not answer."
)
@click.option(
    "--scope",
    metavar="SCOPE",
    shell_complete=complete_scope,
    help="What is at this scope and below, and the roles that can be assigned there.",
)
@live_option()
@full_option()
@click.pass_obj
def matrix(session: Session, scope: str | None, *, live: bool) -> int:
    """Show permissions by roles and groups.

    \b
    A list of each role and group is shown where there are too many for the page.

    \b
    Examples:
      reconciler matrix
      reconciler matrix --scope /acme/london
      reconciler matrix --live
      reconciler matrix --format csv > matrix.csv
    """
    from reconciler.core.access.grid import grid
    from reconciler.questions.names import scope_named
    from reconciler.report.questions.matrix import matrix_report

    seen = view(session, live=live)
    where = None if scope is None else scope_named(seen, scope)
    found = grid(seen.access, where)
    session.voice.show(matrix_report(found, where, seen, full=session.full))
    return Exit.OK
