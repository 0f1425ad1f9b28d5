"""`reconciler portal scope`: customers and phone systems."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from reconciler.cli.portal_rows import Row
from reconciler.cli.portal_shared import help_text, reading, writing

if TYPE_CHECKING:
    from reconciler.portal import Portal, Work


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
@writing
def add(work: "Work", path: str) -> str:
    """Add the customer /acme, or the phone system /acme/london."""
    from reconciler.portal.names import scope_names, scope_path

    *above, name = scope_names(path) or ("",)
    if above:
        work.scopes.create_phone_system(scope_path(tuple(above)), name)
    else:
        work.scopes.create_customer(name)
    return f"Added {path}."


@scope.command("list")
@reading
def list_scopes(portal: "Portal") -> Iterator[Row]:
    """List the tree of scopes."""
    for one in sorted(portal.read().scopes.values(), key=lambda scope: scope.key):
        yield Row(one.path, {"scope": one.path, "level": one.level})
