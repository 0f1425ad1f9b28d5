"""Reports: the plan of a run in forms for other places, written when the run ends."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import click
from click.decorators import FC

from reconciler.cli.formats import CHANNELS, REVIEW_FORMATS
from reconciler.cli.session import Session
from reconciler.errors import UsageError
from reconciler.report.reportfile import demand_report_place, save_report


def report_option() -> Callable[[FC], FC]:
    """`--report FORMAT=FILE`, as often as wanted and never from the environment; `--channel`."""
    report = click.option(
        "--report",
        metavar="FORMAT=FILE",
        multiple=True,
        expose_value=False,
        callback=_keep,
        allow_from_autoenv=False,
        help=f"Write the result to FILE too, as {', '.join(REVIEW_FORMATS[:-1])} or "
        f"{REVIEW_FORMATS[-1]}; may be given several times.",
    )
    channel = click.option(
        "--channel",
        type=click.Choice(CHANNELS),
        default=CHANNELS[0],
        show_default=True,
        expose_value=False,
        callback=_choose_channel,
        help="Where Markdown is shown: it is as long as a comment may be there.",
    )
    return lambda command: report(channel(command))


def _choose_channel(context: click.Context, _: click.Parameter, value: str) -> None:
    context.ensure_object(Session).channel = value


def _keep(context: click.Context, parameter: click.Parameter, value: Sequence[str]) -> None:
    reports = [_parsed(each, parameter) for each in value]
    for _, path in reports:
        demand_report_place(path)
    context.ensure_object(Session).reports = reports


def _parsed(text: str, parameter: click.Parameter) -> tuple[str, Path]:
    name, equals, path = text.partition("=")
    if not equals or not path or name not in REVIEW_FORMATS:
        known = ", ".join(REVIEW_FORMATS)
        message = f"`{text}` is no FORMAT=FILE, as markdown=plan.md; the formats are {known}."
        raise click.BadParameter(message, param=parameter)
    return name, Path(path)


def demand_apart(session: Session, others: Iterable[object]) -> None:
    """Raises where two reports would be one file, or one of the files that a command names else."""
    taken = [path for path in others if isinstance(path, Path)]
    for _, path in session.reports:
        if any(_is_same(path, other) for other in taken):
            session.reports = []
            raise UsageError(f"{path} is named twice: --report writes each file once, and alone.")
        taken.append(path)


def _is_same(one: Path, other: Path) -> bool:
    """Whether two paths are one file, there or to come, also where case does not count."""
    if one.exists() and other.exists():
        return one.samefile(other)
    return str(one.resolve()).casefold() == str(other.resolve()).casefold()


def write_reports(session: Session, reports: Iterable[tuple[str, Path]]) -> None:
    """Write reports of the plan, or of why there is none.

    Raises `UsageError` where a file cannot be written; the others are.
    """
    from reconciler.cli.forms import written
    from reconciler.cli.reviewing import review

    failed: list[str] = []
    reviewed = review(session)
    for name, path in reports:
        try:
            save_report(path, written(name, reviewed, session.channel))
        except UsageError as error:
            failed.append(str(error))
    if failed:
        raise UsageError(" ".join(failed))
