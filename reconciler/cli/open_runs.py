"""Open runs: what earlier runs left unknown is settled by what is live, and said."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from reconciler.cli.planning import utc_now
from reconciler.cli.session import Session
from reconciler.errors import UsageError

if TYPE_CHECKING:
    from reconciler.core.model import State
    from reconciler.core.settled import Settled
    from reconciler.journal import Chronicle, Kept
    from reconciler.report.status import RunStatus
    from reconciler.spec.project import Project


def kept(project: "Project") -> "Kept":
    """The journals of a project's target."""
    from reconciler.connect import without_secrets
    from reconciler.journal import Kept

    url = without_secrets(project.url)
    return Kept(project.root, project.account, url, came_along(project.root / project.file))


def came_along(project: Path) -> "Callable[[Path], str]":
    """Why a journal beside a project file is not believed: git has it, or cannot say.

    Whoever wrote the files that are reviewed wrote such a one, too. Git is asked once, and only
    where there is a journal to ask about.
    """
    from reconciler.journal import FOLDER

    @cache
    def found() -> tuple[frozenset[Path], str]:
        from reconciler.offline.outside import those_along

        files = sorted((project.parent / FOLDER).glob("*.jsonl"))
        try:
            along = those_along(files, project)
        except UsageError as error:
            return frozenset(files), f"is left out: {str(error).removesuffix('.')}"
        return along, "came with the repository: no run of this machine wrote it"

    def why_not(path: Path) -> str:
        along, why = found()
        return why if path in along else ""

    return why_not


def mention(session: Session, project: "Project", live: "State") -> None:
    """Say what open runs did, of what has just been read. A journal that is damaged is said too."""
    for run, found in _found(session, project, live):
        _say(session, run_status(run, found))


def settle_all(session: Session, project: "Project", live: "State") -> None:
    """The same, and write it down: for who holds the lock, to whom every open run is over."""
    from reconciler.core.settled import Settled
    from reconciler.journal import settle

    for run, found in _found(session, project, live):
        _say(session, run_status(run, found))
        if Settled.UNREAD not in found.values():
            with suppress(OSError):  # then the next run says it again
                settle(run.path, found, utc_now())


def run_status(run: "Chronicle", found: "Mapping[int, Settled] | None") -> "RunStatus":
    """A run as reports say it."""
    from reconciler.core.canonical import canonical
    from reconciler.journal import FOLDER
    from reconciler.report.status import RunStatus

    said = run.run
    parts = [f"The run of {said.actor or 'somebody'} on {said.host or 'some host'}"]
    parts.append(f"since {canonical(said.started.replace(microsecond=0))}")
    parts += [f"commit {said.commit}"] if said.commit else []
    parts += [said.link] if said.link else []
    state = "ended" if run.ended else "under way" if run.is_alive else "dead"
    journal = (FOLDER / run.path.name).as_posix()
    outcomes = list(run.ledger.all)
    return RunStatus(journal, ", ".join(parts), state, outcomes, said.spelling, found)


def _found(
    session: Session, project: "Project", live: "State"
) -> "Iterator[tuple[Chronicle, Mapping[int, Settled]]]":
    from reconciler.core.settled import settled
    from reconciler.errors import JournalError
    from reconciler.journal import open_runs
    from reconciler.report.report import paragraph

    for run in open_runs(kept(project)):
        if isinstance(run, JournalError):
            session.voice.log(paragraph(str(run)))
        else:
            yield run, settled(run.ledger.plan, run.unknown, live, utc_now())


def _say(session: Session, status: "RunStatus") -> None:
    from reconciler.report.report import paragraph
    from reconciler.report.status import run_message

    session.voice.log(paragraph(run_message(status)))
