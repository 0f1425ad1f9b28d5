"""`reconciler ci drift`: one issue, open while the live system differs from the files."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.cli.ci_shared import ENDS, forge_options, saved_review, say
from reconciler.cli.session import Session
from reconciler.errors import Exit, PlanFileError

if TYPE_CHECKING:
    from reconciler.core.saved import SavedPlan
    from reconciler.forge.written import Issue


@click.command(epilog=ENDS)
@click.option(
    "--plan",
    type=click.Path(path_type=Path),
    metavar="FILE",
    required=True,
    help="The saved plan of this run.",
)
@click.option(
    "--label",
    default="reconciler",
    show_default=True,
    metavar="LABEL",
    help="The label of the issue.",
)
@forge_options()
@click.pass_obj
def drift(session: Session, plan: Path, label: str, name: str, forge: str | None) -> int:
    """Keep one issue open while the live system differs from the files.

    \b
    Examples:
      reconciler ci drift --plan plan.json
      reconciler ci drift --plan plan.json --label access-drift

    It is opened when a plan has changes, written anew while it has others, and closed when it has
    none.
    """
    from reconciler.forge.drift import Found, keep_issue
    from reconciler.forge.marker import Marker
    from reconciler.forge.surroundings import find_forge

    marker = Marker("drift", name)
    reviewed = saved_review(session, plan)
    _demand_live(reviewed.saved)
    found = find_forge(session.environment, forge)
    with session.progress.phase("Writing the issue"):
        written = keep_issue(found, marker, Found.of(reviewed, found.limit, name), label)
    say(session, _kept(written))
    return Exit.OK


def _demand_live(saved: "SavedPlan") -> None:
    """Raises `PlanFileError` for a plan that says nothing of the live system."""
    if saved.made.asked.offline:
        raise PlanFileError(
            f"The plan was made from {saved.made.asked.offline}, not from the live system "
            "(`--offline`): it tells of no drift, and of no end of it."
        )


def _kept(written: "tuple[Issue, ...]") -> str:
    if not written:
        return "Nothing is new: no issue is written."
    first = written[0]
    if not first.number:
        return "An issue is opened."
    return f"The issue #{first.number} is {'updated' if first.is_open else 'closed'}."
