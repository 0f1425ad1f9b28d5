"""Turning a question about names into one about ids, and what must be read to answer it."""

from dataclasses import dataclass

from sqlalchemy import Connection

from reconciler.portal import catalog, find
from reconciler.portal.access import On, Question
from reconciler.portal.around import load_around
from reconciler.portal.errors.malformed import NotAskable
from reconciler.portal.errors.unknown import UnknownGroup, UnknownScope, UnknownUser
from reconciler.portal.names import fold, join, scope_key
from reconciler.portal.rows import Scope
from reconciler.portal.sight import Sight
from reconciler.portal.snapshot import Snapshot

Subject = str | tuple[str, ...] | None
"""The name of a user, the path of a group of the scope that is asked about, or nobody."""

_WORKS_ON = {"users": "users", "groups": "groups", "ungrouped": "users", "place": "a place as such"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as people ask it: whether `user` holds a permission at a scope, and on whom."""

    user: str
    permission: str
    scope: str
    on: Subject = None


def ask(snapshot: Snapshot, asked: Asked) -> Question:
    """The question in ids of a snapshot. Raises `Unknown` and `NotAskable`."""
    _require_askable(asked)
    place = snapshot.scope_ids.get(scope_key(asked.scope))
    if place is None:
        raise UnknownScope(path=asked.scope)
    user = _user(snapshot, asked.user)
    match asked.on:
        case None:
            on = None
        case str(name):
            on = On("user", _user(snapshot, name))
        case path:
            on = On("group", _group(snapshot, place, path))
    return Question(user, asked.permission, place, on)


def narrow(sight: Sight, asked: Asked) -> tuple[Snapshot, Question]:
    """The question, and a snapshot of no more than what decides about it.

    Raises `Unknown`, `NotAskable`, and `OutOfSight` for what the one who asks does not see.
    """
    place = sight.scope(asked.scope)
    names = [asked.user, asked.on] if isinstance(asked.on, str) else [asked.user]
    people = [sight.person(name)[0].id for name in names]
    groups = _groups(sight.connection, place, asked.on)
    snapshot = load_around(sight.connection, people, [place.id], groups)
    return snapshot, ask(snapshot, asked)


def _groups(connection: Connection, place: Scope, on: Subject) -> list[int]:
    """The groups along the path that is asked about; none where there is none, as `ask` says."""
    if on is None or isinstance(on, str):
        return []
    try:
        return [group.id for group in find.lineage(connection, place, on)]
    except UnknownGroup:
        return []


def _require_askable(asked: Asked) -> None:
    works_on = _WORKS_ON[catalog.find(asked.permission).reach]
    if asked.on is None:
        return
    is_user = isinstance(asked.on, str)
    if works_on != ("users" if is_user else "groups"):
        on = f"the user {asked.on}" if is_user else "a group"
        raise NotAskable(permission=asked.permission, reach=works_on, on=on)


def _user(snapshot: Snapshot, name: str) -> int:
    found = snapshot.user_ids.get(fold(name))
    if found is None:
        raise UnknownUser(name=name)
    return found


def _group(snapshot: Snapshot, scope: int, path: tuple[str, ...]) -> int:
    found = snapshot.group_ids.get((scope, tuple(map(fold, path))))
    if found is None:
        raise UnknownGroup(group=join(path), scope=snapshot.scopes[scope].path)
    return found
