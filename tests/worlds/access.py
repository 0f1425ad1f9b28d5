"""Who reaches whom in a state, as the portal's own `check` answers, and what a plan does to that.

The states of the small worlds come back again and again, so the answers are kept.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from reconciler.core.access.question import Question
from reconciler.core.change import Action, Change
from reconciler.core.model import Ref, State
from reconciler.core.plan import Plan
from reconciler.portal.access import check

from .build import LONDON, NOW, Case
from .rows import Built, built
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
    there = built(state)
    for user in there.users:
        for permission, reach in PERMISSIONS.items():
            for on, target in _targets(reach, there):
                asked = there.asked(Question(user, permission, LONDON, on))
                if check(there.snapshot, asked, NOW).allowed:
                    yield user.name[0], permission, target


def _targets(reach: str, there: Built) -> Iterator[tuple[Ref | None, str | Ref]]:
    if reach == "place":
        yield None, ""
    elif reach == "users":
        yield from ((user, user.name[0]) for user in there.users)
    else:
        yield from ((group, group) for group in there.groups)


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
        [among(held, names, staying) for held, names in seen],
        among(access(case.before), _themselves(case.before), staying),
        among(access(case.after), identities, staying),
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


def among(
    held: frozenset[Held], identities: Mapping[Ref, Ref | None], staying: frozenset[Ref | None]
) -> frozenset[Held]:
    """The same with groups by what they were, less those that come or go."""
    return frozenset(
        (user, permission, target if isinstance(target, str) else identities[target])
        for user, permission, target in held
        if isinstance(target, str) or (identities[target] and identities[target] in staying)
    )
