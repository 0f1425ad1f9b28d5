"""What the portal's commands share: how they open it, as whom, and errors as one clear line each.

```python
@writing
def deactivate(work, name): ...     # in one transaction; what it returns is said when that is done

@reading
def list_users(portal): ...         # yields lines and rows to say
```
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from reconciler.cli.portal_database import DATABASE, find_database
from reconciler.cli.portal_rows import Row, say
from reconciler.errors import ReconcilerError, Refused, TargetError, UsageError

if TYPE_CHECKING:
    from reconciler.portal import Portal

_database = click.option(
    "--db",
    metavar="FILE",
    help=f"The portal's database. Else the project's, or {DATABASE} here.",
)
_as_user = click.option(
    "--as", "caller", envvar="RECONCILER_AS", metavar="USER", help="Act with this user's rights."
)

with_permissions = click.option(
    "-p", "--permission", "keys", multiple=True, metavar="KEY", help="May be repeated."
)
with_description = click.option("--description", metavar="TEXT", help="What it is for.")
_added = click.option("--add", "added", multiple=True, metavar="KEY", help="One to put in.")
_removed = click.option(
    "--remove", "removed", multiple=True, metavar="KEY", help="One to take out."
)


def with_edits(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that change a role or a group."""
    return _added(_removed(with_description(command)))


def edited(
    keys: frozenset[str], added: Sequence[str], removed: Sequence[str]
) -> frozenset[str] | None:
    """The permissions after `--add` and `--remove`; None where neither is given."""
    return (keys | set(added)) - set(removed) if added or removed else None


def reading(command: Callable[..., Iterable[str | Row]]) -> Callable[..., None]:
    """Let a command read the portal that `--db` names, as the user that `--as` names."""

    @_database
    @_as_user
    @wraps(command)
    def run(*, db: str | None, caller: str | None, **given: Any) -> None:
        with translated(), _open(db, caller) as portal:
            lines = list(command(portal, **given))
        say(*lines)

    return run


def writing(command: Callable[..., str]) -> Callable[..., None]:
    """Let a command write there, all or nothing."""

    @reading
    @wraps(command)
    def run(portal: "Portal", **given: Any) -> Iterable[str]:
        with portal.transaction() as work:
            done = command(work, **given)
        return [done]

    return run


def help_text(summary: str, examples: Sequence[str], *more: str) -> str:
    """The help of a command: a sentence, its examples as they are, and what else there is."""
    shown = "\n".join(["\b", "Examples:", *(f"  {line}" for line in examples)])
    return "\n\n".join([summary, shown, *more])


@contextmanager
def translated() -> Iterator[None]:
    """The portal's refusals as errors of the program, each with its exit code."""
    from reconciler.portal.errors.base import PortalError
    from reconciler.portal.errors.database import BadUrl, DatabaseExists, StoreError
    from reconciler.portal.errors.forbidden import Forbidden

    try:
        yield
    except (BadUrl, DatabaseExists) as error:
        raise UsageError(str(error)) from error
    except StoreError as error:
        raise TargetError(str(error)) from error
    except Forbidden as error:
        raise Refused(str(error)) from error
    except PortalError as error:
        raise ReconcilerError(str(error)) from error


def _open(db: str | None, caller: str | None) -> "Portal":
    from reconciler.portal import Portal
    from reconciler.portal.errors.database import NoDatabase
    from reconciler.portal.errors.unknown import UnknownUser

    database = find_database(db)
    try:
        return Portal.open(database.url, caller)
    except NoDatabase as error:
        raise TargetError(f"There is no portal at {database.url}; {database.advice}") from error
    except UnknownUser as error:
        message = f"There is no user `{caller}`: --as and RECONCILER_AS name a user of the portal."
        raise UsageError(message) from error


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
