"""Offline: `plan` without the live system. No address is opened and no secret is read."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.decorators import FC

from reconciler.cli.against import files_of
from reconciler.cli.planning import utc_now
from reconciler.cli.session import Session
from reconciler.errors import UsageError

if TYPE_CHECKING:
    from reconciler.pipeline import Planned, Question
    from reconciler.snapshot import Snapshot
    from reconciler.validate import Files


@dataclass(frozen=True, slots=True)
class Standing:
    """What the command line names to stand for the live system; `base` and `snapshot` may both."""

    base: str | None
    snapshot: Path | None


def offline_option() -> Callable[[FC], FC]:
    """`--offline`: plan for review, without the live system."""
    return click.option(
        "--offline",
        is_flag=True,
        help="Ask no live system and read no secret: compare with the files of --base, or with "
        "--snapshot. For review alone.",
    )


def snapshot_option() -> Callable[[FC], FC]:
    """`--snapshot FILE`; the environment never sets it."""
    return click.option(
        "--snapshot",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="With --offline, plan against what `export --snapshot` wrote.",
        allow_from_autoenv=False,
    )


def standing(offline: object, base: str | None, snapshot: Path | None) -> Standing | None:
    """What stands for the live system; None where it is asked itself. Raises `UsageError`."""
    if not offline:
        if snapshot is not None:
            raise UsageError("--snapshot is read by --offline alone: add --offline.")
        return None
    if base is None and snapshot is None:
        raise UsageError(
            "--offline needs something to compare with: add --base REV, as --base origin/main, or "
            "--snapshot FILE, or both."
        )
    return Standing(base, snapshot)


def plan_without_live(
    session: Session, given: Standing, files: "Files", question: "Question"
) -> "Planned":
    """The plan of the files against what stands for the live system."""
    from reconciler.offline import Offline, plan_offline

    snapshot = _snapshot(session, given.snapshot)
    with _base(session, given.base, question) as base:
        offline = Offline(utc_now(), given.base or "", base, snapshot)
        return plan_offline(offline, files, question)


def _snapshot(session: Session, path: Path | None) -> "Snapshot | None":
    from reconciler.offline.outside import demand_outside
    from reconciler.snapshot import open_snapshot

    if path is None:
        return None
    demand_outside(path, session.project)
    with session.progress.phase("Reading the snapshot"):
        return open_snapshot(path)


@contextmanager
def _base(session: Session, revision: str | None, question: "Question") -> "Iterator[Files | None]":
    """The files of the revision, in a folder that is gone afterwards."""
    from reconciler.cli.signals import interrupt, on_signals
    from reconciler.pipeline import sound_files
    from reconciler.revision import checked_out

    if revision is None:
        yield None
        return
    with on_signals(interrupt), checked_out(session.project, revision) as path:
        with files_of(session, revision, path):
            base = sound_files(path, question)
        yield base
