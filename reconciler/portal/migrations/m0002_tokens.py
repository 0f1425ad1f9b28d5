"""Tokens of the service, and what creates were answered that are sent again with the same key."""

from alembic.operations import Operations
from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Integer,
    String,
    Text,
)


def upgrade(op: Operations) -> None:
    """Make their tables."""
    op.create_table(
        "tokens",
        Column("id", Integer, primary_key=True),
        Column("user", Integer, ForeignKey("users.id"), nullable=False),
        Column("scope", Integer, ForeignKey("scopes.id"), nullable=False),
        Column("kind", String, nullable=False),
        Column("digest", String, nullable=False, unique=True),
        Column("created", DateTime(timezone=True), nullable=False),
        Column("expires", DateTime(timezone=True), nullable=False),
        Column("used", DateTime(timezone=True)),
        Column("revoked", DateTime(timezone=True)),
        CheckConstraint("kind in ('read', 'write')", name="kind_of_token"),
    )
    op.create_index("ix_tokens_user", "tokens", ["user"])
    op.create_table(
        "answers",
        Column("token", Integer, primary_key=True),
        Column("key", String, primary_key=True),
        Column("request", String, nullable=False),
        Column("status", Integer, nullable=False),
        Column("headers", JSON, nullable=False),
        Column("body", Text, nullable=False),
        Column("at", DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_answers_at", "answers", ["at"])
