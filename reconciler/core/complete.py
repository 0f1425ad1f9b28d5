"""Completion: what is not ours is copied from live into desired, so that the diff has no filter."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from reconciler.core.declared import Declared
from reconciler.core.model import (
    NOBODY,
    Container,
    Fixed,
    Group,
    Member,
    Members,
    Ref,
    Role,
    State,
    Thing,
)
from reconciler.core.plan import Unmanaged
from reconciler.core.scope import Scope, Selection
from reconciler.core.spelling import Spelt


@dataclass(frozen=True, slots=True)
class Completed:
    """The desired state without gaps, and what in it was copied because no file answers for it."""

    state: State
    unmanaged: Unmanaged


def complete(declared: Declared, live: State, selection: Selection, now: datetime) -> Completed:
    """Fill every gap of the declared state from the live one (its moves already made)."""
    filling = _Filling(declared, live, selection, now)
    roles = {ref: filling.thing(ref, live.roles.get(ref)) for ref in _all(declared, live, "role")}
    groups = {
        ref: filling.thing(ref, live.groups.get(ref)) for ref in _all(declared, live, "group")
    }
    state = replace(
        live,
        roles={ref: role for ref, role in roles.items() if isinstance(role, Role)},
        groups={ref: group for ref, group in groups.items() if isinstance(group, Group)},
        spelling=Spelt.of(declared.state.spelling).over(Spelt.of(live.spelling)),
    )
    members = dict(filling.members(state))
    return Completed(replace(state, members=members), filling.unmanaged(state, members))


def _all(declared: Declared, live: State, kind: str) -> list[Ref]:
    mine, theirs = (
        (declared.state.roles, live.roles)
        if kind == "role"
        else (declared.state.groups, live.groups)
    )
    return [*theirs, *(ref for ref in mine if ref not in theirs)]


@dataclass(frozen=True, slots=True)
class _Filling:
    """Answers for each thing and each list of members what is desired, gaps filled."""

    declared: Declared
    live: State
    selection: Selection
    now: datetime

    def thing(self, ref: Ref, live: Thing | None) -> Thing | None:
        """What is desired of one role or group; None when it shall not be there."""
        wanted = self.declared.state.thing(ref)
        if wanted is None:
            return live if self._is_left(ref) else None
        if not self._is_seen(ref):
            return live
        return _filled(wanted, live, adds=ref not in self.declared.owned.permissions)

    def members(self, state: State) -> Iterator[tuple[Container, Members]]:
        """Every container that has members in the end, with all of them."""
        for container in {**self.live.members, **self.declared.state.members}:
            if state.thing(container.ref) is not None:
                members = self._members(container)
                if members:
                    yield container, members

    def unmanaged(self, state: State, members: dict[Container, Members]) -> Unmanaged:
        """What stands in the selected scopes and no file answers for."""
        things = frozenset(
            thing.ref
            for thing in state.things
            if self.selection.covers(thing.ref.scope)
            and self.declared.state.thing(thing.ref) is None
        )
        left = {
            container: rest
            for container, there in members.items()
            if self.selection.covers(container.scope)
            and (rest := self._unanswered(container, there))
        }
        return Unmanaged(things, left)

    def _is_left(self, ref: Ref) -> bool:
        """Whether something live that no file names is left where it is."""
        if Fixed.EXISTENCE in self.live.fixed.get(ref, frozenset()):
            return True
        return not self._is_planned(ref.scope) or not self.declared.answers_for(ref)

    def _is_seen(self, ref: Ref) -> bool:
        """Whether this run knows the live side of a thing: its own scopes, and roles above them."""
        within = self.selection.within
        if within is None or within.holds(ref.scope):
            return True
        return ref.kind == "role" and ref.scope.holds(within)

    def _is_planned(self, scope: Scope) -> bool:
        return self.selection.covers(scope) and scope in self.live.complete

    def _members(self, container: Container) -> Members:
        live = self.live.members.get(container, NOBODY)
        if not self._is_planned(container.scope):
            return live
        if Fixed.MEMBERS in self.live.fixed.get(container.ref, frozenset()):
            return live
        return declared_members(self.declared, container, live)

    def _unanswered(self, container: Container, there: Members) -> Members:
        """The members of a container that no file speaks of."""
        if _is_answered(self.declared, container):
            return NOBODY
        named = self.declared.state.members.get(container)
        return there.without(set(named)) if named else there


def declared_members(declared: Declared, container: Container, live: Members) -> Members:
    """Who the files want in a container, whoever they leave alone included."""
    wanted = declared.state.members.get(container, NOBODY)
    if _is_answered(declared, container):
        return wanted
    ended = declared.ended.get(container)
    return _union(live.without(set(ended)) if ended else live, wanted)


def _is_answered(declared: Declared, container: Container) -> bool:
    """Whether files say all members of a container.

    A list of assignments says so of a role it does not name; an entry in it says so for itself.
    """
    if container in declared.owned.members:
        return True
    is_named = container in declared.state.members or container in declared.ended
    is_listed = container.scope in declared.owned.assignments
    return container.ref.kind == "role" and is_listed and not is_named


def _filled(wanted: Thing, live: Thing | None, *, adds: bool) -> Thing:
    """The declared thing with its gaps filled from the live one, else from the target's default."""
    there = live.permissions or frozenset() if live else frozenset()
    mine = wanted.permissions
    permissions = there if mine is None else (mine | there if adds else mine)
    description = wanted.description
    if description is None:
        description = (live.description if live else None) or ""
    filled = replace(wanted, permissions=permissions, description=description)
    if isinstance(filled, Role) and filled.type is None and isinstance(live, Role):
        filled = replace(filled, type=live.type)
    return filled


def _union(live: Members, wanted: Members) -> Members:
    """Live and declared together; where both know somebody, the declared end counts."""
    if not wanted:
        return live
    named: set[Member] = set(wanted)
    return Members(
        live.users | wanted.users,
        live.refs | wanted.refs,
        {**{m: end for m, end in live.until.items() if m not in named}, **wanted.until},
    )
