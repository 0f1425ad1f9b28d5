"""The program: its commands, its global options, and one way out for every end of a run."""

import os
import sys
from collections.abc import Callable, Sequence

import click

from reconciler import __version__
from reconciler.cli.failure import fail
from reconciler.cli.formats import asked_format, format_option
from reconciler.cli.lazy import LazyGroup
from reconciler.cli.options import global_options
from reconciler.cli.session import Session
from reconciler.cli.streams import occupy, tolerate
from reconciler.errors import Exit

COMMANDS = {
    "init": "Begin a repository, from nothing or from a live system.",
    "validate": "Check the files alone: no network, no credential.",
    "test": "Hold the files against rules and access tests, offline.",
    "plan": "Show what would change in the live system, and why.",
    "show": "Show a saved plan, for people or as data.",
    "ci": "Tell a forge of a plan: in a comment, or in an issue.",
    "explain": "Say whether a user can do something, and why.",
    "who-can": "List everybody who can do something.",
    "access": "Show everything that one user can do.",
    "matrix": "Show permissions by roles and groups.",
    "compare": "Compare two projects, two commits, or live with desired.",
    "apply": "Make the live system match the files.",
    "status": "Say what became of runs that did not end.",
    "unlock": "Take the lock from a run that is known to be dead.",
    "export": "Write the live system into role files.",
    "adopt": "Write into the files what was changed by hand.",
    "fmt": "Put the files in order, every comment with its item.",
    "remove-user": "Take a leaver out of every file, in one edit.",
    "catalog": "Pin what the live system knows and allows.",
    "codeowners": "Write who reviews which file, as forges read it.",
    "schema": "Write what editors complete, explain and check.",
    "explain-code": "Say what the code of a finding means, with an example.",
    "completion": "Print the script that completes commands in your shell.",
    "portal": "Set up the phone-system portal, and change it by hand.",
}

EXAMPLES = """
reconciler validate                    find every mistake in the files
reconciler plan                        see who gains and who loses what
reconciler plan --scope /acme/london   the same for one phone system
reconciler apply                       do it, after one question
reconciler explain noah users.access   whether somebody can do something, and why
reconciler explain-code RC0230         what a finding means
"""

EPILOG = """\b
All of these but --version may also stand after the command's name.
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
    params=[*global_options(), format_option()],
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="reconciler", allow_from_autoenv=False)
def cli() -> None:
    """Roles as code: declare roles, groups and memberships, plan, apply."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; the exit code. Nothing but an exit code ever leaves it."""
    occupy()
    tolerate()
    words = sys.argv[1:] if arguments is None else arguments
    session = Session(os.environ)
    code = _guarded(lambda: run(words, session), words, session)
    return _guarded(lambda: session.end(code), words, session)


def _guarded(do: Callable[[], int], words: Sequence[str], session: Session) -> int:
    """The exit code of a part of the run, however it ends."""
    try:
        return int(do())
    except SystemExit as left:  # click's way out: a shell has its completions, or nobody reads on
        return Exit.PARTLY if session.wrote else int(left.code or 0)
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the one place for all of them
        session.format = session.format or asked_format(words, session.environment)
        return fail(error, session)


def run(arguments: Sequence[str], session: Session) -> int:
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
