"""Who reaches whom in a state, as the portal's own `check` answers, and what a plan does to that.

The states of the small worlds come back again and again, so the answers are kept.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from reconciler.core.change import Action, Change
from reconciler.core.model import Ref, State
from reconciler.core.plan import Plan
from reconciler.core.scope import ROOT
from reconciler.portal import rows
from reconciler.portal.access import On, Question, check
from reconciler.portal.snapshot import Snapshot

from .build import ACME, LONDON, NOW, Case
from .run import in_turn, memory, send

PERMISSIONS = {
    "users.access": "users",
    "role_permissions.manage": "groups",
    "presence.access": "place",
}
"""One permission of each reach but `ungrouped`, which is shown and not counted."""

Held = tuple[str, str, str | Ref]
"""A user, a permission, and the user, the group or the place (as "") it reaches."""
Key = tuple[frozenset[object], ...]

_SCOPES = {
    1: rows.Scope(1, None, 0, "", "/", "/"),
    2: rows.Scope(2, 1, 1, "acme", "/acme", "/acme"),
    3: rows.Scope(3, 2, 2, "london", "/acme/london", "/acme/london"),
}
_SCOPE_IDS = {ROOT: 1, ACME: 2, LONDON: 3}
_known: dict[Key, frozenset[Held]] = {}


def access(state: State) -> frozenset[Held]:
    """Everything that somebody holds over somebody or something, groups by their addresses."""
    key = _key(state)
    if key not in _known:
        _known[key] = frozenset(_access(state))
    return _known[key]


def _key(state: State) -> Key:
    members = {
        (container, there.users, frozenset(there.until.items()))
        for container, there in state.members.items()
    }
    users = {(scope, there.active) for scope, there in state.users.items()}
    things = frozenset((thing.ref, thing.permissions) for thing in state.things)
    return (things, frozenset(members), frozenset(users))


def _access(state: State) -> Iterator[Held]:
    built = _snapshot(state)
    names = {user.id: user.name for user in built.users.values()}
    groups = {row: ref for ref, row in _ids(state.groups).items()}
    for user, name in names.items():
        for permission, reach in PERMISSIONS.items():
            for on, target in _targets(reach, names, groups):
                question = Question(user, permission, 3, on)
                if check(built, question, NOW).allowed:
                    yield name, permission, target


def _targets(
    reach: str, users: Mapping[int, str], groups: Mapping[int, Ref]
) -> Iterator[tuple[On | None, str | Ref]]:
    if reach == "place":
        yield None, ""
    elif reach == "users":
        yield from ((On("user", row), name) for row, name in users.items())
    else:
        yield from ((On("group", row), ref) for row, ref in groups.items())


def _ids(things: Mapping[Ref, object]) -> dict[Ref, int]:
    return {ref: number for number, ref in enumerate(sorted(things), start=1)}


def _snapshot(state: State) -> Snapshot:
    """The rows that the portal would have read; all is in London, where the roles are held."""
    names = sorted(state.users[LONDON].all)
    users = {name: number for number, name in enumerate(names, start=1)}
    roles, groups = _ids(state.roles), _ids(state.groups)
    held = [
        (container.ref, users[user], there.until.get(user))
        for container, there in state.members.items()
        for user in there.users
    ]
    return Snapshot(
        account="northwind",
        scopes=_SCOPES,
        users={
            row: rows.User(row, 3, name, name, name in state.users[LONDON].active)
            for name, row in users.items()
        },
        roles={
            row: rows.Role(row, ref.name[0], ref.name[0], "user", "", _permissions(state, ref))
            for ref, row in roles.items()
        },
        groups={
            row: rows.Group(
                row,
                3,
                groups[ref.parent] if ref.parent else None,
                ref.name[-1],
                ref.name[-1],
                "",
                _permissions(state, ref),
            )
            for ref, row in groups.items()
        },
        assignments=[
            rows.Assignment(roles[ref], user, end) for ref, user, end in held if ref in roles
        ],
        members=[
            rows.Membership(groups[ref], user, end) for ref, user, end in held if ref in groups
        ],
    )


def _permissions(state: State, ref: Ref) -> frozenset[str]:
    thing = state.thing(ref)
    assert thing is not None
    return thing.permissions or frozenset()


@dataclass(frozen=True)
class Walk:
    """What was seen on the way from one state to another, in one order of the changes."""

    changes: Sequence[Change]
    seen: Sequence[frozenset[Held]]
    before: frozenset[Held]
    after: frozenset[Held]

    @property
    def excess(self) -> list[tuple[int, frozenset[Held]]]:
        """After how many changes somebody holds what they hold neither before nor after."""
        most = self.before | self.after
        return [(at, held - most) for at, held in enumerate(self.seen, start=1) if held - most]

    @property
    def gaps(self) -> list[tuple[int, frozenset[Held]]]:
        """After how many changes somebody lacks what they hold before and after."""
        least = self.before & self.after
        return [(at, least - held) for at, held in enumerate(self.seen, start=1) if least - held]


def walk(case: Case, plan: Plan, seed: int | None = None) -> Walk:
    """Make the changes one by one; with a seed, those of each wave in another order."""
    return walk_in(case, plan, in_turn(plan, seed))


def walk_in(case: Case, plan: Plan, changes: Sequence[Change]) -> Walk:
    """Make the changes of a plan one by one in some order.

    Groups are told apart by what they were before; only those count that are there all the way.
    """
    provider, identities = memory(case.before), _themselves(case.before)
    seen = []
    for change in changes:
        send(provider, [change], plan, case)
        identities = _followed(identities, change)
        seen.append((access(provider.state), identities))
    assert provider.state == case.after, f"{case}: it ends elsewhere"
    for new, old in case.moved.items():
        assert new.kind == "role" or identities[new] == old, f"{case}: {old} did not become {new}"
    staying = frozenset(identities.values())
    return Walk(
        changes,
        [_among(held, names, staying) for held, names in seen],
        _among(access(case.before), _themselves(case.before), staying),
        _among(access(case.after), identities, staying),
    )


def _themselves(state: State) -> dict[Ref, Ref | None]:
    return {ref: ref for ref in state.groups}


def _followed(identities: dict[Ref, Ref | None], change: Change) -> dict[Ref, Ref | None]:
    """Which group stands where after a change; None for one that is new."""
    if change.ref.kind != "group":
        return identities
    match change.action:
        case Action.CREATE:
            return {**identities, change.ref: None}
        case Action.DELETE:
            return {ref: was for ref, was in identities.items() if ref != change.ref}
        case Action.MOVE:
            return {_rebased(ref, change): was for ref, was in identities.items()}
    return identities


def _rebased(ref: Ref, move: Change) -> Ref:
    if not move.old_ref.holds(ref):
        return ref
    return Ref("group", ref.scope, move.ref.name + ref.name[len(move.old_ref.name) :])


def _among(
    held: frozenset[Held], identities: Mapping[Ref, Ref | None], staying: frozenset[Ref | None]
) -> frozenset[Held]:
    """The same with groups by what they were, less those that come or go."""
    return frozenset(
        (user, permission, target if isinstance(target, str) else identities[target])
        for user, permission, target in held
        if isinstance(target, str) or (identities[target] and identities[target] in staying)
    )
