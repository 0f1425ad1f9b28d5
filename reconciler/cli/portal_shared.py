"""What the portal's commands share: which database, as whom, and errors as one clear line each."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

import click

from reconciler.cli.portal_database import DATABASE, find_database
from reconciler.errors import ReconcilerError, Refused, TargetError, UsageError

if TYPE_CHECKING:
    from reconciler.portal import Portal, Work

F = TypeVar("F", bound=Callable[..., Any])

database = click.option(
    "--db",
    metavar="FILE",
    help=f"The portal's database. Else the project's, or {DATABASE} here.",
)
as_user = click.option(
    "--as", "caller", envvar="RECONCILER_AS", metavar="USER", help="Act with this user's rights."
)


def help_text(summary: str, examples: Sequence[str], *more: str) -> str:
    """The help of a command: a sentence, its examples as they are, and what else there is."""
    shown = "\n".join(["\b", "Examples:", *(f"  {line}" for line in examples)])
    return "\n\n".join([summary, shown, *more])


@contextmanager
def translated() -> Iterator[None]:
    """The portal's refusals as errors of the program, each with its exit code."""
    from reconciler.portal import errors

    try:
        yield
    except (errors.BadUrl, errors.DatabaseExists) as error:
        raise UsageError(str(error)) from error
    except errors.StoreError as error:
        raise TargetError(str(error)) from error
    except errors.Forbidden as error:
        raise Refused(str(error)) from error
    except errors.PortalError as error:
        raise ReconcilerError(str(error)) from error


@contextmanager
def opened(db: str | None, caller: str | None = None) -> Iterator["Portal"]:
    """The portal of a command."""
    with translated(), _open(db, caller) as portal:
        yield portal


def _open(db: str | None, caller: str | None) -> "Portal":
    from reconciler.portal import Portal, errors

    database = find_database(db)
    try:
        return Portal.open(database.url, caller)
    except errors.NoDatabase as error:
        raise TargetError(f"There is no portal at {database.url}; {database.advice}") from error
    except errors.UnknownUser as error:
        message = f"There is no user `{caller}`: --as and RECONCILER_AS name a user of the portal."
        raise UsageError(message) from error


@contextmanager
def writing(db: str | None, caller: str | None) -> Iterator["Work"]:
    """One transaction of a command that writes."""
    with opened(db, caller) as portal, portal.transaction() as work:
        yield work


def say(text: str) -> None:
    """One line for people; what acts on a terminal is made visible."""
    from reconciler.report.escape import visible

    click.echo(visible(text))


def path_of(text: str) -> tuple[str, ...]:
    """The names of a group path."""
    from reconciler.portal.names import split

    return split(text)


def end_of(text: str | None) -> datetime | None:
    """The end that an option names; a day lasts until it is over, in UTC."""
    from reconciler.spec.dates import parse_end

    if text is None or text == "never":
        return None
    if (end := parse_end(text)) is None:
        raise UsageError(f"{text} is no date: write 2027-01-31, 2027-01-31T12:00:00Z or never.")
    return end


def until(expires: datetime | None, now: datetime) -> str:
    """An end in words, after what it is about; nothing where there is none."""
    from reconciler.portal.words import ending

    if expires is None:
        return ""
    return f" ({ending(expires)}{', ended' if expires <= now else ''})"
