"""Replay: a state after some changes, all at final addresses, as limits and checks look at it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from reconciler.core.change import Change
from reconciler.core.model import NOBODY, Container, Member, Members, Membership, Role, State


def replay(state: State, changes: Iterable[Change]) -> State:
    """The state after these changes; moves are taken as made already."""
    roles, groups, members = dict(state.roles), dict(state.groups), dict(state.members)
    touched: dict[Container, dict[Member, Membership | None]] = {}
    for change in changes:
        match change.value:
            case Membership(member, container):
                after = change.after if isinstance(change.after, Membership) else None
                touched.setdefault(container, {})[member] = after
            case Role(ref):
                _put(roles, ref, change.after)
            case _:
                _put(groups, change.ref, change.after)
    for container, changed in touched.items():
        _put(members, container, _changed(members.get(container, NOBODY), changed) or None)
    return replace(state, roles=roles, groups=groups, members=members)


def _put(table: dict[Any, Any], key: object, value: object) -> None:
    if value is None:
        table.pop(key, None)
    else:
        table[key] = value


def _changed(members: Members, changed: dict[Member, Membership | None]) -> Members:
    rest = members.without(set(changed))
    there = [membership for membership in changed.values() if membership]
    users = frozenset(one.member for one in there if isinstance(one.member, str))
    refs = frozenset(one.member for one in there if not isinstance(one.member, str))
    until = {one.member: one.expires for one in there if one.expires}
    return Members(rest.users | users, rest.refs | refs, {**rest.until, **until})
