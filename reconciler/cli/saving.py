"""Saving: a planned run is put aside, and whoever reads it is told what to do with it."""

import shlex
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from reconciler import __version__
from reconciler.cli.planning import utc_now
from reconciler.cli.run import made_from
from reconciler.cli.session import Session

if TYPE_CHECKING:
    from reconciler.core.plan import Plan
    from reconciler.core.saved import SavedPlan
    from reconciler.pipeline import Planned, Question
    from reconciler.report.beside import Beside
    from reconciler.report.plan_data import Data


def as_saved(
    session: Session, planned: "Planned", question: "Question", created: datetime
) -> "SavedPlan":
    """The plan, made at `created`; the question's own instant is another where `--at` says so."""
    from reconciler.core.saved import Asked, Made, SavedPlan, good_until
    from reconciler.spec.fingerprint import fingerprint

    of, source = planned.selection, made_from(session.environment, planned.files.project)
    at = None if question.now == created else question.now
    made = Made(
        created=created,
        good_until=good_until(created, (planned.live, planned.files.declared.state), of),
        asked=Asked(of.patterns, of.within, question.removals, at, planned.offline),
        tool=__version__,
        commit=source.commit,
        author=source.author,
        configuration=fingerprint(planned.files.project),
        uncommitted=source.uncommitted,
    )
    return SavedPlan(planned.plan, made, planned.plan.unmanaged.counts)


def beside(session: Session, planned: "Planned") -> "Beside":
    """What reports look up beside a plan that was just made."""
    from reconciler.report.beside import Beside

    declared = planned.files.declared
    catalog = planned.files.project.catalog
    return Beside(
        planned.target, declared.notes, declared.origins, session.sources, catalog=catalog
    )


def data_of(saved: "Callable[[], SavedPlan]", known: "Beside") -> "Data":
    """A plan as data, with all that can be found out for it."""
    from reconciler.report.plan_data import plan_data

    return plan_data(saved(), known.sought())


def as_data(
    session: Session, planned: "Planned", question: "Question", created: datetime
) -> "Callable[[], Data]":
    """The plan as data, made where somebody wants it: every file is read for it once more."""
    from reconciler.report.plan_data import plan_data

    return lambda: plan_data(
        as_saved(session, planned, question, created), beside(session, planned)
    )


def save(session: Session, out: Path, saved: "SavedPlan", known: "Beside") -> None:
    """Write the plan to a file, and name the command that applies it."""
    from reconciler.report.plan_data import plan_data
    from reconciler.report.planfile import save_plan
    from reconciler.report.report import sentence

    save_plan(out, plan_data(saved, known.sought()))
    session.voice.log(sentence(f"Saved to {out}.", "saved", str(out)))
    tell(session, out, saved)


def tell(session: Session, file: Path, saved: "SavedPlan") -> None:
    """How long a saved plan is good, and for people the exact command that applies it."""
    from reconciler.core.canonical import canonical

    until = canonical(saved.made.good_until)
    if not saved.is_applyable:
        session.output.log("It is for review alone: it cannot be applied.")
    elif saved.made.good_until <= utc_now():
        session.output.log(f"It was good until {until}: it cannot be applied any more.")
    elif not session.is_watched:
        session.output.log(f"It is good until {until}.")
    else:
        session.output.log(f"It is good until {until}. To apply exactly this:")
        session.output.log(f"  {apply_command(session, file, saved.plan.digest)}")


def apply_command(session: Session, file: Path, digest: str) -> str:
    """The command that applies a saved plan, for the folder and the project of this run."""
    given = {"--chdir": session.folder, "--project": session.named}
    options = [part for name, value in given.items() if value for part in (name, str(value))]
    return shlex.join(["reconciler", *options, "apply", str(file), "--digest", digest])


def warn_unsaved(session: Session, plan: "Plan") -> None:
    """Tell a person that `apply` plans anew; where nobody is watching it is no news."""
    is_seen = session.is_watched and session.output.logs.is_terminal
    if is_seen and not (plan.is_empty or plan.is_refused):
        session.output.log(
            "This plan is not saved: `reconciler apply` plans anew, and does what is due then. "
            "`--out FILE` saves it."
        )
