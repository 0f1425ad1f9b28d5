"""Puts 10,000 changes in order, proved, and prints what that took: 48 in each phone system.

In each of 209 people move between teams below their managers, managers come and go, teams are
edited, one team moves, a role is handed on and edited.
"""

import gc
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from reconciler.core.change import Change
from reconciler.core.context.draft import Draft
from reconciler.core.declared import Declared
from reconciler.core.diff import diff
from reconciler.core.limits import AdminLimit
from reconciler.core.model import Container, Group, Members, Ref, Role, State, Users
from reconciler.core.order import Situation, in_order
from reconciler.core.proof.of_plan import proved
from reconciler.core.rename import Moves
from reconciler.core.rename.relocate import relocate
from reconciler.core.scope import ROOT, Pattern, Scope, Selection
from reconciler.core.spelling import Spelling
from reconciler.portal.catalog import TOP_ROLE
from reconciler.providers.portal.target import portal_target

NOW = datetime(2026, 7, 1, tzinfo=UTC)
PLACES = 209
EVERYONE = frozenset(f"user-{number:02}" for number in range(60))
DESK = Ref("role", ROOT, ("desk",))
PHONES, PEOPLE = frozenset({"soft_phone.access"}), frozenset({"users.access"})
LIMIT = AdminLimit(1, frozenset({"role_permissions.manage"}))


def main() -> None:
    places = [Scope(f"/customer/place-{number:03}") for number in range(PLACES)]
    before, after = (state(places, is_after=is_after) for is_after in (False, True))
    moves = Moves(dict(moved(places)))
    live = relocate(before, moves)
    changes = [*(moving(live, moves)), *diff(live, after, NOW)]
    gc.disable()  # as a run does
    clock, processor = time.perf_counter(), time.process_time()
    ordered = in_order(Situation(changes, moves, live.kept))
    ruled = time.process_time()
    draft = drafted(live, after, moves, changes)
    proof = proved(draft, ordered, LIMIT)
    findings = [*proof.findings({})]
    took = {
        "seconds": time.perf_counter() - clock,
        "processor": time.process_time() - processor,
        "rules": ruled - processor,
        "changes": len(changes),
        "waves": max(proof.ordered.graph.waves()) + 1,
        "findings": len(findings),
    }
    print(json.dumps(took))


def state(places: list[Scope], *, is_after: bool) -> State:
    """Everything, on one side."""
    groups: dict[Ref, Group] = {}
    members: dict[Container, Members] = {}
    for place in places:
        for group, people in groups_of(place, is_after=is_after):
            groups[group.ref] = group
            members[Container.of(group.ref)] = Members(frozenset(people))
        holders = people_from(50, 4) if is_after else people_from(48, 4)
        members[Container(DESK, place)] = Members(frozenset(holders))
    desk = frozenset({"presence.access"} | ({"call_flow.access"} if is_after else set()))
    scopes = frozenset({ROOT, Scope("/customer"), *places})
    return State(
        users={place: Users(EVERYONE) for place in places},
        roles={DESK: Role(DESK, "user", "", desk)},
        groups=groups,
        members=members,
        scopes=scopes,
        complete=scopes,
        kept=frozenset(Container.of(Ref("group", place, ("top role",))) for place in places),
    )


def groups_of(place: Scope, *, is_after: bool) -> Iterator[tuple[Group, list[str]]]:
    """The groups of a phone system, and who is in them."""
    shift = 9 if is_after else 0
    more = frozenset({"presence.access"}) if is_after else frozenset()
    third = ("top role", "team-2") if is_after else ("top role", "managers", "team-2")
    yield made(place, ("top role",), TOP_ROLE), ["user-00"]
    yield made(place, ("top role", "managers"), PEOPLE | PHONES), people_from(1 + shift // 3, 4)
    yield made(place, ("top role", "managers", "team-0"), PHONES | more), people_from(8 + shift, 12)
    yield made(place, ("top role", "managers", "team-1"), PHONES), people_from(20 + shift, 10)
    yield made(place, third, PEOPLE - more), people_from(40, 5)


def made(place: Scope, name: tuple[str, ...], keys: frozenset[str]) -> Group:
    return Group(Ref("group", place, name), "", keys)


def people_from(first: int, count: int) -> list[str]:
    return [f"user-{number:02}" for number in range(first, first + count)]


def moved(places: list[Scope]) -> Iterator[tuple[Ref, Ref]]:
    """Every other third team leaves the managers."""
    for place in places:
        yield (
            Ref("group", place, ("top role", "managers", "team-2")),
            Ref("group", place, ("top role", "team-2")),
        )


def moving(live: State, moves: Moves) -> Iterator[Change]:
    for old, new in moves.new.items():
        yield Change(replace(live.groups[new], ref=old), live.groups[new])


def drafted(live: State, after: State, moves: Moves, changes: list[Change]) -> Draft:
    """What a plan is before it is ordered."""
    everything = Selection((Pattern(ROOT, deep=True),))
    target = portal_target("northwind")
    declared = Declared(after)
    return Draft(declared, live, after, moves, changes, everything, target, NOW, Spelling())


if __name__ == "__main__":
    main()
