"""`reconciler init`: a repository that works at once."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.cli.planning import utc_now
from reconciler.cli.session import Session
from reconciler.errors import Exit, UsageError

if TYPE_CHECKING:
    from reconciler.init import Begun, Live

ACCOUNT = "example"
"""The account of a portal that is made from nothing."""


@click.command(
    epilog="Exit codes: 0 the repository is there; 1 something stands in its place, or the plan "
    "would not be empty; 7 the live system did not answer."
)
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
@click.option(
    "--from-live",
    metavar="URL",
    help="Begin with what stands in this live system. A relative path starts at DIR.",
)
@click.option("--account", metavar="NAME", help="Who must answer there.")
@click.option(
    "--provider", metavar="NAME", default="portal", show_default=True, help="What speaks to it."
)
@click.pass_obj
def init(
    session: Session, folder: Path, from_live: str | None, account: str | None, provider: str
) -> int:
    """Begin a repository in DIR, or here: all that `validate` and `plan` need.

    From nothing it comes with a small portal to try things on. From a live system it comes with
    role files for everything that stands there, and its first plan is empty.
    Nothing that is there is overwritten.

    \b
    Examples:
      reconciler init
      reconciler init access --from-live sqlite:////srv/portal.db --account northwind
    """
    from reconciler.init import Live

    if from_live is None:
        begun = _from_nothing(folder, Live(account or ACCOUNT))
    elif account is None:
        raise UsageError("--from-live needs --account NAME: whoever else answers is refused.")
    else:
        begun = _from_live(session, folder, Live(account, from_live, provider))
    _tell(session, folder, begun)
    return Exit.OK


def _from_nothing(folder: Path, live: "Live") -> "Begun":
    from reconciler.cli.portal_new import make_portal
    from reconciler.init import from_nothing

    return from_nothing(folder, live, make_portal)


def _from_live(session: Session, folder: Path, live: "Live") -> "Begun":
    from reconciler.cli.progress import reader
    from reconciler.connect import connect
    from reconciler.init import from_live
    from reconciler.pipeline import Question

    with session.progress.phase("Exporting"):
        return from_live(
            folder,
            live,
            lambda project: reader(connect(project, session.environment), session.progress),
            Question(utc_now()),
        )


def _tell(session: Session, folder: Path, begun: "Begun") -> None:
    """What is there now, and the commands to type next."""
    from reconciler.cli.export import tell, tell_written
    from reconciler.report.report import as_lines, sentence
    from reconciler.report.wording import plural

    written = [folder / path for path in begun.written]
    if begun.export is None:
        tell_written(session, written)
    else:
        tell(session, begun.export, written)
    for path, advice in begun.kept.items():
        session.voice.log(sentence(f"Kept {folder / path}: {advice}."))
    cd = [f"cd {shlex.quote(str(folder))}"] if folder.resolve() != Path.cwd() else []
    commands = [*cd, *(f"reconciler {name}" for name in ("validate", "plan", "apply"))]
    lines = ["", "Next:", *(f"  {command}" for command in commands)]
    done = f"Wrote {plural(len(written), 'file')}. Next: validate, plan, apply."
    session.voice.conclude(as_lines(lines, done, "next", commands))
