"""`reconciler explain`: whether somebody can do something, and every path or reason."""

import click

from reconciler.cli.asking import live_option, view
from reconciler.cli.completing import complete_permission, complete_scope, complete_user
from reconciler.cli.session import Session
from reconciler.errors import Exit


@click.command(
    epilog="Exit codes: 0 answered, yes or no; 1 errors in the files, or a name that nobody knows; "
    "7 the live system did not answer."
)
@click.argument("user", shell_complete=complete_user)
@click.argument("permission", shell_complete=complete_permission)
@click.option(
    "--scope",
    metavar="SCOPE",
    shell_complete=complete_scope,
    help="Whether it is held there, as at /acme/london; else at the user's own scope.",
)
@click.option(
    "--on",
    metavar="USER|GROUP",
    shell_complete=complete_user,
    help='Whether it works on this user or group, as isla or "Top Role/Sales".',
)
@live_option()
@click.pass_obj
def explain(
    session: Session, user: str, permission: str, scope: str | None, on: str | None, *, live: bool
) -> int:
    """Say whether a user can do something: yes or no, and why.

    \b
    Every path is shown, each step with the line of the files that says it.

    \b
    Examples:
      reconciler explain noah users.access
      reconciler explain noah users.access --on isla
      reconciler explain noah role_membership.manage --on "Top Role/Sales"
      reconciler explain /:grace roles.manage --live
      reconciler explain grace billing.access --scope /acme
    """
    from reconciler.core.access.explanation import explanation
    from reconciler.core.access.question import Question
    from reconciler.questions import names
    from reconciler.report.questions.explain import explain_report

    seen = view(session, live=live)
    who = names.user_named(seen, user)
    where = names.known_scope(seen, who.scope) if scope is None else names.scope_named(seen, scope)
    whom = None if on is None else names.subject_named(seen, on, where)
    question = Question(who, names.permission_named(seen, permission), where, whom)
    session.voice.show(explain_report(explanation(seen.access, question, seen.gone), seen))
    return Exit.OK
