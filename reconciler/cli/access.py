"""`reconciler access`: everything that one user can do."""

import click

from reconciler.cli.asking import live_option, view
from reconciler.cli.completing import complete_user
from reconciler.cli.session import Session
from reconciler.errors import Exit


@click.command(
    epilog="Exit codes: 0 answered; 1 errors in the files, or a name that nobody knows; 7 the live "
    "system did not answer."
)
@click.argument("user", shell_complete=complete_user)
@live_option()
@click.pass_obj
def access(session: Session, user: str, *, live: bool) -> int:
    """Show everything that a user can do, through what, and on how many.

    \b
    Examples:
      reconciler access noah
      reconciler access /acme:dan              where there is more than one dan
      reconciler access noah --live
      reconciler access noah --format csv
    """
    from reconciler.core.access.ability import abilities
    from reconciler.questions.names import user_named
    from reconciler.report.questions.access import access_report

    seen = view(session, live=live)
    who = user_named(seen, user)
    session.voice.show(access_report(who, abilities(seen.access, who), seen))
    return Exit.OK
