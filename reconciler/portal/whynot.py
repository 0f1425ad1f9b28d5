"""Why a permission is not held, or does not reach: every reason, in words, over a snapshot.

Where somebody is deactivated and holds it nowhere either, both are said: setting one of them right
would not be enough.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from reconciler.portal.access import On, Question, groups_of, paths
from reconciler.portal.catalog import BY_KEY
from reconciler.portal.rows import Group, has_ended
from reconciler.portal.snapshot import Snapshot
from reconciler.portal.words import ending, listing


@dataclass(frozen=True, slots=True)
class _Holding:
    """A membership or an assignment that could hold at the scope that is asked about.

    `words` say what is held and where; `group` is None for a role.
    """

    kind: Literal["group", "role"]
    words: str
    carries: bool
    expires: datetime | None
    group: Group | None = None


def explain(snapshot: Snapshot, question: Question, now: datetime) -> tuple[str, ...]:
    """Every reason of a no, each in a line; none where the answer is yes."""
    who = snapshot.users[question.user]
    lines = [] if who.active else [f"{who.name} is deactivated"]
    if not any(paths(snapshot, question, now)):
        lines += _missing(snapshot, question, now)
    return tuple(lines)


def _missing(snapshot: Snapshot, question: Question, now: datetime) -> Iterator[str]:
    """What stands in the way, be the user active or not."""
    holdings = [*_groups(snapshot, question), *_roles(snapshot, question)]
    lasting = [one for one in holdings if not has_ended(one.expires, now)]
    if not lasting:
        yield _nothing(snapshot, question)
    for kind in ("group", "role"):
        same = [one for one in lasting if one.kind == kind]
        if same and not any(one.carries for one in same):
            yield _carried_by_none(snapshot, question, same)
    for one in sorted(holdings, key=lambda one: (one.kind, one.words)):
        if one.carries and has_ended(one.expires, now):
            yield f"{one.words} carries it, but that has ended ({ending(one.expires)})"
        elif one.carries and question.on is not None:
            obstacle = _obstacle(snapshot, question, question.on, one.group, now)
            yield f"{one.words} carries it, but {obstacle}"


def _groups(snapshot: Snapshot, question: Question) -> Iterator[_Holding]:
    for member in snapshot.memberships_of.get(question.user, ()):
        group = snapshot.groups[member.group]
        if group.scope == question.scope:
            words = f"group {snapshot.group_path(group.id)} at {_path(snapshot, group.scope)}"
            carries = question.permission in group.permissions
            yield _Holding("group", words, carries, member.expires, group)


def _roles(snapshot: Snapshot, question: Question) -> Iterator[_Holding]:
    home = snapshot.users[question.user].scope
    if not snapshot.is_within(question.scope, home):
        return
    for assignment in snapshot.assignments_of.get(question.user, ()):
        role = snapshot.roles[assignment.role]
        words = f"role {role.name} at {_path(snapshot, home)}"
        yield _Holding("role", words, question.permission in role.permissions, assignment.expires)


def _nothing(snapshot: Snapshot, question: Question) -> str:
    who, place = snapshot.users[question.user], _path(snapshot, question.scope)
    if snapshot.is_within(question.scope, who.scope):
        return f"{who.name} holds nothing at {place}: no group there, and no role"
    home = _path(snapshot, who.scope)
    return f"{who.name} holds nothing at {place}: {who.name} belongs to {home}"


def _carried_by_none(snapshot: Snapshot, question: Question, same: Sequence[_Holding]) -> str:
    name, key = snapshot.users[question.user].name, question.permission
    held = "is in" if same[0].kind == "group" else "has"
    if len(same) == 1:
        return f"{name} {held} {same[0].words}, which does not carry {key}"
    place = _path(snapshot, question.scope)
    return f"{name} {held} {len(same)} {same[0].kind}s at {place}, and none carries {key}"


def _obstacle(
    snapshot: Snapshot, question: Question, on: On, group: Group | None, now: datetime
) -> str:
    """Why what is held does not reach somebody or something, given that it does not."""
    match (BY_KEY[question.permission].reach, on.kind):
        case ("groups", "group"):
            return _not_below(snapshot, on.id, group)
        case ("users" | "ungrouped", "user"):
            return _not_reached(snapshot, question, on.id, now)
    return f"it does not work on a {on.kind}"


def _not_reached(snapshot: Snapshot, question: Question, on: int, now: datetime) -> str:
    who = snapshot.users[on]
    if not snapshot.is_within(who.scope, question.scope):
        home = _path(snapshot, who.scope)
        return f"{who.name} belongs to {home}, outside {_path(snapshot, question.scope)}"
    names = sorted(snapshot.group_path(one) for one in groups_of(snapshot, on, now))
    if BY_KEY[question.permission].reach == "ungrouped":
        return _not_ungrouped(snapshot, on, names)
    if on == question.user:
        return "through a group nobody reaches themselves"
    if not names:
        return f"{who.name} is in no group"
    return f"{who.name} is in {listing(names)}, not below it"


def _not_below(snapshot: Snapshot, on: int, group: Group | None) -> str:
    path = snapshot.group_path(on)
    if snapshot.groups[on].is_top:
        return f"{path} stands at the top, and through a group only what is below it is reached"
    if group is not None and group.id == on:
        return "it reaches the groups below that one, not itself"
    return f"{path} is not below it"


def _not_ungrouped(snapshot: Snapshot, on: int, names: Sequence[str]) -> str:
    who = snapshot.users[on]
    if names:
        return f"{who.name} is in {listing(names)}, and it reaches users in no group"
    return f"{who.name} belongs to {_path(snapshot, who.scope)}, which is no phone system"


def _path(snapshot: Snapshot, scope: int) -> str:
    return snapshot.scopes[scope].path
