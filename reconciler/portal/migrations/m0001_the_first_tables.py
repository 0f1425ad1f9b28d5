"""The tables that every portal began with."""

from typing import Any

from alembic.operations import Operations
from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Integer,
    String,
    Text,
    UniqueConstraint,
)


def upgrade(op: Operations) -> None:
    """Make them."""
    op.create_table("schema_version", _key("version", autoincrement=False))
    op.create_table("account", _key("id"), _text("name"))
    _scopes(op)
    _users(op)
    _roles(op)
    _groups(op)
    _events(op)


def _scopes(op: Operations) -> None:
    op.create_table(
        "scopes",
        _key("id"),
        Column("parent", Integer, ForeignKey("scopes.id")),
        Column("depth", Integer, nullable=False),
        _text("name"),
        _text("path"),
        _text("key", unique=True),
        CheckConstraint("depth between 0 and 2", name="three_levels"),
        CheckConstraint("(parent is null) = (depth = 0)", name="one_root"),
    )


def _users(op: Operations) -> None:
    op.create_table(
        "users",
        _key("id"),
        _to("scope", "scopes"),
        _text("name"),
        _text("folded", unique=True),
        Column("active", Boolean, nullable=False),
    )
    op.create_index("users_by_place", "users", ["scope", "folded"])


def _roles(op: Operations) -> None:
    op.create_table(
        "roles",
        _key("id"),
        _text("name"),
        _text("folded", unique=True),
        _text("type"),
        Column("description", Text, nullable=False),
    )
    op.create_table("role_permissions", _to("role", "roles", **_KEY), _text("permission", **_KEY))
    _held(op, "assignments", "role", "roles")


def _groups(op: Operations) -> None:
    op.create_table(
        "groups",
        _key("id"),
        _to("scope", "scopes"),
        Column("parent", Integer, ForeignKey("groups.id")),
        _text("name"),
        _text("folded"),
        Column("description", Text, nullable=False),
        UniqueConstraint("parent", "folded"),
    )
    op.create_index("groups_by_place", "groups", ["scope", "parent", "folded"])
    op.create_table(
        "group_permissions", _to("group", "groups", **_KEY), _text("permission", **_KEY)
    )
    _held(op, "members", "group", "groups")


def _held(op: Operations, name: str, holder: str, holders: str) -> None:
    """Who is in a group, or holds a role, until when."""
    op.create_table(
        name,
        _to(holder, holders, **_KEY),
        _to("user", "users", **_KEY),
        Column("expires", DateTime(timezone=True)),
    )
    op.create_index(f"ix_{name}_user", name, ["user"])


def _events(op: Operations) -> None:
    op.create_table(
        "events",
        _key("id"),
        Column("at", DateTime(timezone=True), nullable=False),
        _text("actor"),
        _to("scope", "scopes"),
        _text("action"),
        _text("subject"),
        Column("before", JSON),
        Column("after", JSON),
        Column("refused", String),
        Column("reason", Text),
        Column("run", JSON),
    )
    op.create_index("ix_events_scope", "events", ["scope"])


_KEY: dict[str, Any] = {"primary_key": True}


def _key(name: str, **options: Any) -> Column[int]:
    return Column(name, Integer, primary_key=True, **options)


def _to(name: str, target: str, **options: Any) -> Column[int]:
    return Column(name, Integer, ForeignKey(f"{target}.id"), nullable=False, **options)


def _text(name: str, **options: Any) -> Column[str]:
    return Column(name, String, nullable=False, **options)
