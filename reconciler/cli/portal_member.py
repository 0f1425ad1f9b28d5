"""`reconciler portal grant`, `redate` and `revoke`: who is in a group or has a role."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from reconciler.cli.portal_shared import end_of, help_text, path_of, until, writing
from reconciler.errors import UsageError

if TYPE_CHECKING:
    from reconciler.portal import Work

_ONE_OF = "Name one of --role and --group."

# Said for one command at a time: the environment never decides who gets what.
_role = click.option("--role", metavar="NAME", allow_from_autoenv=False, help="The role.")
_group = click.option(
    "--group", metavar="PATH", allow_from_autoenv=False, help="The group, from Top Role."
)
_scope = click.option(
    "--scope", metavar="PATH", allow_from_autoenv=False, help="Its phone system, if not the user's."
)


def _of_user(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command its user, and the options that name the role or the group."""
    return click.argument("user")(_role(_group(_scope(command))))


@click.command(
    help=help_text(
        "Give USER a role, or put USER into a group.",
        (
            "reconciler portal grant ivy --role Receptionist",
            'reconciler portal grant ivy --group "Top Role/Sales" --expires 2027-01-31',
        ),
    )
)
@_of_user
@click.option("--expires", metavar="WHEN", help="A day (through it, UTC) or an instant.")
@writing
def grant(
    work: "Work",
    *,
    user: str,
    role: str | None,
    group: str | None,
    scope: str | None,
    expires: str | None,
) -> str:
    """Give USER a role, or put USER into a group."""
    end = end_of(expires)
    match role, group:
        case str(), None:
            work.assignments.grant(role, user, end)
            done = f"Gave {user} the role {role}"
        case None, str():
            work.memberships.grant(scope or _home(work, user), path_of(group), user, end)
            done = f"Put {user} into the group {group}"
        case _:
            raise UsageError(_ONE_OF)
    return f"{done}{until(end, datetime.now(UTC))}."


@click.command(
    help=help_text(
        "Change when the role or membership of USER ends.",
        (
            'reconciler portal redate ivy --group "Top Role/Sales" --expires 2027-03-31',
            "reconciler portal redate ivy --role Receptionist --expires never",
        ),
    )
)
@_of_user
@click.option("--expires", required=True, metavar="WHEN", help="A day, an instant, or never.")
@writing
def redate(
    work: "Work",
    *,
    user: str,
    role: str | None,
    group: str | None,
    scope: str | None,
    expires: str,
) -> str:
    """Change when USER's role or membership ends."""
    end = end_of(expires)
    match role, group:
        case str(), None:
            work.assignments.redate(role, user, end)
            done = f"{user} keeps the role {role}"
        case None, str():
            work.memberships.redate(scope or _home(work, user), path_of(group), user, end)
            done = f"{user} stays in the group {group}"
        case _:
            raise UsageError(_ONE_OF)
    return f"{done}{until(end, datetime.now(UTC)) or ' without end'}."


@click.command(
    help=help_text(
        "Take a role from USER, or take USER out of a group.",
        (
            "reconciler portal revoke ivy --role Receptionist",
            'reconciler portal revoke ivy --group "Top Role/Sales" --as amelia',
        ),
    )
)
@_of_user
@writing
def revoke(work: "Work", user: str, role: str | None, group: str | None, scope: str | None) -> str:
    """Take a role from USER, or take USER out of a group."""
    match role, group:
        case str(), None:
            work.assignments.revoke(role, user)
            return f"Took the role {role} from {user}."
        case None, str():
            work.memberships.revoke(scope or _home(work, user), path_of(group), user)
            return f"Took {user} out of the group {group}."
    raise UsageError(_ONE_OF)


def _home(work: "Work", user: str) -> str:
    """The scope of a user, whose groups are there."""
    return work.users.home(user).path
