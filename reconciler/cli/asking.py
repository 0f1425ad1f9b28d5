"""What the commands that ask about access share: which state they ask about, and how it is read."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.decorators import FC

from reconciler.cli.planning import utc_now
from reconciler.cli.session import Session

if TYPE_CHECKING:
    from reconciler.core.access.view import View
    from reconciler.pipeline import Planned
    from reconciler.providers.base import Reader
    from reconciler.validate import Files


def live_option() -> Callable[[FC], FC]:
    """`--live` and `--desired`: which state is asked about."""
    return click.option(
        "--live/--desired",
        default=False,
        help="Ask about what is live now; or about what will be once the plan is applied, which "
        "is the default.",
    )


@dataclass(frozen=True, slots=True)
class Led:
    """What the files of a project lead to: the plan, and the state after it."""

    planned: "Planned"
    view: "View"


def view(session: Session, *, live: bool) -> "View":
    """What is live, or what will be. Raises as `plan` does; what is live needs no sound files."""
    return live_view(session) if live else desired(session).view


def live_view(session: Session) -> "View":
    """What is live now."""
    from reconciler.questions import views
    from reconciler.validate import validate

    now = utc_now()
    with session.progress.phase("Reading the files"):
        files = validate(session.project, now)
    views.demand_computed(files.target)
    return views.live_view(files, provider_of(session, files), now)


def desired(session: Session) -> Led:
    """What will be once the plan is applied; a limit or policy that refuses it is said."""
    from reconciler.report.report import paragraph

    led = led_by(session, session.project)
    if led.planned.plan.is_refused:
        message = "The plan that leads to this is refused: `reconciler plan` says why."
        session.voice.log(paragraph(message))
    return led


def led_by(session: Session, project: Path, provider: "Reader | None" = None) -> Led:
    """What the files of a project lead to, in its own live system if no other is given."""
    from reconciler.pipeline import Question, plan, sound_files
    from reconciler.questions import views

    question = Question(utc_now())
    with session.progress.phase("Reading the files"):
        files = sound_files(project, question)
    views.demand_computed(files.target)
    with session.progress.phase("Planning"):
        planned = plan(files, provider or provider_of(session, files), question)
    return Led(planned, views.desired_view(planned, question.now))


def provider_of(session: Session, files: "Files") -> "Reader":
    """The live system that a project names, to be read."""
    from reconciler.cli.progress import reader
    from reconciler.connect import connect

    return reader(connect(files.project, session.environment), session.progress)
