"""R6, the rest: administrators, separated duties and the caller, after every single write.

Each plan is made in orders that respect who waits for whom, and what is live then is asked: who is
an administrator, who holds what a rule wants apart, what the caller still administers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from reconciler.core import planner
from reconciler.core.access.question import Access, Question
from reconciler.core.change import Change
from reconciler.core.limits import AdminLimit
from reconciler.core.model import Container, Ref, State
from reconciler.core.plan import Plan
from reconciler.core.planner import make_plan
from reconciler.core.proof.of_plan import proved
from reconciler.portal.access import check

from .build import LONDON, NOW, TARGET, Case
from .chance import case_c
from .choose import in_chunks, numbers
from .rows import built, people
from .run import INTENT, in_turn, memory, send
from .test_worlds_order import any_order

SHAPES, SEES = "role_permissions.manage", "users.access"
LIMIT = AdminLimit(2, frozenset({SHAPES}))
LIMITED = replace(INTENT, limits=replace(INTENT.limits, admins=LIMIT))
UNSAFE = {"RC0602", "RC0604"}


def states(case: Case, found: Plan, changes: Sequence[Change] | None = None) -> Iterator[State]:
    """What is live before the plan, and after each of its steps in some order."""
    provider = memory(case.before)
    yield provider.state
    for change in any_order(found, case) if changes is None else changes:
        send(provider, [change], found, case)
        yield provider.state


def chosen(chunk: int) -> Iterator[Case]:
    yield from map(case_c, numbers(chunk, 1_200, 120))


def errors(found: Plan) -> set[str]:
    return {finding.code for finding in found.findings if finding.severity == "error"}


@in_chunks
def test_no_scope_falls_below_its_administrators_on_the_way(chunk):
    for case in chosen(chunk):
        found = make_plan(case.declared, case.before, TARGET, LIMITED)
        if not errors(found):
            counts = [len(administrators(state)) for state in states(case, found)]
            least = min(LIMIT.minimum, counts[0], counts[-1])
            assert min(counts) >= least, f"{case}: {counts}"
        else:
            assert errors(found) & {"RC0313", "RC0403", "RC0601", "RC0605", *UNSAFE}, case.name


def administrators(state: State) -> set[str]:
    """Written apart from the limit: whoever is active in something that carries the permission."""
    return {
        user
        for container, members in state.members.items()
        if SHAPES in state.thing(container.ref).permissions and container.scope == LONDON
        for user in members.users
        if members.until.get(user, NOW.max.replace(tzinfo=NOW.tzinfo)) > NOW
        and user in state.users[LONDON].active
    }


def apart(access: Access, user: Ref) -> list[str]:
    """Nobody sees people and shapes groups; but those in Top Role, which does everything."""
    keys = (SEES, SHAPES)
    if Container.of(Ref("group", LONDON, ("top role",))) in (
        one.container for one in access.holdings.of(user)
    ):
        return []
    held = [access.allows(Question(user, key, LONDON)) for key in keys]
    return ["both"] if all(held) else []


def in_one_hand(state: State) -> set[str]:
    """The same as the portal has it."""
    there = built(state)
    top = state.members[Container.of(Ref("group", LONDON, ("top role",)))].users
    return {
        user.name[0]
        for user in people(state)
        if user.name[0] not in top
        and all(
            check(there.snapshot, there.asked(Question(user, key, LONDON)), NOW).allowed
            for key in (SEES, SHAPES)
        )
    }


@in_chunks
def test_no_two_duties_come_into_one_hand_on_the_way(chunk, monkeypatch):
    monkeypatch.setattr(planner, "proved", lambda *given: proved(*given[:3], forbidden=apart))
    for case in chosen(chunk):
        found = make_plan(case.declared, case.before, TARGET, INTENT)
        is_proved = all(finding.code != "RC0609" for finding in found.findings)
        if is_proved and not errors(found):
            before, *between, after = [in_one_hand(state) for state in states(case, found)] or [()]
            for hands in between:
                assert hands <= before | after, f"{case}: {hands}"


@in_chunks
def test_the_caller_administers_until_nothing_needs_it(chunk):
    """Wave by wave: a change that failed may be left for somebody who still may."""
    for case in chosen(chunk):
        called = replace(case, before=replace(case.before, caller=f"{LONDON}:ida"))
        found = make_plan(called.declared, called.before, TARGET, INTENT)
        if not errors(found) - {"RC0404"} and administers(case.before, "ida"):
            changes = in_turn(found, seed=1)
            may = [administers(state, "ida") for state in states(case, found, changes)]
            needed = [
                able for change, able in zip(changes, may, strict=False) if change.scope == LONDON
            ]
            assert all(needed), f"{case}: {needed}"


def administers(state: State, name: str) -> bool:
    there = built(state)
    user = Ref("user", LONDON, (name,))
    keys = (SHAPES, "role_membership.manage")
    return any(
        check(there.snapshot, there.asked(Question(user, key, LONDON)), NOW).allowed for key in keys
    )


REFUSED = {"RC0605": LIMITED, "RC0607": INTENT}


@pytest.mark.parametrize("code", REFUSED)
def test_some_are_refused_for_it_and_not_many(code):
    cases = [case_c(number) for number in range(150)]
    befores = [replace(case.before, caller=f"{LONDON}:ida") for case in cases]
    plans = [
        make_plan(case.declared, before, TARGET, REFUSED[code])
        for case, before in zip(cases, befores, strict=True)
    ]
    count = sum(code in errors(found) for found in plans)
    assert count <= 15, count
