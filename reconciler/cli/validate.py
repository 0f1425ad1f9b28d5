"""`reconciler validate`: every mistake in the files, without the live system."""

import click

from reconciler.cli.session import Session
from reconciler.errors import Exit


@click.command(epilog="Exit codes: 0 the files are sound, 1 they are not.")
@click.option(
    "--at", metavar="INSTANT", help="Judge ends as of this date or RFC 3339 instant, not now."
)
@click.pass_obj
def validate(session: Session, at: str | None) -> int:
    """Check the files alone: no network, no credential.

    \b
    Examples:
      reconciler validate
      reconciler validate --at 2027-02-01     what will have ended by then
    """
    from reconciler.cli.instant import instant
    from reconciler.core.finding import has_errors
    from reconciler.pipeline import validate as check_files
    from reconciler.report.diagnostics import diagnostics
    from reconciler.report.overview import overview

    files = check_files(session.project, instant(at))
    width = session.output.people.width
    if files.findings:
        session.output.show(diagnostics(files.findings, session.sources, width))
    if has_errors(files.findings):
        return Exit.ERROR
    session.output.show(overview(files.declared, width))
    return Exit.OK
