"""`reconciler who-can`: everybody who can do something, with every path."""

import click

from reconciler.cli.asking import live_option, view
from reconciler.cli.completing import complete_permission, complete_scope, complete_user
from reconciler.cli.planning import full_option
from reconciler.cli.session import Session
from reconciler.errors import Exit


@click.command(
    name="who-can",
    epilog="Exit codes: 0 answered; 1 errors in the files, or a name that nobody knows; 7 the live "
    "system did not answer.",
)
@click.argument("permission", shell_complete=complete_permission)
@click.option(
    "--scope",
    metavar="SCOPE",
    shell_complete=complete_scope,
    help="Who holds it there, as at /acme/london; else who holds it anywhere.",
)
@click.option(
    "--on",
    metavar="USER|GROUP",
    shell_complete=complete_user,
    help='On whom it works, as isla or "Top Role/Sales".',
)
@live_option()
@full_option()
@click.pass_obj
def who_can(
    session: Session, permission: str, scope: str | None, on: str | None, *, live: bool
) -> int:
    """List everybody who can do something, and through what.

    \b
    Examples:
      reconciler who-can billing.access
      reconciler who-can users.access --on isla
      reconciler who-can role_permissions.manage --scope /acme/london --live
      reconciler who-can billing.access --format csv
    """
    from reconciler.core.access.holders import holders
    from reconciler.questions import names
    from reconciler.report.questions.who_can import who_can_report

    seen = view(session, live=live)
    key = names.permission_named(seen, permission)
    where = None if scope is None else names.scope_named(seen, scope)
    whom = None if on is None else names.subject_named(seen, on, where)
    found = holders(seen.access, key, where, whom)
    session.voice.show(who_can_report(found, seen, full=session.full))
    return Exit.OK
