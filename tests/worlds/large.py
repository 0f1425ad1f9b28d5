"""Larger worlds for Hypothesis: two customers' places, roles of all types, ends, words, moves."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from hypothesis import strategies as st

from reconciler.core.model import (
    Container,
    Fixed,
    Group,
    Members,
    Ref,
    Role,
    State,
    Users,
)
from reconciler.core.scope import ROOT, Scope
from reconciler.portal.catalog import TOP_ROLE

from .build import ACME, LONDON, NOW, TARGET, TOP, Case, role
from .feasible import held_moves

K = TypeVar("K")

PARIS = Scope("/globex/paris")
PLACES = (LONDON, PARIS)
SCOPES = frozenset({ROOT, ACME, Scope("/globex"), *PLACES})
PEOPLE = {
    ROOT: Users(frozenset({"rae"})),
    ACME: Users(frozenset({"cora"}), frozenset({"cyd"})),
    LONDON: Users(frozenset({"ida", "leo", "mia"}), frozenset({"zoe"})),
    PARIS: Users(frozenset({"pia", "paul"})),
}
HELD_AT = {"reseller": [ROOT], "customer": [ACME], "user": [*PLACES]}
ENDED, SOON, LATER = (NOW + timedelta(days=days) for days in (-1, 1, 30))

_Ends = st.SearchStrategy[datetime | None]
_Trees = Mapping[Scope, Mapping[int, Ref]]


def _keys(kind: str, role_type: str | None, scope: Scope) -> st.SearchStrategy[frozenset[str]]:
    """Any permissions that may be carried; few of them, so that two sides share some."""
    may = [one.key for one in TARGET.grantable(kind, role_type, scope)]
    return st.frozensets(st.sampled_from([*may[:2], *may[-2:], "users.access"]), max_size=3).map(
        lambda keys: keys & frozenset(may)
    )


@st.composite
def _members(draw: st.DrawFn, users: Iterable[str], ends: _Ends) -> Members:
    there = draw(st.dictionaries(st.sampled_from(sorted(users)), ends, max_size=4))
    until = {user: end for user, end in there.items() if end is not None}
    return Members(frozenset(there), until=until)


@st.composite
def _top_members(draw: st.DrawFn, users: Users, ends: _Ends) -> Members:
    """Somebody active stays without an end."""
    others = draw(_members(users.all, ends))
    steady = draw(st.sampled_from(sorted(users.active)))
    until = {user: end for user, end in others.until.items() if user != steady}
    return Members(others.users | {steady}, until=until)


@st.composite
def _tree(draw: st.DrawFn, scope: Scope) -> dict[int, Ref]:
    """Up to three groups by number, each below Top Role or another."""
    placed: dict[int, Ref] = {}
    for number in draw(st.permutations(range(3))):
        parent = draw(st.sampled_from([None, Ref("group", scope, TOP), *placed.values()]))
        taken = {ref.name for ref in placed.values()}
        if parent is not None:
            free = [name for name in "abcd" if (*parent.name, name) not in taken]
            placed[number] = Ref("group", scope, (*parent.name, draw(st.sampled_from(free))))
    return placed


@st.composite
def _side(draw: st.DrawFn, trees: _Trees, names: Mapping[int, str], ends: _Ends) -> State:
    groups: dict[Ref, Group] = {}
    roles: dict[Ref, Role] = {}
    members: dict[Container, Members] = {}
    words = st.sampled_from(("", "Front desk", "Keeps the keys"))
    for scope, tree in trees.items():
        top = Ref("group", scope, TOP)
        groups[top] = Group(top, "", TOP_ROLE)
        members[Container.of(top)] = draw(_top_members(PEOPLE[scope], ends))
        for ref in tree.values():
            groups[ref] = Group(ref, draw(words), draw(_keys("group", None, scope)))
            members[Container.of(ref)] = draw(_members(PEOPLE[scope].all, ends))
    for name in names.values():
        kind = draw(st.sampled_from(sorted(HELD_AT)))
        roles[role(name)] = Role(role(name), kind, draw(words), draw(_keys("role", kind, ROOT)))
        for scope in HELD_AT[kind]:
            members[Container(role(name), scope)] = draw(_members(PEOPLE[scope].all, ends))
    tops = [ref for ref in groups if ref.parent is None]
    return State(
        users=PEOPLE,
        roles=roles,
        groups=groups,
        members={container: there for container, there in members.items() if there},
        scopes=SCOPES,
        complete=SCOPES,
        fixed=dict.fromkeys(tops, frozenset(Fixed) - {Fixed.MEMBERS}),
        kept=frozenset(map(Container.of, tops)),
    )


@st.composite
def large_cases(draw: st.DrawFn) -> Case:
    """A pair of states, and a choice of what has moved between them."""
    ends: list[datetime | None] = [None, SOON, LATER]
    names = st.dictionaries(st.integers(0, 2), st.sampled_from("rstu"), max_size=3).filter(
        lambda chosen: len(set(chosen.values())) == len(chosen)
    )
    trees = [{scope: draw(_tree(scope)) for scope in PLACES} for _ in range(2)]
    called = [draw(names) for _ in range(2)]
    before = draw(_side(trees[0], called[0], st.sampled_from([*ends, ENDED])))
    after = draw(_side(trees[1], called[1], st.sampled_from(ends)))
    could = dict(_by_number(called[0], called[1], role))
    for scope in PLACES:
        could |= _by_number(trees[0][scope], trees[1][scope], lambda ref: ref)
    chosen = draw(st.sets(st.sampled_from(sorted(could)))) if could else set()
    case = Case("L", before, after, {new: could[new] for new in chosen})
    held = held_moves(case)
    return replace(case, moved={new: old for new, old in case.moved.items() if new not in held})


def _by_number(before: Mapping[int, K], after: Mapping[int, K], ref) -> dict[Ref, Ref]:
    """New address to old of each that is there on both sides under another."""
    return {
        ref(after[number]): ref(before[number])
        for number in after
        if number in before and after[number] != before[number]
    }
