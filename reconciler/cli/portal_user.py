"""`reconciler portal user`: the people of each scope."""

import click

from reconciler.cli.portal_shared import as_user, database, help_text, opened, say, writing


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
@database
@as_user
def add(name: str, scope: str, db: str | None, caller: str | None) -> None:
    """Add a user to a scope; the first of a phone system is put into Top Role."""
    with writing(db, caller) as work:
        work.users.create(scope, name)
    say(f"Added {name} to {scope}.")


@user.command()
@click.argument("name")
@database
@as_user
def deactivate(name: str, db: str | None, caller: str | None) -> None:
    """Switch a user off: nothing is held any more, no membership is lost."""
    with writing(db, caller) as work:
        work.users.deactivate(name)
    say(f"Deactivated {name}.")


@user.command()
@click.argument("name")
@database
@as_user
def activate(name: str, db: str | None, caller: str | None) -> None:
    """Switch a user on again."""
    with writing(db, caller) as work:
        work.users.activate(name)
    say(f"Activated {name}.")


@user.command()
@click.argument("name")
@database
@as_user
def remove(name: str, db: str | None, caller: str | None) -> None:
    """Remove a user, with every membership and role of theirs."""
    with writing(db, caller) as work:
        work.users.remove(name)
    say(f"Removed {name}.")


@user.command("list")
@database
def list_users(db: str | None) -> None:
    """List the users of every scope."""
    with opened(db) as portal:
        snapshot = portal.read()
    rows = [(snapshot.scopes[one.scope], one) for one in snapshot.users.values()]
    for home, one in sorted(rows, key=lambda row: (row[0].key, row[1].folded)):
        say(f"{home.path}  {one.name}{'' if one.active else ' (deactivated)'}")
