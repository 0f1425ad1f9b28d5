"""`reconciler test`: each rule and access test by itself, offline, and whether it holds."""

from pathlib import Path

import click

from reconciler.cli.options import output_option
from reconciler.cli.reports import report_option
from reconciler.cli.session import Session
from reconciler.errors import Exit


@click.command(
    epilog="Exit codes: 0 all hold; 1 errors in the files; 3 a rule or test does not hold. What "
    "the code of a finding means: reconciler explain-code RC0412."
)
@click.option(
    "--at", metavar="INSTANT", help="Judge as of this date or RFC 3339 instant, not of now."
)
@click.option("--no-lint", is_flag=True, help="Leave out the hints about roles and memberships.")
@output_option("--junit", help="Write the results to FILE, as JUnit XML.")
@report_option()
@click.pass_obj
def test(session: Session, at: str | None, junit: Path | None, *, no_lint: bool) -> int:
    """Hold the files against the policies: no network, no credential.

    \b
    Every rule and access test of the policy files gets a line. Then come what is wrong, and hints
    about roles that are empty, unused, the same as another or less than another, and about
    memberships that another one brings along.

    \b
    Examples:
      reconciler test
      reconciler test --at 2027-02-01          what will have ended by then
      reconciler test --junit policies.xml     for a pipeline
    """
    from reconciler.cli.instant import instant
    from reconciler.core.finding import has_errors
    from reconciler.core.policies.lint import lint
    from reconciler.errors import FilesError
    from reconciler.report.junit import save_junit
    from reconciler.report.policies import policies_report
    from reconciler.validate import judged
    from reconciler.validate import validate as check_files

    now = instant(at)
    with session.progress.phase("Reading the files"):
        files = check_files(session.project, now)
    if has_errors(files.findings):
        raise FilesError("Nothing is judged of files with errors.", files.findings)
    with session.progress.phase("Judging"):
        judgement = judged(files, now)
        hints = [] if no_lint else lint(files.declared, files.target, now)
    if junit is not None:
        save_junit(junit, judgement)
    voice = session.voice
    voice.show(policies_report(judgement, hints, session.sources, voice.findings))
    return Exit.REFUSED if has_errors(judgement.findings) else Exit.OK
