"""`reconciler compare`: what differs between two states, and what that makes of access."""

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.cli.against import files_of
from reconciler.cli.asking import Led, led_by, provider_of
from reconciler.cli.planning import full_option, utc_now
from reconciler.cli.session import Session
from reconciler.errors import Exit, UsageError

if TYPE_CHECKING:
    from reconciler.core.rename import Moves
    from reconciler.providers.base import Reader
    from reconciler.report.questions.compared import Compared


@click.command(
    epilog="Exit codes: 0 compared, whatever differs; 1 errors in the files, or a revision that "
    "nobody knows; 7 the live system did not answer."
)
@click.argument("projects", nargs=-1, metavar="[PROJECT PROJECT]", type=click.Path(path_type=Path))
@click.option("--from", "since", metavar="REV", help="What the files of this commit lead to ...")
@click.option("--to", metavar="REV", help="... and those of this one; else the files as they are.")
@click.option("--live", is_flag=True, help="What is live, and what the files lead to.")
@full_option()
@click.pass_obj
def compare(
    session: Session, projects: tuple[Path, ...], since: str | None, to: str | None, *, live: bool
) -> int:
    """Compare two project files, two commits, or the live system with the files.

    \b
    Of the files that is compared which they lead to: with all that is live and
    that no file answers for.

    \b
    Examples:
      reconciler compare staging.yaml production.yaml
      reconciler compare --from main                what this branch changes
      reconciler compare --from v1.0 --to v1.1
      reconciler compare --live                     what is not applied yet
    """
    from reconciler.report.questions.compare import compare_report

    asked = [bool(projects), since is not None, live]
    if sum(asked) != 1 or len(projects) not in (0, 2) or (to is not None and since is None):
        raise UsageError("Name two project files, or --from REV [--to REV], or --live.")
    with ExitStack() as stack:
        if projects:
            compared = _projects(session, *projects)
        elif since is not None:
            compared = _commits(session, since, to, stack)
        else:
            compared = _live(session)
        report = compare_report(compared, full=session.full, advise=session.is_watched)
        session.voice.show(report)
    return Exit.OK


def _projects(session: Session, first: Path, second: Path) -> "Compared":
    """What two project files lead to, each in its own live system."""
    from reconciler.core.rename import Moves

    names = str(first), str(second)
    before, after = (_led(session, path, str(path)) for path in (first, second))
    return _compared(names, before, after, Moves({}))


def _commits(session: Session, since: str, to: str | None, stack: ExitStack) -> "Compared":
    """What the files of two commits lead to, in the live system that the project names today."""
    from reconciler.cli.signals import interrupt, on_signals
    from reconciler.core.access.comparison import between
    from reconciler.core.afterwards import moves_of
    from reconciler.revision import checked_out
    from reconciler.validate import validate

    provider = provider_of(session, validate(session.project, utc_now()))
    stack.enter_context(on_signals(interrupt))  # what is checked out goes at every end

    def led(revision: str) -> Led:
        path = stack.enter_context(checked_out(session.project, revision))
        return _led(session, path, revision, provider)

    before = led(since)
    after = led_by(session, session.project, provider) if to is None else led(to)
    moves = between(*(moves_of(each.planned.plan.steps) for each in (before, after)))
    return _compared((since, to or "the files as they are"), before, after, moves)


def _live(session: Session) -> "Compared":
    """What is live, and what the files lead to, from one observation."""
    from reconciler.core.access.view import View
    from reconciler.core.afterwards import moves_of

    after = led_by(session, session.project)
    access = replace(after.view.access, state=after.planned.live)
    before = Led(after.planned, View(access, after.view.spelling, is_live=True))
    names = "what is live", "what the files lead to"
    return _compared(names, before, after, moves_of(after.planned.plan.steps))


def _led(session: Session, path: Path, name: str, provider: "Reader | None" = None) -> Led:
    """What some files lead to."""
    with files_of(session, name, path):
        return led_by(session, path, provider)


def _compared(names: tuple[str, str], before: Led, after: Led, moves: "Moves") -> "Compared":
    from reconciler.core.access.comparison import comparison
    from reconciler.report.questions.compared import Compared

    found = comparison(before.view, after.view, moves)
    return Compared(found, names, before.view, after.view, after.planned.files.declared.notes)
