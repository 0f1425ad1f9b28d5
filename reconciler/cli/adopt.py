"""`reconciler adopt`: what was changed in the live system by hand, taken into the files."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from reconciler.cli.planning import scope_option, utc_now
from reconciler.cli.session import Session
from reconciler.errors import Exit, FilesError

if TYPE_CHECKING:
    from reconciler.adopt import Adoption


@click.command(
    epilog="Exit codes: 0 the files are edited, or shown, or nothing is to do; 1 something "
    "has no place in them, or none was edited; 7 the live system did not answer."
)
@scope_option()
@click.option("--dry-run", is_flag=True, help="Show the edit, and write nothing.")
@click.pass_obj
def adopt(session: Session, scope: str | None, *, dry_run: bool) -> int:
    """Write into the files what is different in the live system, instead of reverting it.

    \b
    Only the lines that differ are edited; comments and order stay. Before
    anything is written, the edited files are planned: they must change nothing.
    What is edited in the files and not applied yet differs, too, and is taken
    back: apply it first.

    \b
    Examples:
      reconciler plan                          what an apply would revert
      reconciler adopt --dry-run               what would be adopted instead
      reconciler adopt --scope /acme/london
    """
    from reconciler.adopt import adopt as make
    from reconciler.cli.progress import reader
    from reconciler.connect import connect
    from reconciler.pipeline import Question
    from reconciler.report.edits import edits_report
    from reconciler.report.report import complaint
    from reconciler.validate import open_project

    project, _ = open_project(session.project)
    with session.progress.phase("Comparing the files with the live system"):
        provider = reader(connect(project, session.environment), session.progress)
        adoption = make(session.project, provider, Question(utc_now(), scope))
    session.voice.show(edits_report({each.path: (each.old, each.new) for each in adoption.edits}))
    if adoption.refused:  # while the lines they point at are as they were read
        session.voice.log(complaint(adoption.refused, session.sources))
    if not dry_run:
        _write(session, adoption)
    _tell(session, adoption, dry_run=dry_run)
    return Exit.ERROR if adoption.refused else Exit.OK


def _write(session: Session, adoption: "Adoption") -> None:
    from reconciler.spec.edit.saving import save

    if unwritten := save(session.project.parent, adoption.edits):
        raise FilesError("Nothing was edited.", unwritten)


def _tell(session: Session, adoption: "Adoption", *, dry_run: bool) -> None:
    from reconciler.report.report import as_lines, paragraph
    from reconciler.report.wording import plural

    count = plural(len(adoption.edits), "file")
    if adoption.forgone:
        session.voice.log(paragraph(_warning(adoption.forgone)))
    if adoption.edits:
        done = f"A dry run: {count} would be edited." if dry_run else f"Edited {count}."
    elif adoption.refused:
        done = ""  # the findings say it
    else:
        done = "Nothing to adopt: the files say what lives."
    left = f"Not adopted: {plural(len(adoption.refused), 'difference')}." * bool(adoption.refused)
    said = [line for line in (done, left) if line]
    session.voice.conclude(as_lines([done] if done else [], " ".join(said), "", None))


def _warning(forgone: Sequence[str]) -> str:
    """Only who edited the files knows whether it was taken away by hand or never applied."""
    from reconciler.core.listing import listed

    return (
        f"With this edit no plan does this any more: {listed(forgone, '; ')}. "
        "If you wrote it and have not applied it yet, take the edit back and apply first."
    )
