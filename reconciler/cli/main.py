"""The program: its commands, its global options, and one way out for every end of a run."""

import os
from collections.abc import Sequence

import click

from reconciler import __version__
from reconciler.cli.failure import fail
from reconciler.cli.lazy import LazyGroup
from reconciler.cli.options import global_options
from reconciler.cli.session import Session
from reconciler.cli.streams import occupy, tolerate
from reconciler.errors import Exit

COMMANDS = {
    "validate": "Check the files alone: no network, no credential.",
    "plan": "Show what would change in the live system, and why.",
    "apply": "Make the live system match the files.",
    "catalog": "Pin what the live system knows and allows.",
    "portal": "Set up the phone-system portal, and change it by hand.",
}

EXAMPLES = """
reconciler validate                    find every mistake in the files
reconciler plan                        see who gains and who loses what
reconciler plan --scope /acme/london   the same for one phone system
reconciler apply                       do it, after one question
"""

EPILOG = """\b
--chdir, --project and --no-color may also stand after the command's name.
Every option but output files can be set in the environment: --scope is
RECONCILER_SCOPE.

\b
Exit codes:
  0  done, or nothing to do          5  the plan is stale, or lost a race
  1  error in files or usage         6  locked by someone else
  2  something to change             7  the live system refused, or is away
  3  refused by a limit or policy    8  a defect of reconciler
  4  partly applied, or interrupted
"""


@click.command(
    cls=LazyGroup,
    table=COMMANDS,
    examples=EXAMPLES,
    epilog=EPILOG,
    params=global_options(),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="reconciler", allow_from_autoenv=False)
def cli() -> None:
    """Roles as code: declare roles, groups and memberships, plan, apply."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; the exit code. Nothing but an exit code ever leaves it."""
    occupy()
    tolerate()
    session = Session(os.environ)
    try:
        code = run(arguments, session)
    except SystemExit:  # click's way out where nobody reads its output any more
        code = Exit.PARTLY if session.wrote else Exit.ERROR
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the one place for all of them
        code = fail(error, session)
    return int(code)


def run(arguments: Sequence[str] | None, session: Session) -> int:
    """Call the command that the arguments name; its exit code is what it returns."""
    return int(
        cli.main(
            arguments,
            prog_name="reconciler",
            standalone_mode=False,
            obj=session,
        )
        or 0
    )
