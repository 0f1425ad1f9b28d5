"""`reconciler portal role`: the roles of the account."""

import click

from reconciler.cli.portal_shared import as_user, database, help_text, opened, say, writing

TYPES = click.Choice(["reseller", "customer", "user"])
DESCRIPTION = click.option("--description", metavar="TEXT", help="What it is for.")


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
@click.option("-p", "--permission", "keys", multiple=True, metavar="KEY", help="May be repeated.")
@DESCRIPTION
@database
@as_user
def add(
    *,
    name: str,
    role_type: str,
    keys: tuple[str, ...],
    description: str | None,
    db: str | None,
    caller: str | None,
) -> None:
    """Add a role."""
    with writing(db, caller) as work:
        work.roles.create(name, role_type, keys, description or "")
    say(f"Added role {name}.")


@role.command()
@click.argument("name")
@click.option("--type", "role_type", type=TYPES, help="The new type; nobody may be assigned.")
@click.option("--add", "added", multiple=True, metavar="KEY", help="A permission to add.")
@click.option("--remove", "removed", multiple=True, metavar="KEY", help="One to take out.")
@DESCRIPTION
@database
@as_user
def edit(
    *,
    name: str,
    role_type: str | None,
    added: tuple[str, ...],
    removed: tuple[str, ...],
    description: str | None,
    db: str | None,
    caller: str | None,
) -> None:
    """Change a role's type, permissions or description."""
    with writing(db, caller) as work:
        keys = (work.roles.find(name).permissions | set(added)) - set(removed)
        wanted = keys if added or removed else None
        work.roles.edit(name, role_type=role_type, permissions=wanted, description=description)
    say(f"Edited role {name}.")


@role.command()
@click.argument("name")
@click.argument("to")
@database
@as_user
def rename(name: str, to: str, db: str | None, caller: str | None) -> None:
    """Give a role another name; everybody keeps it."""
    with writing(db, caller) as work:
        work.roles.rename(name, to)
    say(f"Renamed role {name} to {to}.")


@role.command()
@click.argument("name")
@database
@as_user
def delete(name: str, db: str | None, caller: str | None) -> None:
    """Delete a role that nobody has."""
    with writing(db, caller) as work:
        work.roles.delete(name)
    say(f"Deleted role {name}.")


@role.command("list")
@database
def list_roles(db: str | None) -> None:
    """List the roles, with their types and permissions, and how many users have them."""
    from reconciler.portal.catalog import in_order

    with opened(db) as portal:
        snapshot = portal.read()
    for one in sorted(snapshot.roles.values(), key=lambda role: role.folded):
        holders = sum(1 for assignment in snapshot.assignments if assignment.role == one.id)
        say(f"{one.name} ({one.type}, {holders} assigned): {', '.join(in_order(one.permissions))}")
