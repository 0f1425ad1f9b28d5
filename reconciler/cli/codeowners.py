"""`reconciler codeowners`: who reviews which file, in the form that forges read."""

from pathlib import Path

import click

from reconciler.cli.options import output_option
from reconciler.cli.session import Session
from reconciler.errors import Exit, FilesError, UsageError

_MARK = "# Written by `reconciler codeowners`"
_END = "# Lines below this one are yours: they are kept, and the last one that fits counts.\n"


@click.command(epilog="Exit codes: 0 written; 1 somebody is missing, or a pattern cannot be said.")
@output_option("--out", help="Write to FILE, as .github/CODEOWNERS, instead of printing it.")
@click.option("--force", is_flag=True, help="Replace a file that this command did not write.")
@click.pass_obj
def codeowners(session: Session, out: Path | None, *, force: bool) -> int:
    """Write CODEOWNERS: whose review each file needs, from `owners:` in the project file.

    Each source may name its own owners; the project's own the rest, and what decides about all of
    it: the project file, the catalog and the policies.

    \b
    Examples:
      reconciler codeowners
      reconciler codeowners --out .github/CODEOWNERS     GitHub; GitLab reads .gitlab/CODEOWNERS

    \b
    In the project file:
      owners: ["@northwind/platform"]
      sources:
        - {files: acme/**, within: /acme/**, owners: ["@northwind/acme"]}
    """
    from reconciler.codeowners import codeowners as make
    from reconciler.report.report import exactly, sentence
    from reconciler.validate import open_project

    project, _ = open_project(session.project)
    text, findings = make(project, _folder(project.root.resolve()))
    if findings:
        raise FilesError("CODEOWNERS would leave files to nobody: it is not written.", findings)
    if out is None:
        session.voice.show(exactly(text, "Who reviews which file.", "codeowners", text))
        return Exit.OK
    _write(out, text, force=force)
    session.voice.show(sentence(f"Wrote {out}.", "written", [str(out)]))
    return Exit.OK


def _folder(base: Path) -> str:
    """From the root of the repository to the folder of the project file; empty for the root."""
    root = next((each for each in (base, *base.parents) if (each / ".git").exists()), base)
    folder = base.relative_to(root).as_posix()
    return "" if folder == "." else folder


def _write(out: Path, text: str, *, force: bool) -> None:
    """In the place of what this command wrote before, or of nothing; never through a link.

    What somebody wrote below that is kept.
    """
    from reconciler.spec.write import write_text

    if out.is_symlink() or (out.exists() and not out.is_file()):
        raise UsageError(f"{out} is not written: something else than a file stands there.")
    if out.exists() and not force and not _is_ours(out):
        raise UsageError(f"{out} is there, written by somebody else: --force replaces it.")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{out.parent} cannot be made: {error.strerror}.") from error
    write_text(out.parent, out.name, f"{text}\n{_END}{_kept(out)}")


def _kept(out: Path) -> str:
    return out.read_text("utf-8").partition(_END)[2] if out.exists() else ""


def _is_ours(out: Path) -> bool:
    with out.open("rb") as file:
        start = file.read(len(_MARK))
    return not start or start == _MARK.encode()
