"""A state as the rows that the portal would have read, so that its own `check` can be asked."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from reconciler.core.access.question import Question
from reconciler.core.model import Ref, State, user_of
from reconciler.core.scope import Scope
from reconciler.portal import access, rows
from reconciler.portal.snapshot import Snapshot

K = TypeVar("K")


@dataclass(frozen=True)
class Built:
    """The snapshot of a state, and the ids of what stands in it; names are written as folded."""

    snapshot: Snapshot
    scopes: Mapping[Scope, int]
    users: Mapping[Ref, int]
    groups: Mapping[Ref, int]

    def asked(self, question: Question) -> access.Question:
        """A question of the core in the portal's terms."""
        return access.Question(
            self.users[question.user],
            question.permission,
            self.scopes[question.scope],
            None if question.on is None else self.on(question.on),
        )

    def on(self, ref: Ref) -> access.On:
        """A user or group as the portal is asked about it."""
        if ref.kind == "user":
            return access.On("user", self.users[ref])
        return access.On("group", self.groups[ref])


def built(state: State) -> Built:
    """Everything of a state as rows; users are in containers of their own scope alone."""
    scopes = _ids(state.scopes)
    users, roles, groups = _ids(people(state)), _ids(state.roles), _ids(state.groups)
    held = [*_held(state, users)]
    snapshot = Snapshot(
        account="northwind",
        scopes=dict(_scopes(scopes)),
        users=dict(_users(users, scopes, state)),
        roles={row: _role(row, ref, state) for ref, row in roles.items()},
        groups=dict(_groups(groups, scopes, state)),
        assignments=[
            rows.Assignment(roles[ref], user, end) for ref, user, end in held if ref in roles
        ],
        members=[
            rows.Membership(groups[ref], user, end) for ref, user, end in held if ref in groups
        ],
    )
    return Built(snapshot, scopes, users, groups)


def people(state: State) -> list[Ref]:
    """Every user of a state, in order."""
    return sorted(_user(key, at) for at, there in state.users.items() for key in there.all)


def _ids(things: Iterable[K]) -> dict[K, int]:
    return {thing: number for number, thing in enumerate(sorted(things), start=1)}


def _user(key: str, at: Scope) -> Ref:
    home, name = user_of(key, at)
    return Ref("user", home, (name,))


def _scopes(ids: Mapping[Scope, int]) -> Iterator[tuple[int, rows.Scope]]:
    for place, row in ids.items():
        names = place.names
        parent = ids[place.parent] if place.parent else None
        name = names[-1] if names else ""
        yield row, rows.Scope(row, parent, len(names), name, place.path, place.path)


def _users(
    ids: Mapping[Ref, int], scopes: Mapping[Scope, int], state: State
) -> Iterator[tuple[int, rows.User]]:
    inactive = {_user(key, at) for at, there in state.users.items() for key in there.inactive}
    for ref, row in ids.items():
        (name,) = ref.name
        yield row, rows.User(row, scopes[ref.scope], name, name, ref not in inactive)


def _role(row: int, ref: Ref, state: State) -> rows.Role:
    there, (name,) = state.roles[ref], ref.name
    return rows.Role(row, name, name, there.type or "", "", there.permissions or frozenset())


def _groups(
    ids: Mapping[Ref, int], scopes: Mapping[Scope, int], state: State
) -> Iterator[tuple[int, rows.Group]]:
    for ref, row in ids.items():
        parent, name = ids[ref.parent] if ref.parent else None, ref.name[-1]
        keys = state.groups[ref].permissions or frozenset()
        yield row, rows.Group(row, scopes[ref.scope], parent, name, name, "", keys)


def _held(state: State, users: Mapping[Ref, int]) -> Iterator[tuple[Ref, int, datetime | None]]:
    """Each membership, as the thing, the user's row and the end."""
    for container, there in state.members.items():
        for key in there.users:
            user = _user(key, container.scope)
            assert user.scope == container.scope, f"{key} is not of {container.scope}"
            yield container.ref, users[user], there.until.get(key)
