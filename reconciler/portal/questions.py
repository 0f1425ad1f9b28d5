"""Turning a question about names into one about ids, and what must be read to answer it."""

from dataclasses import dataclass

from sqlalchemy import Connection

from reconciler.portal import catalog, find
from reconciler.portal.access import On, Question
from reconciler.portal.errors import NotAskable, UnknownGroup, UnknownScope, UnknownUser
from reconciler.portal.names import fold, join, scope_key
from reconciler.portal.snapshot import Snapshot, load_around

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


def narrow(connection: Connection, asked: Asked) -> tuple[Snapshot, Question]:
    """The question, and a snapshot of no more than what decides about it."""
    place = find.scope(connection, asked.scope)
    people = [find.user(connection, asked.user).id]
    if isinstance(asked.on, str):
        people.append(find.user(connection, asked.on).id)
    snapshot = load_around(connection, people, [place.id])
    return snapshot, ask(snapshot, asked)


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
