"""Turning a question about names into one about ids, and what must be read to answer it."""

from sqlalchemy import Connection

from reconciler.portal import catalog, find
from reconciler.portal.access import On, Question
from reconciler.portal.errors import NotAskable, UnknownGroup, UnknownScope, UnknownUser
from reconciler.portal.names import fold, join, scope_key
from reconciler.portal.rows import Scope, User
from reconciler.portal.snapshot import Snapshot, load_around

Subject = str | tuple[str, ...] | None
"""The name of a user, or the path of a group of the scope that is asked about."""

_REACHES = {
    "users": "users",
    "groups": "groups",
    "ungrouped": "users",
    "place": "a place as such",
}


def narrow(
    connection: Connection, user: str, permission: str, scope: str, on: Subject
) -> tuple[Snapshot, Question]:
    """The question, and a snapshot of no more than what decides about it."""
    place, who = find.scope(connection, scope), find.user(connection, user)
    require_askable(permission, on)
    people, scopes = [who], [place]
    target = _find_target(connection, place, on)
    if isinstance(target, User):
        people.append(target)
    snapshot = load_around(connection, [one.id for one in people], [one.id for one in scopes])
    about = None if target is None else _on(target)
    return snapshot, Question(who.id, permission, place.id, about)
