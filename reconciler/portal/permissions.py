"""Writing the permissions of a role or group: only what differs."""

from sqlalchemy import Connection, Table, delete


def write_permissions(
    connection: Connection, table: Table, holder: int, sides: tuple[frozenset[str], frozenset[str]]
) -> None:
    """Make the rows of a holder say the second set where they said the first."""
    before, after = sides
    owner, permission = table.c
    if gone := before - after:
        connection.execute(delete(table).where(owner == holder, permission.in_(sorted(gone))))
    if new := after - before:
        rows = [{owner.name: holder, permission.name: key} for key in sorted(new)]
        connection.execute(table.insert(), rows)
