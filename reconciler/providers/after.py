"""The state after a change was written: a new one, the old one stays as it was."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from reconciler.core.change import Action, Change
from reconciler.core.diff import unlike
from reconciler.core.model import (
    NOBODY,
    Container,
    Group,
    Member,
    Members,
    Membership,
    Ref,
    Role,
    State,
    Thing,
)
from reconciler.core.spelling import Spelling
from reconciler.core.target import Target
from reconciler.providers.base import written_name

_T = TypeVar("_T", Role, Group)


def write(state: State, change: Change, spelling: Spelling, target: Target) -> State:
    """The state after a change that nothing stands against."""
    before, after = change.before, change.after
    if isinstance(after, Membership):
        return _granted(state, after)
    if isinstance(before, Membership):
        return _revoked(state, before)
    if after is None:
        return _deleted(state, change.ref)
    if change.action is Action.UPDATE:
        return _put(state, _edited(change, after, state.thing(after.ref)))
    if change.action is Action.MOVE:
        moved = _moved(state, change.old_ref, change.ref)
        return _spelt(moved, change.ref, spelling, target)
    return _spelt(_put(state, _filled(after)), after.ref, spelling, target)


def _filled(wanted: Thing) -> Thing:
    """What the author of something new leaves open is empty."""
    description, permissions = wanted.description or "", wanted.permissions or frozenset()
    return replace(wanted, description=description, permissions=permissions)


def _edited(change: Change, after: Thing, live: Thing | None) -> Thing:
    """Only what the change changes: the rest is as somebody else may have set it since."""
    if live is None:
        return _filled(after)
    edits: dict[str, Any] = {name: getattr(after, name) for name in unlike(after, change.before)}
    return replace(live, **edits)


def _put(state: State, thing: Thing) -> State:
    if isinstance(thing, Role):
        return replace(state, roles={**state.roles, thing.ref: thing})
    return replace(state, groups={**state.groups, thing.ref: thing})


def _spelt(state: State, ref: Ref, spelling: Spelling, target: Target) -> State:
    """The state with the written name noted, where it differs from the folded one."""
    written = written_name(ref, spelling, target.names, state.spelling.get(ref))
    if written == state.spelling.get(ref, ref.name[-1]):
        return state
    return replace(state, spelling={**state.spelling, ref: written})


# Deletions take along what stands below and who is in it


def _deleted(state: State, gone: Ref) -> State:
    return replace(
        state,
        roles={ref: role for ref, role in state.roles.items() if not gone.holds(ref)},
        groups={ref: group for ref, group in state.groups.items() if not gone.holds(ref)},
        members=_members_without(state, gone),
        fixed={ref: what for ref, what in state.fixed.items() if not gone.holds(ref)},
        kept=frozenset(there for there in state.kept if not gone.holds(there.ref)),
        spelling={
            thing: written
            for thing, written in state.spelling.items()
            if not (isinstance(thing, Ref) and gone.holds(thing))
        },
    )


def _members_without(state: State, gone: Ref) -> dict[Container, Members]:
    left: dict[Container, Members] = {}
    for container, members in state.members.items():
        if gone.holds(container.ref):
            continue
        lost: set[Member] = {ref for ref in members.refs if gone.holds(ref)}
        remaining = members.without(lost) if lost else members
        if remaining:
            left[container] = remaining
    return left


# Moves take whole subtrees


def _moved(state: State, old: Ref, new: Ref) -> State:
    way = _Way(old, new)
    spelling = {
        way.ref(thing) if isinstance(thing, Ref) else thing: written
        for thing, written in state.spelling.items()
    }
    if old.name[-1] != new.name[-1]:
        spelling.pop(new, None)
    return replace(
        state,
        roles=way.things(state.roles),
        groups=way.things(state.groups),
        members={way.place(at): way.members(there) for at, there in state.members.items()},
        fixed={way.ref(there): what for there, what in state.fixed.items()},
        kept=frozenset(map(way.place, state.kept)),
        spelling=spelling,
    )


@dataclass(frozen=True, slots=True)
class _Way:
    """From an old address to a new one, for it and all that stands below it."""

    old: Ref
    new: Ref

    def ref(self, ref: Ref) -> Ref:
        if not self.old.holds(ref):
            return ref
        return replace(ref, name=self.new.name + ref.name[len(self.old.name) :])

    def place(self, container: Container) -> Container:
        return replace(container, ref=self.ref(container.ref))

    def things(self, things: Mapping[Ref, _T]) -> dict[Ref, _T]:
        moved = (
            replace(thing, ref=self.ref(ref)) if self.old.holds(ref) else thing
            for ref, thing in things.items()
        )
        return {thing.ref: thing for thing in moved}

    def members(self, members: Members) -> Members:
        if not members.refs:
            return members
        until = {
            member if isinstance(member, str) else self.ref(member): end
            for member, end in members.until.items()
        }
        return Members(members.users, frozenset(map(self.ref, members.refs)), until)


# Memberships


def _granted(state: State, wanted: Membership) -> State:
    """One member more, or the same one with another end."""
    there = state.members.get(wanted.container, NOBODY)
    member, until = wanted.member, dict(there.until)
    until.pop(member, None)
    if wanted.expires is not None:
        until[member] = wanted.expires
    if isinstance(member, str):
        members = Members(there.users | {member}, there.refs, until)
    else:
        members = Members(there.users, there.refs | {member}, until)
    return replace(state, members={**state.members, wanted.container: members})


def _revoked(state: State, gone: Membership) -> State:
    """One member less; a container without members is not listed."""
    members = dict(state.members)
    left = members.pop(gone.container, NOBODY).without({gone.member})
    if left:
        members[gone.container] = left
    return replace(state, members=members)
