"""The tables of the portal, and the version of their schema."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

SCHEMA = 1
"""Stamped into every new database; a larger one was written by a later version."""


class Instant(TypeDecorator[datetime]):
    """An instant, aware and in UTC on both sides, also where the database keeps no time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's signature
    ) -> datetime | None:
        """What is stored."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(
        self,
        value: Any | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's signature
    ) -> datetime | None:
        """What is read."""
        return None if value is None else value.replace(tzinfo=UTC)


metadata = MetaData()


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _to(name: str, target: str, **options: Any) -> Column[int]:
    return Column(name, Integer, ForeignKey(f"{target}.id"), nullable=False, **options)


def _text(name: str, **options: Any) -> Column[str]:
    return Column(name, String, nullable=False, **options)


schema_version = Table("schema_version", metadata, Column("version", Integer, primary_key=True))

account = Table("account", metadata, _id(), _text("name"))

scopes = Table(
    "scopes",
    metadata,
    _id(),
    Column("parent", Integer, ForeignKey("scopes.id")),
    Column("depth", Integer, nullable=False),
    _text("name"),
    _text("path"),  # as written, from the root
    _text("key", unique=True),  # the same folded: makes names unique in their parent
    CheckConstraint("depth between 0 and 2", name="three_levels"),
    CheckConstraint("(parent is null) = (depth = 0)", name="one_root"),
)

users = Table(
    "users",
    metadata,
    _id(),
    _to("scope", "scopes", index=True),
    _text("name"),
    _text("folded", unique=True),
    Column("active", Boolean, nullable=False),
)

roles = Table(
    "roles",
    metadata,
    _id(),
    _text("name"),
    _text("folded", unique=True),
    _text("type"),
    Column("description", Text, nullable=False),
)

role_permissions = Table(
    "role_permissions",
    metadata,
    _to("role", "roles", primary_key=True),
    Column("permission", String, primary_key=True),
)

assignments = Table(
    "assignments",
    metadata,
    _to("role", "roles", primary_key=True),
    _to("user", "users", primary_key=True, index=True),
    Column("expires", Instant),
)

groups = Table(
    "groups",
    metadata,
    _id(),
    _to("scope", "scopes"),
    Column("parent", Integer, ForeignKey("groups.id")),  # null for Top Role
    _text("name"),
    _text("folded"),
    Column("description", Text, nullable=False),
    UniqueConstraint("parent", "folded"),
    Index("groups_by_place", "scope", "parent", "folded"),
)

group_permissions = Table(
    "group_permissions",
    metadata,
    _to("group", "groups", primary_key=True),
    Column("permission", String, primary_key=True),
)

members = Table(
    "members",
    metadata,
    _to("group", "groups", primary_key=True),
    _to("user", "users", primary_key=True, index=True),
    Column("expires", Instant),
)

events = Table(
    "events",
    metadata,
    _id(),
    Column("at", Instant, nullable=False),
    _text("actor"),
    _to("scope", "scopes", index=True),
    _text("action"),
    _text("subject"),
    Column("before", JSON(none_as_null=True)),
    Column("after", JSON(none_as_null=True)),
    Column("refused", String),  # the code of the refusal
    Column("reason", Text),
    Column("run", JSON(none_as_null=True)),
)
