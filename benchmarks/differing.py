"""The difference of access between two states, from nothing but a seed: prints a line of JSON.

100,000 users in 100 phone systems with 100 groups each, ten deep on average; every group carries 8
of 60 permissions, 6 of which work on the users below. `changed` takes one member from each of 1 %
of the groups, `set` takes one permission from every group and gives another, `first` is the
difference between nothing and everything. The seconds are those of the difference alone.
"""

import gc
import json
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from random import Random

from reconciler.core.access.difference import difference
from reconciler.core.access.question import Access
from reconciler.core.access.sides import Side, Sides
from reconciler.core.model import Container, Group, Members, Ref, State, Users
from reconciler.core.names import NameRules
from reconciler.core.scope import ROOT, Scope
from reconciler.core.target import Catalog, Level, Permission, Reach, Target

SEED = 20261126
SCOPES, USERS, GROUPS = 100, 1_000, 100
NOW = datetime(2026, 7, 1, tzinfo=UTC)
REACHES: tuple[Reach, ...] = (
    *(["users"] * 6),
    *(["groups"] * 2),
    "ungrouped",
    *(["place"] * 51),
)
KEYS = [f"area.permission_{number}" for number in range(len(REACHES))]
TARGET = Target(
    "bench",
    (Level("reseller", ""), Level("customer", ""), Level("phone_system", "", groups=True)),
    Catalog(tuple(Permission(key, reach=reach) for key, reach in zip(KEYS, REACHES, strict=True))),
    tree="reach",
    assignment="below",
    names=NameRules(case=False),
    access="exact",
)


def main(kind: str) -> None:
    random = Random(SEED)
    whole = world(random)
    before, after = pairs(whole, random)[kind]
    gc.disable()  # as a run does
    start = time.perf_counter()
    found = difference(Sides(Side(access(before)), Side(access(after))))
    seconds = time.perf_counter() - start
    people = len({person for effect in found.effects for person in effect.people})
    print(json.dumps({"effects": len(found.effects), "people": people, "seconds": seconds}))


def pairs(whole: State, random: Random) -> Mapping[str, tuple[State, State]]:
    return {
        "changed": (whole, less(whole, random)),
        "set": (whole, otherwise(whole)),
        "first": (replace(whole, groups={}, members={}), whole),
    }


def access(state: State) -> Access:
    return Access(state, TARGET, NOW)


def world(random: Random) -> State:
    users: dict[Scope, Users] = {}
    groups: dict[Ref, Group] = {}
    members: dict[Container, Members] = {}
    for number in range(SCOPES):
        scope = Scope(f"/c{number // 10}/s{number}")
        names = [f"u{number}-{user}" for user in range(USERS)]
        users[scope] = Users(frozenset(names))
        refs = [Ref("group", scope, path) for path in tree(random)]
        groups.update({ref: Group(ref, "", frozenset(random.sample(KEYS, 8))) for ref in refs})
        members.update(joined(random, names, refs))
    scopes = frozenset({ROOT, *users, *(one.parent or ROOT for one in users)})
    return State(users=users, groups=groups, members=members, scopes=scopes, complete=scopes)


def tree(random: Random) -> list[tuple[str, ...]]:
    paths: list[tuple[str, ...]] = [("top",)]
    while len(paths) < GROUPS:
        paths.append((*random.choice(paths[-20:]), f"g{len(paths)}"))
    return paths


def joined(random: Random, names: list[str], refs: list[Ref]) -> Mapping[Container, Members]:
    """Everybody in one group, every fourth in two."""
    found: dict[Ref, set[str]] = {}
    for name in names:
        for ref in random.sample(refs, random.choice((1, 1, 1, 2))):
            found.setdefault(ref, set()).add(name)
    return {Container.of(ref): Members(frozenset(users)) for ref, users in found.items()}


def less(whole: State, random: Random) -> State:
    members = dict(whole.members)
    for container in random.sample(sorted(members), len(members) // 100):
        members[container] = Members(frozenset(sorted(members[container].users)[1:]))
    return replace(whole, members=members)


def otherwise(whole: State) -> State:
    swap = frozenset({KEYS[1], KEYS[30]})
    groups = {
        ref: replace(group, permissions=(group.permissions or frozenset()) ^ swap)
        for ref, group in whole.groups.items()
    }
    return replace(whole, groups=groups)


if __name__ == "__main__":
    main(sys.argv[1])
