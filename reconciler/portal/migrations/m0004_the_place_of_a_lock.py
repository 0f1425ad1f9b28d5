"""Where whoever holds the lock is: who does not see that place learns nothing of them."""

from alembic.operations import Operations
from sqlalchemy import Column, String


def upgrade(op: Operations) -> None:
    """Add the column; of a lock that is held meanwhile nobody but the reseller sees more."""
    op.add_column("locks", Column("place", String, nullable=False, server_default="/"))
