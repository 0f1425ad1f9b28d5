"""`reconciler portal grant`, `redate` and `revoke`: who is in a group or has a role."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from reconciler.cli.portal_shared import (
    as_user,
    database,
    end_of,
    help_text,
    path_of,
    say,
    until,
    writing,
)
from reconciler.errors import UsageError

if TYPE_CHECKING:
    from reconciler.portal import Work

# Said for one command at a time: the environment never decides who gets what.
_role = click.option(
    "--role", "role_name", metavar="NAME", allow_from_autoenv=False, help="The role."
)
_group = click.option(
    "--group", "path", metavar="PATH", allow_from_autoenv=False, help="The group, from Top Role."
)
_scope = click.option(
    "--scope", metavar="PATH", allow_from_autoenv=False, help="Its phone system, if not the user's."
)


@click.command(
    help=help_text(
        "Give USER a role, or put USER into a group.",
        (
            "reconciler portal grant ivy --role Receptionist",
            'reconciler portal grant ivy --group "Top Role/Sales" --expires 2027-01-31',
        ),
    )
)
@click.argument("user_name", metavar="USER")
@_role
@_group
@_scope
@click.option("--expires", metavar="WHEN", help="A day (through it, UTC) or an instant.")
@database
@as_user
def grant(
    *,
    user_name: str,
    role_name: str | None,
    path: str | None,
    scope: str | None,
    expires: str | None,
    db: str | None,
    caller: str | None,
) -> None:
    """Give USER a role, or put USER into a group."""
    what, end = _one_of(role_name, path), end_of(expires)
    with writing(db, caller) as work:
        if role_name is not None:
            work.assignments.grant(role_name, user_name, end)
        elif path is not None:
            place = scope or _home(work, user_name)
            work.memberships.grant(place, path_of(path), user_name, end)
    done = f"Gave {user_name}" if path is None else f"Put {user_name} into"
    say(f"{done} {what}{until(end, datetime.now(UTC))}.")


@click.command(
    help=help_text(
        "Change when the role or membership of USER ends.",
        (
            'reconciler portal redate ivy --group "Top Role/Sales" --expires 2027-03-31',
            "reconciler portal redate ivy --role Receptionist --expires never",
        ),
    )
)
@click.argument("user_name", metavar="USER")
@_role
@_group
@_scope
@click.option("--expires", required=True, metavar="WHEN", help="A day, an instant, or never.")
@database
@as_user
def redate(
    *,
    user_name: str,
    role_name: str | None,
    path: str | None,
    scope: str | None,
    expires: str,
    db: str | None,
    caller: str | None,
) -> None:
    """Change when USER's role or membership ends."""
    what, end = _one_of(role_name, path), end_of(expires)
    with writing(db, caller) as work:
        if role_name is not None:
            work.assignments.redate(role_name, user_name, end)
        elif path is not None:
            place = scope or _home(work, user_name)
            work.memberships.redate(place, path_of(path), user_name, end)
    stays = "keeps" if path is None else "stays in"
    say(f"{user_name} {stays} {what}{until(end, datetime.now(UTC)) or ' without end'}.")


@click.command(
    help=help_text(
        "Take a role from USER, or take USER out of a group.",
        (
            "reconciler portal revoke ivy --role Receptionist",
            'reconciler portal revoke ivy --group "Top Role/Sales" --as amelia',
        ),
    )
)
@click.argument("user_name", metavar="USER")
@_role
@_group
@_scope
@database
@as_user
def revoke(
    *,
    user_name: str,
    role_name: str | None,
    path: str | None,
    scope: str | None,
    db: str | None,
    caller: str | None,
) -> None:
    """Take a role from USER, or take USER out of a group."""
    what = _one_of(role_name, path)
    with writing(db, caller) as work:
        if role_name is not None:
            work.assignments.revoke(role_name, user_name)
        elif path is not None:
            place = scope or _home(work, user_name)
            work.memberships.revoke(place, path_of(path), user_name)
    said = f"{what} from {user_name}" if path is None else f"{user_name} out of {what}"
    say(f"Took {said}.")


def _one_of(role_name: str | None, path: str | None) -> str:
    if (role_name is None) == (path is None):
        raise UsageError("Name one of --role and --group.")
    return f"the role {role_name}" if path is None else f"the group {path}"


def _home(work: "Work", user_name: str) -> str:
    """The scope of a user, whose groups are there."""
    return work.users.home(user_name).path
