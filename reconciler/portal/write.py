"""Writing rows: one new row with its id, and of permissions only what differs."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table, delete


def insert(connection: Connection, table: Table, row: Mapping[str, Any]) -> int:
    """Write one new row; its id."""
    key = connection.execute(table.insert(), row).inserted_primary_key
    if key is None:
        message = f"{table.name} gave no id to a new row"
        raise RuntimeError(message)
    created: int = key[0]
    return created


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
