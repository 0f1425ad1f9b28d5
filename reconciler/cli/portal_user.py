"""`reconciler portal user`: the people of each scope."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from reconciler.cli.portal_rows import Row
from reconciler.cli.portal_shared import help_text, reading, writing

if TYPE_CHECKING:
    from reconciler.portal import Portal, Work


@click.group(
    help=help_text(
        "Users: each belongs to one scope.",
        (
            "reconciler portal user add ivy /acme/london",
            "reconciler portal user deactivate ivy --as amelia",
            "reconciler portal user list",
        ),
    )
)
def user() -> None:
    """Group the commands about users."""


@user.command()
@click.argument("name")
@click.argument("scope")
@writing
def add(work: "Work", name: str, scope: str) -> str:
    """Add a user to a scope; the first of a phone system is put into Top Role."""
    work.users.create(scope, name)
    return f"Added {name} to {scope}."


@user.command()
@click.argument("name")
@writing
def deactivate(work: "Work", name: str) -> str:
    """Switch a user off: nothing is held any more, no membership is lost."""
    work.users.deactivate(name)
    return f"Deactivated {name}."


@user.command()
@click.argument("name")
@writing
def activate(work: "Work", name: str) -> str:
    """Switch a user on again."""
    work.users.activate(name)
    return f"Activated {name}."


@user.command()
@click.argument("name")
@writing
def remove(work: "Work", name: str) -> str:
    """Remove a user, with every membership and role of theirs."""
    work.users.remove(name)
    return f"Removed {name}."


@user.command("list")
@reading
def list_users(portal: "Portal") -> Iterator[Row]:
    """List the users of every scope."""
    snapshot = portal.read()
    rows = [(snapshot.scopes[one.scope], one) for one in snapshot.users.values()]
    for home, one in sorted(rows, key=lambda row: (row[0].key, row[1].folded)):
        text = f"{home.path}  {one.name}{'' if one.active else ' (deactivated)'}"
        yield Row(text, {"scope": home.path, "user": one.name, "active": one.active})
