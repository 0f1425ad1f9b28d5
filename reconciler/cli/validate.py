"""`reconciler validate`: every mistake in the files, without the live system."""

import click

from reconciler.cli.reports import report_option
from reconciler.cli.session import Session
from reconciler.errors import Exit


@click.command(
    epilog="Exit codes: 0 the files are sound; 1 they are not; 3 they are, and a policy says no. "
    "What the code of a finding means: reconciler explain-code RC0230."
)
@click.option(
    "--at", metavar="INSTANT", help="Judge ends as of this date or RFC 3339 instant, not now."
)
@report_option()
@click.pass_obj
def validate(session: Session, at: str | None) -> int:
    """Check the files and their policies alone: no network, no credential.

    \b
    Examples:
      reconciler validate
      reconciler validate --at 2027-02-01     what will have ended by then
      reconciler validate --report sarif=files.sarif
    """
    from reconciler.cli.instant import instant
    from reconciler.core.finding import has_errors
    from reconciler.report.overview import overview
    from reconciler.validate import judged
    from reconciler.validate import validate as check_files

    now = instant(at)
    with session.progress.phase("Reading the files"):
        files = check_files(session.project, now)
    is_sound = not has_errors(files.findings)
    refusals = [*judged(files, now).findings] if is_sound else []
    found, voice = [*files.findings, *refusals], session.voice
    voice.show(overview(files.declared, found, session.sources, voice.findings))
    if has_errors(refusals):
        return Exit.REFUSED
    return Exit.OK if is_sound else Exit.ERROR
