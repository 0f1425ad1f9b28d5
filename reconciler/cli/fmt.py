"""`reconciler fmt`: one order of keys, members and permissions, every comment with its item."""

import os
from pathlib import Path

import click

from reconciler.cli.session import Session
from reconciler.errors import Exit, FilesError


@click.command(
    epilog="Exit codes: 0 done, or nothing to do; 1 a file that cannot be read, or not be put in "
    "order without harm: it stays as it is; 2 with --check: some files are not in order."
)
@click.argument("files", nargs=-1, metavar="[FILES]...", type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Write nothing; exit with 2 and name the files.")
@click.pass_obj
def fmt(session: Session, files: tuple[Path, ...], *, check: bool) -> int:
    """Put files in order: keys as in the schema, members by name, permissions as in the catalog.

    \b
    Whole lines move, an item together with its comments. Groups, roles and
    memberships stay as they are. Without FILES: all files of the project.
    What the files say is not judged: `reconciler validate` does that.

    \b
    Examples:
      reconciler fmt
      reconciler fmt customers/acme            one folder
      reconciler fmt --check                   in a pipeline: 2 where something is not in order
    """
    from reconciler.core.finding import has_errors
    from reconciler.report.report import as_lines, sentence
    from reconciler.spec.edit.saving import save
    from reconciler.spec.format import Manner
    from reconciler.spec.project_format import format_project, pinned
    from reconciler.validate import open_project

    project, _ = open_project(session.project)
    target, findings = pinned(project)
    if has_errors(findings):
        raise FilesError("The pinned catalog cannot be used.", findings)
    names = [Path(os.path.relpath(file, project.root)).as_posix() for file in files]
    edits, findings = format_project(project, Manner(target), names)
    if not check:
        unwritten = save(project.root, edits)
        findings += unwritten
        edits = [] if unwritten else edits
    paths = [edit.path for edit in edits]
    summary = _summary(len(paths), check=check)
    session.voice.show(as_lines(paths, summary, "files", paths))
    if has_errors(findings):
        raise FilesError("A file that cannot be put in order stays as it is.", findings)
    session.voice.log(sentence(summary))
    return Exit.CHANGES if check and edits else Exit.OK


def _summary(count: int, *, check: bool) -> str:
    from reconciler.report.wording import plural

    if not count:
        return "All files are in order."
    files = plural(count, "file")
    return f"Not in order: {files}. `reconciler fmt` does it." if check else f"Formatted {files}."
