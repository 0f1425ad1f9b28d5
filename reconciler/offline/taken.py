"""What is taken for live: the files of a revision, with their gaps filled as little as can be.

| what files leave open | is taken for |
|---|---|
| scopes, users | there, where the files of either side name them |
| the built-in group | there, with every permission that a group can carry |
| a role that no file declares and some membership names | there, and giving nothing |
| fields and lists that are not managed | empty |
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from reconciler.core.complete import complete
from reconciler.core.context.roles import locate_roles
from reconciler.core.declared import Declared
from reconciler.core.model import Container, Fixed, Group, Ref, Role, State, Users, user_of
from reconciler.core.names import escape
from reconciler.core.policies.rules import EVERYWHERE
from reconciler.core.scope import Scope, Selection
from reconciler.core.target import Target

_BUILT_IN = frozenset({Fixed.EXISTENCE, Fixed.NAME, Fixed.PLACE, Fixed.PERMISSIONS})

Homes = Mapping[Scope, frozenset[str]]
"""Users by the scope they are taken to belong to, as `State.users` writes them."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The state that stands for live, and the roles in it that no file declares."""

    state: State
    unknown_roles: frozenset[Ref]


def taken_for_live(base: Declared, new: Declared, target: Target, now: datetime) -> Taken:
    """What would be live if exactly the base had been applied; `new` adds who and what exists."""
    scopes = base.state.scopes | new.state.scopes
    roles = dict(_unknown_roles((base, new), target))
    tops = dict(_built_in(target, scopes))
    people = {scope: Users(names) for scope, names in homes(base, new).items()}
    ground = State(
        users=people,
        roles=roles,
        groups=tops,
        scopes=scopes,
        complete=scopes,
        fixed=dict.fromkeys(tops, _BUILT_IN),
        kept=frozenset(map(Container.of, tops)),
        spelling=dict.fromkeys(tops, target.root or ""),
    )
    everything = Selection((EVERYWHERE,), declared=scopes)
    state = complete(locate_roles(base, ground), ground, everything, now).state
    return Taken(state, frozenset(roles))


def homes(*sides: Declared) -> Homes:
    """Whom the files name, where their memberships say that they belong."""
    found = defaultdict[Scope, set[str]](set)
    for declared in sides:
        for container, members in declared.state.members.items():
            for key in members.users:
                home, name = user_of(key, container.scope)
                found[home].add(escape(name))
    return {scope: frozenset(names) for scope, names in found.items()}


def _built_in(target: Target, scopes: frozenset[Scope]) -> Iterator[tuple[Ref, Group]]:
    """The built-in group of every scope that has groups."""
    if target.root is None:
        return
    for scope in scopes:
        level = target.level_of(scope)
        if level is not None and level.groups:
            ref = Ref("group", scope, (target.names.fold(target.root),))
            keys = frozenset(one.key for one in target.grantable("group", None, scope))
            yield ref, Group(ref, "", keys)


def _unknown_roles(sides: tuple[Declared, ...], target: Target) -> Iterator[tuple[Ref, Role]]:
    """Roles that memberships name and no file declares, where no list says they are not there."""
    declared = frozenset[Ref]().union(*(side.state.roles for side in sides))
    for side in sides:
        for container in side.state.members:
            ref = container.ref
            if ref.kind == "role" and ref not in declared:
                for place in _places(ref, target):
                    if not any(one.answers_for(place) for one in sides):
                        level = target.level_of(container.scope)
                        fitting = [
                            each.name
                            for each in target.role_types
                            if each.level == (level and level.name)
                        ]
                        yield place, Role(place, next(iter(fitting), None), "", frozenset())
                        break


def _places(ref: Ref, target: Target) -> Iterator[Ref]:
    """Where such a role can stand: from its scope up, where there can be roles."""
    for scope in (ref.scope, *ref.scope.above):
        level = target.level_of(scope)
        if level is not None and level.roles:
            yield Ref("role", scope, ref.name)
