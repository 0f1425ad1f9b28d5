"""How things look from outside: plain data, names as written, instants in UTC."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, TypeAlias

from reconciler.portal.api.etag import etag
from reconciler.portal.catalog import Permission, in_order
from reconciler.portal.events import Event
from reconciler.portal.locks import Lock
from reconciler.portal.numbered import Placed
from reconciler.portal.rows import Role, Scope

Shown: TypeAlias = dict[str, Any]


def scope(one: Scope) -> Shown:
    """The reseller, a customer or a phone system."""
    return {"id": one.id, "path": one.path, "level": one.level}


def user(one: Placed) -> Shown:
    """A user, with the scope they belong to."""
    who = one.thing
    return {"id": who.id, "name": who.name, "scope": one.scope, "active": who.active}


def role(one: Role) -> Shown:
    """A role of the account."""
    return {
        "id": one.id,
        "name": one.name,
        "type": one.type,
        "description": one.description,
        "permissions": in_order(one.permissions),
    }


def group(one: Placed) -> Shown:
    """A group; its path is the names from Top Role."""
    return {
        "id": one.thing.id,
        "scope": one.scope,
        "path": list(one.path),
        "description": one.thing.description,
        "permissions": in_order(one.thing.permissions),
        "built_in": one.thing.is_top,
    }


def group_container(one: Placed) -> Shown:
    """A group as what one is a member of."""
    return {"kind": "group", "id": one.thing.id, "scope": one.scope, "path": list(one.path)}


def role_container(one: Role, place: str) -> Shown:
    """A role as what users of a scope have."""
    return {"kind": "role", "id": one.id, "scope": place, "role": one.name}


def membership(container: Shown, name: str, expires: datetime | None) -> Shown:
    """One user in one container."""
    return {"container": container, "user": name, "expires": instant(expires)}


def lock(one: Lock) -> Shown:
    """Who holds the lock, and since when."""
    return {**asdict(one), "since": instant(one.since)}


def instant(one: datetime | None) -> str | None:
    """An instant as RFC 3339 writes it."""
    return None if one is None else one.astimezone(UTC).isoformat().replace("+00:00", "Z")


def permission(one: Permission) -> Shown:
    """A permission of the catalog."""
    return {
        "key": one.key,
        "title": one.title,
        "description": one.description,
        "category": one.category,
        "level": one.level,
        "role_types": list(one.role_types),
        "reach": one.reach,
        "sensitive": one.sensitive,
    }


def event(number: int, one: Event) -> Shown:
    """An entry of the event log."""
    same = ("actor", "scope", "action", "subject", "before", "after", "refused", "reason", "run")
    return {"id": number, "at": instant(one.at), **{name: getattr(one, name) for name in same}}


def with_etags(things: Iterable[Mapping[str, Any]]) -> list[Shown]:
    """Things of a page, each with its tag."""
    return [{**one, "etag": etag(one)} for one in things]


def page(items: Sequence[Any], following: str | None, version: int) -> Shown:
    """A page: `next` is the cursor of the one after it, `version` the moment it was read at."""
    return {"items": items, "next": following, "version": version}
