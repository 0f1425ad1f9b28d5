"""`reconciler ci comment`: one comment in a pull request, kept up to date."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from reconciler.cli.ci_shared import ENDS, forge_options, saved_review, say
from reconciler.cli.planning import utc_now
from reconciler.cli.run import describe_run
from reconciler.cli.session import Session
from reconciler.errors import Exit, UsageError

if TYPE_CHECKING:
    from reconciler.forge.comment import Act
    from reconciler.forge.forge import Forge
    from reconciler.forge.marker import Marker

_LONGEST: Final = 4 * 1024 * 1024
"""Bytes of `--body` that are read: no forge takes as much."""


@click.command(epilog=ENDS)
@click.option(
    "--plan",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The saved plan to tell of, as long as the forge takes it.",
)
@click.option(
    "--body",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help="The text itself, in Markdown, where there is no plan; - is standard input.",
)
@click.option(
    "--number",
    type=click.IntRange(1),
    metavar="N",
    help="The pull or merge request. Else the one that this run is about.",
)
@forge_options()
@click.pass_obj
def comment(
    session: Session,
    plan: Path | None,
    body: Path | None,
    *,
    number: int | None,
    name: str,
    forge: str | None,
) -> int:
    """Keep one comment in a pull request up to date.

    \b
    Examples:
      reconciler ci comment --plan plan.json
      reconciler ci comment --body plan.md      what `plan --report markdown=plan.md` wrote
      reconciler ci comment --plan plan.json --name sales --forge gitlab --number 12

    A comment of somebody else is never touched, whatever it says.
    """
    from reconciler.forge.comment import keep_comment
    from reconciler.forge.marker import Marker
    from reconciler.forge.page import with_page
    from reconciler.forge.surroundings import find_forge, find_pull

    if (plan is None) == (body is None):
        raise UsageError("One of --plan and --body says what the comment tells.")
    marker = Marker("plan", name)
    found = find_forge(session.environment, forge)
    pull = number or find_pull(session.environment)
    text = _body(found, marker, _report(session, found, plan) if plan else _read(body))
    whole = with_page(text, _page(session), found.limit)
    with session.progress.phase("Writing the comment"):
        acts = keep_comment(found, pull, marker, whole)
    say(session, _told(acts, pull))
    return Exit.OK


def _report(session: Session, forge: "Forge", plan: Path) -> str:
    from reconciler.report.markdown import markdown

    return markdown(saved_review(session, plan), forge.limit)


def _read(body: Path | None) -> str:
    """The text in a file, or on standard input."""
    try:
        if str(body) == "-":
            content = sys.stdin.buffer.read(_LONGEST + 1)
        else:
            with Path(str(body)).open("rb") as file:
                content = file.read(_LONGEST + 1)
        return content.decode()
    except UnicodeDecodeError:
        raise UsageError(f"{body} is no text in UTF-8.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name cannot be used"
        raise UsageError(f"{body} cannot be read: {reason}.") from error


def _body(forge: "Forge", marker: "Marker", text: str) -> str:
    """The whole comment. Raises `UsageError` where the forge does not take it: nothing is cut."""
    from reconciler.forge.commands import inert

    whole = marker.above(inert(text))
    if forge.limit.measure(whole) > forge.limit.size:
        raise UsageError(
            f"The text is too long for a comment: this forge takes {forge.limit.size:,} characters."
        )
    return whole


def _page(session: Session) -> str:
    """Where this run can be seen, as a receipt would say it; empty where nobody does."""
    return describe_run(session.environment, utc_now()).link


def _told(acts: "tuple[Act, ...]", pull: int) -> str:
    from reconciler.forge.comment import Add, Change

    if any(isinstance(act, Add) for act in acts):
        return f"The comment is written in #{pull}."
    if any(isinstance(act, Change) for act in acts):
        return f"The comment in #{pull} is updated."
    return f"The comment in #{pull} says it already."
