"""What the commands of `reconciler ci` share: which forge, what a saved plan says, how they end."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from click.decorators import FC

from reconciler.cli.session import Session

if TYPE_CHECKING:
    from reconciler.report.review.review import Review

ENDS: Final = (
    "Exit codes: 0 the forge says it; 1 errors, or no plan; 7 the forge refused or did not answer."
)


def forge_options() -> Callable[[FC], FC]:
    """`--forge` and `--name`."""
    forge = click.option(
        "--forge",
        type=click.Choice(["github", "gitlab"]),
        help="Which forge. Else the one whose pipeline runs here.",
    )
    name = click.option(
        "--name",
        default="",
        metavar="NAME",
        help="Which project it is about, where a repository has several.",
    )
    return lambda command: forge(name(command))


def saved_review(session: Session, plan: Path) -> "Review":
    """What a saved plan says."""
    from reconciler.cli.reviewing import around
    from reconciler.report.diagnostics import count
    from reconciler.report.planfile import open_plan
    from reconciler.report.review.review import Review

    with session.progress.phase("Reading the plan"):
        read = open_plan(plan)
    saved = read.saved
    is_none = saved.plan.is_empty and saved.plan.is_refused
    message = count(saved.plan.findings) if is_none else saved.plan.summary
    where = around(session)  # what is written there is read before it may be applied
    return Review(message, saved, read.beside, lambda: read.data, where, advise=False)


def say(session: Session, message: str) -> None:
    """Say what was done, in one sentence."""
    from reconciler.report.report import sentence

    session.voice.show(sentence(message))
