"""The lock of a run that writes to this portal."""

from alembic.operations import Operations
from sqlalchemy import CheckConstraint, Column, DateTime, Integer, String


def upgrade(op: Operations) -> None:
    """Make its table."""
    op.create_table(
        "locks",
        Column("one", Integer, primary_key=True),
        *(
            Column(name, String, nullable=False)
            for name in ("id", "user", "host", "process", "link", "commit")
        ),
        Column("since", DateTime(timezone=True), nullable=False),
        Column("until", DateTime(timezone=True), nullable=False),
        CheckConstraint("one = 1", name="one_lock"),
    )
