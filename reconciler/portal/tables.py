"""The tables of the portal as they are today; see `migrations` for how they came to be so."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
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
    or_,
    true,
)


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
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's signature
    ) -> datetime | None:
        """What is read."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


metadata = MetaData()


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _to(name: str, target: str, **options: Any) -> Column[int]:
    return Column(name, Integer, ForeignKey(f"{target}.id"), nullable=False, **options)


def _text(name: str, **options: Any) -> Column[str]:
    return Column(name, String, nullable=False, **options)


schema_version = Table(
    "schema_version", metadata, Column("version", Integer, primary_key=True, autoincrement=False)
)

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


def within(key: str) -> ColumnElement[bool]:
    """Whether a row of `scopes` is the place of this folded path, or stands below it."""
    if key == "/":
        return true()
    return or_(scopes.c.key == key, scopes.c.key.startswith(f"{key}/", autoescape=True))


users = Table(
    "users",
    metadata,
    _id(),
    _to("scope", "scopes"),
    _text("name"),
    _text("folded", unique=True),
    Column("active", Boolean, nullable=False),
    Index("users_by_place", "scope", "folded"),  # all that a listing needs of nearly everybody
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

tokens = Table(
    "tokens",
    metadata,
    _id(),
    _to("user", "users", index=True),
    _to("scope", "scopes"),  # all that it may touch and see: where the user is, or below
    _text("kind"),
    _text("digest", unique=True),  # of the secret, which nobody keeps
    Column("created", Instant, nullable=False),
    Column("expires", Instant, nullable=False),
    Column("used", Instant),  # to the hour
    Column("revoked", Instant),
    CheckConstraint("kind in ('read', 'write')", name="kind_of_token"),
)

answers = Table(
    "answers",
    metadata,
    Column("token", Integer, primary_key=True),
    Column("key", String, primary_key=True),
    _text("request"),  # the digest of what was asked
    Column("status", Integer, nullable=False),
    Column("headers", JSON, nullable=False),
    Column("body", Text, nullable=False),
    Column("at", Instant, nullable=False, index=True),
)
"""What creates were answered, for those that are sent again with the same key."""

locks = Table(
    "locks",
    metadata,
    Column("one", Integer, primary_key=True),  # always 1: whoever comes second cannot insert
    _text("id"),
    _text("user"),
    _text("host"),
    _text("process"),
    _text("link"),
    _text("commit"),
    Column("since", Instant, nullable=False),
    Column("until", Instant, nullable=False),  # the end of the lease, unless it is renewed
    Column("place", String, nullable=False, server_default="/"),  # the holder's, folded
    CheckConstraint("one = 1", name="one_lock"),
)
