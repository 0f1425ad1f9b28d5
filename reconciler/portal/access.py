"""Who holds what, on whom it works, and every reason why: pure functions over a snapshot.

| reach | through a group | through a role |
|---|---|---|
| users | users in the groups strictly below, never oneself | every user at the scope and below |
| groups | the groups strictly below | every group at the scope and below, Top Role too |
| ungrouped | users of the phone system in no group | the same, at every phone system of the scope |
| place | the phone system as such | the scope and below |

A deactivated user and an ended membership hold nothing. A deactivated user is still reached; a user
whose memberships have all ended is in no group.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from reconciler.portal.catalog import BY_KEY
from reconciler.portal.rows import Group, has_ended
from reconciler.portal.snapshot import Snapshot
from reconciler.portal.words import ending


@dataclass(frozen=True, slots=True)
class On:
    """Somebody or something a permission works on, by id."""

    kind: Literal["user", "group"]
    id: int


@dataclass(frozen=True, slots=True)
class Question:
    """Whether a user holds a permission at a scope, and whether it reaches `on` there; ids."""

    user: int
    permission: str
    scope: int
    on: On | None = None


@dataclass(frozen=True, slots=True, order=True)
class Reason:
    """One path by which a permission comes: a membership or an assignment, names as written.

    `name` is the path of the group or the name of the role, `scope` the path of the scope where it
    is held, `below` the path of the group further down that holds (or is) what is reached.
    """

    kind: Literal["group", "role"]
    name: str
    scope: str
    below: str = ""
    until: datetime | None = None

    def __str__(self) -> str:
        """The path in words."""
        words = f"{self.kind} {self.name} at {self.scope}"
        if self.below:
            words += f", over {self.below}"
        return f"{words} ({ending(self.until)})" if self.until else words


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer, with every reason; no reason means no."""

    reasons: tuple[Reason, ...] = ()

    @property
    def allowed(self) -> bool:
        """Whether it is held, and reaches what was asked about."""
        return bool(self.reasons)


def check(snapshot: Snapshot, question: Question, now: datetime) -> Decision:
    """Answer one question about this moment; a permission works on what its reach says only."""
    if not snapshot.users[question.user].active:
        return Decision()
    found = paths(snapshot, question, now)
    return Decision(tuple(sorted(found, key=lambda one: (one.kind, one.name, one.below))))


def paths(snapshot: Snapshot, question: Question, now: datetime) -> Iterator[Reason]:
    """Every path by which the permission comes, be the user active or not."""
    yield from _through_groups(snapshot, question, now)
    yield from _through_roles(snapshot, question, now)


def _through_groups(snapshot: Snapshot, question: Question, now: datetime) -> Iterator[Reason]:
    for member in snapshot.memberships_of.get(question.user, ()):
        group = snapshot.groups[member.group]
        if group.scope != question.scope or question.permission not in group.permissions:
            continue
        if has_ended(member.expires, now):
            continue
        name, scope = snapshot.group_path(group.id), snapshot.scopes[group.scope].path
        for below in _from_group(snapshot, question, group, now):
            yield Reason("group", name, scope, below, member.expires)


def _from_group(
    snapshot: Snapshot, question: Question, group: Group, now: datetime
) -> Iterator[str]:
    """The groups through which this group reaches what is asked; "" where none is needed."""
    on = question.on
    if on is None:
        yield ""
        return
    match (BY_KEY[question.permission].reach, on.kind):
        case ("users", "user") if on.id != question.user:
            for below in groups_of(snapshot, on.id, now):
                if group.id in snapshot.above(below):
                    yield snapshot.group_path(below)
        case ("groups", "group") if group.id in snapshot.above(on.id):
            yield snapshot.group_path(on.id)
        case ("ungrouped", "user") if snapshot.users[on.id].scope == group.scope:
            if not groups_of(snapshot, on.id, now):
                yield ""


def _through_roles(snapshot: Snapshot, question: Question, now: datetime) -> Iterator[Reason]:
    home = snapshot.users[question.user].scope
    if not snapshot.is_within(question.scope, home) or not _is_at(snapshot, question, now):
        return
    for assignment in snapshot.assignments_of.get(question.user, ()):
        role = snapshot.roles[assignment.role]
        if question.permission in role.permissions and not has_ended(assignment.expires, now):
            scope = snapshot.scopes[home].path
            yield Reason("role", role.name, scope, until=assignment.expires)


def _is_at(snapshot: Snapshot, question: Question, now: datetime) -> bool:
    """Whether a role that holds at the scope reaches what is asked there."""
    on = question.on
    if on is None:
        return True
    home = snapshot.users[on.id].scope if on.kind == "user" else snapshot.groups[on.id].scope
    match (BY_KEY[question.permission].reach, on.kind):
        case ("users", "user") | ("groups", "group"):
            return snapshot.is_within(home, question.scope)
        case ("ungrouped", "user"):
            is_below = snapshot.is_within(home, question.scope)
            in_phone_system = snapshot.scopes[home].level == "phone_system"
            return is_below and in_phone_system and not groups_of(snapshot, on.id, now)
    return False


def groups_of(snapshot: Snapshot, user: int, now: datetime) -> list[int]:
    """The groups that a user is in at this instant, deactivated or not."""
    memberships = snapshot.memberships_of.get(user, ())
    return [member.group for member in memberships if not has_ended(member.expires, now)]
