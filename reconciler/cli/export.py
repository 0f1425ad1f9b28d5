"""`reconciler export`: the live system as role files."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.cli.options import output_option
from reconciler.cli.planning import scope_option, utc_now
from reconciler.cli.session import Session
from reconciler.cli.snapshot import take_snapshot
from reconciler.errors import Exit, UsageError

if TYPE_CHECKING:
    from reconciler.export import Export


@click.command(
    epilog="Exit codes: 0 written, and the plan is empty; 1 it would not be, or a file is there; "
    "7 the live system did not answer."
)
@scope_option()
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write there instead of beside the project file.",
    allow_from_autoenv=False,
)
@output_option(
    "--snapshot",
    help="Write what is live into FILE instead, for `plan --offline --snapshot FILE`.",
)
@click.option("--force", is_flag=True, help="Overwrite the files that are there.")
@click.pass_obj
def export(
    session: Session, scope: str | None, out: Path | None, *, snapshot: Path | None, force: bool
) -> int:
    """Write the live system into role files, split as the project's sources say.

    Before anything is written, the files are planned: they must change nothing.

    \b
    Examples:
      reconciler export --out live             look at it first
      reconciler export
      reconciler export --scope /acme/london --force
      reconciler export --snapshot live.json   for plans that may not ask the live system
    """
    if snapshot is not None:
        if scope is not None or out is not None or force:
            raise UsageError("--snapshot shows all that is managed: leave other options out.")
        return take_snapshot(session, snapshot)
    from reconciler.cli.progress import reader
    from reconciler.connect import connect
    from reconciler.export import export as make
    from reconciler.export import with_modelines
    from reconciler.pipeline import Question
    from reconciler.spec.write import write_new
    from reconciler.validate import open_project

    project, _ = open_project(session.project)
    home = out or project.root
    with session.progress.phase("Exporting"):
        provider = reader(connect(project, session.environment), session.progress)
        made = make(project, home, provider, Question(utc_now(), scope))
    texts = with_modelines(home, made.files)
    written = write_new(home, texts, overwrite=force)
    tell(session, made, [home / path if out else Path(path) for path in written])
    return Exit.OK


def tell(session: Session, made: "Export", written: Sequence[Path]) -> None:
    """Which files were written, what they hold, and what they do not."""
    from reconciler.report.overview import contents
    from reconciler.report.report import complaint, sentence
    from reconciler.report.wording import plural

    voice = session.voice
    tell_written(session, written)
    if made.findings:
        voice.log(complaint(made.findings, session.sources))
    if made.ended:
        gone = plural(made.ended, "membership")
        voice.log(sentence(f"Ended and left out: {gone}. The next apply clears them away."))
    voice.conclude(sentence(contents(made.declared, "Exported, and the plan is empty")))


def tell_written(session: Session, written: Sequence[Path]) -> None:
    """Which files were written."""
    from reconciler.report.report import as_lines
    from reconciler.report.wording import plural

    paths = list(map(str, written))
    lines = [f"Wrote {path}" for path in paths]
    session.voice.log(as_lines(lines, f"Wrote {plural(len(paths), 'file')}.", "written", paths))
