"""R4 on the real portal: the same pairs through SQLite, each tried and undone."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from reconciler.core.model import Role, State
from reconciler.core.planner import make_plan
from reconciler.portal import Portal, Work
from reconciler.providers.portal.local.provider import PortalProvider

from .build import ADMIN, EVERYTHING, LONDON, NOW, Case, group
from .chance import case_c
from .choose import ALL, in_chunks, numbers
from .run import INTENT, apply
from .small import USERS, case_e, cases_a, cases_b, is_wanted_e, world_e

SCOPE = "/acme/london"


@pytest.fixture(scope="module")
def portal() -> Iterator[Portal]:
    with Portal.create("sqlite://", "northwind", clock=lambda: NOW, fill=_places) as made:
        yield made


def _places(work: Work) -> None:
    work.scopes.create_customer("acme")
    work.scopes.create_phone_system("/acme", "london")
    for user in (ADMIN, *USERS):  # the first one is put into Top Role
        work.users.create(SCOPE, user)


def furnish(work: Work, state: State) -> None:
    """Bring the bare phone system to a state, people first."""
    users = state.users[LONDON]
    for user in sorted(users.all - {ADMIN, *USERS}):
        work.users.create(SCOPE, user)
    for user in sorted({*USERS} - users.all):
        work.users.remove(user)
    for user in sorted(users.inactive):
        work.users.deactivate(user)
    for thing in sorted(state.things, key=lambda thing: thing.ref):
        keys = thing.permissions or frozenset()
        if isinstance(thing, Role):
            work.roles.create(thing.ref.name[0], thing.type or "", keys, thing.description or "")
        elif thing.ref.parent:
            work.groups.create(SCOPE, thing.ref.name, keys, thing.description or "")
    _enrol(work, state)


def _enrol(work: Work, state: State) -> None:
    for container, members in state.members.items():
        for user in sorted(members.users):
            end = members.until.get(user)
            if container.ref.kind == "role":
                work.assignments.grant(container.ref.name[0], user, end)
            elif (container.ref, user) != (group(()), ADMIN):
                work.memberships.grant(SCOPE, container.ref.name, user, end)
    top = [there for container, there in state.members.items() if container.ref == group(())]
    if ADMIN not in top[0]:
        work.memberships.revoke(SCOPE, group(()).name, ADMIN)


def seen(provider: PortalProvider) -> State:
    """What stands there; the worlds write every name folded, but for the built-in group."""
    state = provider.observe(EVERYTHING)
    assert state.spelling == {group(()): "Top Role"}
    return replace(state, spelling={})


def comes_true(portal: Portal, case: Case) -> None:
    with portal.rollback_after():
        with portal.transaction() as work:
            furnish(work, case.before)
        provider = PortalProvider(portal, lambda: NOW)
        assert seen(provider) == case.before, case.name
        live, target = provider.observe(EVERYTHING), provider.describe()
        found = make_plan(case.declared, live, target, INTENT)
        if found.is_refused and case.name.startswith("C "):
            return  # the order's tests say which of them may be
        assert not found.is_refused, f"{case}: {found.findings}"
        apply(provider, found, case)
        assert seen(provider) == case.after, f"{case}: it ends elsewhere"
        again = make_plan(case.declared, provider.observe(EVERYTHING), target, INTENT)
        assert again.is_empty, f"{case}: the second plan is {again.summary}"


EVERY = 60


def every_60th(chunk: int, size: int, few: int) -> Iterator[tuple[int, int]]:
    """Every 60th pair, as many from each row as from each column."""
    for number in numbers(chunk, size * size // EVERY, few):
        yield divmod(number * EVERY + number % EVERY, size)


@in_chunks
def test_every_60th_plan_of_world_a_comes_true_on_the_portal(chunk, portal):
    for before, after in every_60th(chunk, 289, 36):
        for case in cases_a(before, after):
            comes_true(portal, case)


@in_chunks
def test_every_60th_plan_of_world_b_comes_true_on_the_portal(chunk, portal):
    for before, after in every_60th(chunk, 209, 36):
        for case in cases_b(before, after):
            comes_true(portal, case)


def test_plans_of_world_e_come_true_on_the_portal(portal):
    wanted = [after for after, ends in enumerate(world_e()) if is_wanted_e(ends)]
    for number in range(0, len(world_e()) * len(wanted), EVERY if ALL else 5 * EVERY):
        before, place = divmod(number, len(wanted))
        comes_true(portal, case_e(before, wanted[place]))


@in_chunks
def test_every_60th_plan_of_world_c_comes_true_on_the_portal(chunk, portal):
    for number in numbers(chunk, 5_500 // EVERY, 24):
        comes_true(portal, case_c(number * EVERY))
