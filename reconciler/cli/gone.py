"""Gone: where the lines stood of what a plan removes, in the files of a commit."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from reconciler.cli.planning import utc_now
from reconciler.cli.session import Session
from reconciler.errors import FilesError, UsageError

if TYPE_CHECKING:
    from reconciler.core.finding import Origins
    from reconciler.pipeline import Planned
    from reconciler.report.beside import Beside
    from reconciler.report.review.gone import Gone


def with_gone(session: Session, planned: "Planned", known: "Beside", base: str | None) -> "Beside":
    """The same beside a plan, with the lines of the files of `base`; without one, with how to look.

    That takes a while, so only reports and documents do.
    """
    from reconciler.report.review.gone import GoneSince, Sought
    from reconciler.revision import commit_of

    now = planned.files.declared.origins
    if base is not None and planned.before is not None:
        gone = GoneSince(now, planned.before, commit_of(session.project, base))
        return replace(known, gone=gone)
    seek = cache(lambda: Sought(now, _before(session, planned)))
    return replace(known, seek=seek)


def _before(session: Session, planned: "Planned") -> "Iterator[Gone]":
    """The lines of the last files that may have what those of now have no more, by and by."""
    from reconciler.report.review.gone import GoneSince
    from reconciler.revision import commits_before

    now = planned.files.declared.origins
    for commit in commits_before(planned.files.project):
        then = _origins(session, planned, commit)
        if then is not None:
            yield GoneSince(now, then, commit)


def _origins(session: Session, planned: "Planned", commit: str) -> "Origins | None":
    """Where the files of a commit say things; None where there are none that can be read."""
    from reconciler.cli.signals import interrupt, on_signals
    from reconciler.revision import checked_out
    from reconciler.spec.load import load
    from reconciler.spec.project import read_project
    from reconciler.spec.resolve import resolve

    try:
        with on_signals(interrupt), checked_out(session.project, commit) as path:
            project, _ = read_project(path)
            if project is None:
                return None
            declared, _ = resolve(load(project)[0], project, planned.target, utc_now())
            return declared.origins
    except (FilesError, UsageError):
        return None
