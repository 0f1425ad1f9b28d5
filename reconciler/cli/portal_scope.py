"""`reconciler portal scope`: customers and phone systems."""

import click

from reconciler.cli.portal_shared import as_user, database, help_text, opened, say, writing


@click.group(
    help=help_text(
        "Customers and their phone systems.",
        (
            "reconciler portal scope add /acme",
            "reconciler portal scope add /acme/london",
        ),
    )
)
def scope() -> None:
    """Group the commands about scopes."""


@scope.command()
@click.argument("path")
@database
@as_user
def add(path: str, db: str | None, caller: str | None) -> None:
    """Add the customer /acme, or the phone system /acme/london."""
    from reconciler.portal.names import scope_names, scope_path

    with writing(db, caller) as work:
        *above, name = scope_names(path) or ("",)
        if above:
            work.scopes.create_phone_system(scope_path(tuple(above)), name)
        else:
            work.scopes.create_customer(name)
    say(f"Added {path}.")


@scope.command("list")
@database
def list_scopes(db: str | None) -> None:
    """List the tree of scopes."""
    with opened(db) as portal:
        scopes = portal.read().scopes.values()
    for one in sorted(scopes, key=lambda scope: scope.key):
        say(one.path)
