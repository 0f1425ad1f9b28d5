"""A plan against a revision: its files, read in a folder that is gone afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from reconciler.cli.session import Session
from reconciler.errors import FilesError

if TYPE_CHECKING:
    from reconciler.pipeline import Planned, Question
    from reconciler.providers.base import Reader
    from reconciler.validate import Files


def plan_against(
    session: Session, revision: str, files: "Files", provider: "Reader", question: "Question"
) -> "Planned":
    """The plan of the files, and what of it the files of the revision lead to already."""
    from reconciler.cli.signals import interrupt, on_signals
    from reconciler.pipeline import sound_files
    from reconciler.revision import checked_out
    from reconciler.since import plan_since

    with on_signals(interrupt), checked_out(session.project, revision) as path:
        with files_of(session, revision, path):
            base = sound_files(path, question)
        return plan_since(revision, base, files, provider, question)


@contextmanager
def files_of(session: Session, name: str, project: Path) -> Iterator[None]:
    """Files other than those of this run: an error in them says whose it is, with their lines."""
    from reconciler.cli.sources import FileSources
    from reconciler.report.report import complaint

    try:
        yield
    except FilesError as error:
        session.voice.log(complaint(error.findings, FileSources(project.parent)))
        raise FilesError(f"{name}: {error}") from error
