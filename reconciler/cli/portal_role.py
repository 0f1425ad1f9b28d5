"""`reconciler portal role`: the roles of the account."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from reconciler.cli.portal_rows import Row
from reconciler.cli.portal_shared import (
    edited,
    help_text,
    reading,
    with_description,
    with_edits,
    with_permissions,
    writing,
)

if TYPE_CHECKING:
    from reconciler.portal import Portal, Work

TYPES = click.Choice(["reseller", "customer", "user"])


@click.group(
    help=help_text(
        "Roles: made at the reseller, given where their type allows.",
        (
            "reconciler portal role add Receptionist --type user -p call_flow.access",
            "reconciler portal role edit Receptionist --add presence.access",
            'reconciler portal role rename Receptionist "Front desk"',
        ),
    )
)
def role() -> None:
    """Group the commands about roles."""


@role.command()
@click.argument("name")
@click.option("--type", "role_type", type=TYPES, required=True, help="Whom it can be given to.")
@with_permissions
@with_description
@writing
def add(
    work: "Work", name: str, role_type: str, keys: tuple[str, ...], description: str | None
) -> str:
    """Add a role."""
    work.roles.create(name, role_type, keys, description or "")
    return f"Added role {name}."


@role.command()
@click.argument("name")
@click.option("--type", "role_type", type=TYPES, help="The new type; nobody may be assigned.")
@with_edits
@writing
def edit(
    work: "Work",
    *,
    name: str,
    role_type: str | None,
    added: tuple[str, ...],
    removed: tuple[str, ...],
    description: str | None,
) -> str:
    """Change a role's type, permissions or description."""
    keys = edited(work.roles.find(name).permissions, added, removed)
    work.roles.edit(name, role_type=role_type, permissions=keys, description=description)
    return f"Edited role {name}."


@role.command()
@click.argument("name")
@click.argument("to")
@writing
def rename(work: "Work", name: str, to: str) -> str:
    """Give a role another name; everybody keeps it."""
    work.roles.rename(name, to)
    return f"Renamed role {name} to {to}."


@role.command()
@click.argument("name")
@writing
def delete(work: "Work", name: str) -> str:
    """Delete a role that nobody has."""
    work.roles.delete(name)
    return f"Deleted role {name}."


@role.command("list")
@reading
def list_roles(portal: "Portal") -> Iterator[Row]:
    """List the roles, with their types and permissions, and how many users have them."""
    from reconciler.portal.catalog import in_order

    snapshot = portal.read()
    holders = Counter(assignment.role for assignment in snapshot.assignments)
    for one in sorted(snapshot.roles.values(), key=lambda role: role.folded):
        keys, assigned = in_order(one.permissions), holders[one.id]
        data = {"role": one.name, "type": one.type, "assigned": assigned, "permissions": keys}
        yield Row(f"{one.name} ({one.type}, {assigned} assigned): {', '.join(keys)}", data)
