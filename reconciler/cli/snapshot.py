"""`reconciler export --snapshot`: the live system as it is, for plans that may not ask it."""

from pathlib import Path
from typing import TYPE_CHECKING

from reconciler import __version__
from reconciler.cli.planning import utc_now
from reconciler.cli.session import Session
from reconciler.errors import Exit

if TYPE_CHECKING:
    from reconciler.core.model import State
    from reconciler.snapshot import Snapshot


def take_snapshot(session: Session, file: Path) -> int:
    """Write all that the project manages, and what a plan of it would look at besides."""
    from reconciler.report.report import sentence
    from reconciler.snapshot import SNAPSHOT, save_snapshot
    from reconciler.snapshot.data import snapshot_data

    SNAPSHOT.demand_place(file)  # before anybody waits for the live system
    with session.progress.phase("Reading the live system"):
        snapshot = _observed(session)
    data = snapshot_data(snapshot)
    save_snapshot(file, data)
    about = {"file": str(file), **{name: data[name] for name in ("account", "created", "digest")}}
    what = f"Wrote {file}: {counted(snapshot.state)} of {snapshot.target.account}."
    session.voice.show(sentence(what, "snapshot", about))
    return Exit.OK


def _observed(session: Session) -> "Snapshot":
    """One look. The files say only whom and what it is about: the role files may have errors."""
    from reconciler.connect import connect
    from reconciler.pipeline import Question, selected
    from reconciler.providers.base import ReadOnly
    from reconciler.snapshot import Snapshot
    from reconciler.validate import validate

    created = utc_now()
    files = validate(session.project, created)
    provider = ReadOnly(connect(files.project, session.environment))
    target = provider.describe()
    desired, _ = provider.normalize(files.declared.state)
    of = selected(files, desired, target, Question(created))
    return Snapshot(target, provider.observe(of), created, of.patterns, __version__)


def counted(state: "State") -> str:
    """How much there is, in a few words."""
    from reconciler.report.wording import listing, plural

    people = sum(len(users.all) for users in state.users.values())
    memberships = sum(map(len, state.members.values()))
    counts = {
        "scope": len(state.complete),
        "user": people,
        "role": len(state.roles),
        "group": len(state.groups),
        "membership": memberships,
    }
    return listing([plural(number, noun) for noun, number in counts.items()])
