"""A slice reads no more of the portal than it is about, and enough of it."""

import random
from dataclasses import replace

import pytest

from reconciler.core.change import Action, Change
from reconciler.core.model import Container, Membership, Ref, Users
from reconciler.core.outcome import Status
from reconciler.core.scope import ROOT, Scope
from reconciler.providers.memory import Memory
from reconciler.providers.portal.local.about import about
from reconciler.providers.portal.local.state import to_part
from reconciler.providers.portal.target import portal_target
from reconciler.providers.precondition import standing
from reconciler.testing import EVERYTHING, world
from tests.providers.portals import portal_with
from tests.providers.test_portal_provider import RUN, any_change, group, role

TARGET = portal_target("northwind")
LONDON = Scope("/acme/london")
SALES = Container.of(group(LONDON, "managers", "sales").ref)


def part_for(provider, *changes):
    with provider.portal.transaction() as work:
        return to_part(work.excerpt(about(changes)))


def test_of_a_membership_the_user_the_group_and_what_is_above_are_read():
    change = Change(None, Membership("cyn.london", SALES))
    part = part_for(portal_with(world(TARGET)), change)
    assert part.users == {LONDON: Users(frozenset({"cyn.london"}))}
    assert part.groups.keys() == {SALES.ref, *SALES.ref.above}
    assert part.members.keys() == {SALES}
    assert part.members[SALES].users == {"cyn.london"}
    assert part.scopes == {ROOT, Scope("/acme"), LONDON}
    assert part.roles == {}


def test_no_scope_counts_as_read_completely():
    assert part_for(portal_with(world(TARGET)), Change(None, role("new"))).complete == frozenset()


def test_of_a_move_both_addresses_are_read():
    support, managers = (group(LONDON, name) for name in ("support", "managers"))
    taken = Change(support, replace(support, ref=managers.ref))
    part = part_for(portal_with(world(TARGET)), taken)
    assert {support.ref, managers.ref} <= part.groups.keys()


@pytest.mark.parametrize("seed", range(6))
def test_what_stands_where_a_change_is_made_is_what_a_whole_read_shows(seed):
    choose, state = random.Random(seed), world(TARGET)
    provider = portal_with(state)
    changes = [any_change(choose, state) for _ in range(100)]
    whole, part = provider.observe(EVERYTHING), part_for(provider, *changes)
    for change in changes:
        assert standing(part, change) == standing(whole, change), change
        assert standing(part_for(provider, change), change) == standing(whole, change), change


@pytest.mark.parametrize("seed", range(6))
def test_a_slice_becomes_what_it_becomes_in_memory(seed):
    """Groups do not move: what is below them would make one change wait for another."""
    choose = random.Random(seed)
    portal, memory = portal_with(world(TARGET)), Memory(TARGET, world(TARGET))
    for _ in range(10):
        changes = [any_change(choose, memory.state) for _ in range(20)]
        slice_ = [one for one in changes if one.action is not Action.MOVE]
        statuses = [[one.status for one in each.apply(slice_, RUN)] for each in (portal, memory)]
        assert statuses[0] == statuses[1], seed
        assert portal.observe(EVERYTHING) == memory.observe(EVERYTHING), seed


def test_a_name_that_no_text_has_fails_alone():
    provider = portal_with(world(TARGET))
    odd = Ref("role", ROOT, ("\ud800",))
    changes = [Change(None, role("new")), Change(None, replace(role("x"), ref=odd))]
    found = [outcome.status for outcome in provider.apply(changes, RUN)]
    assert found == [Status.APPLIED, Status.FAILED]


GRANTS = [
    Change(None, Membership("ann.london", SALES)),
    Change(None, Membership("ann.london", Container(role("guest user").ref, LONDON))),
]


def test_what_is_read_stays_the_same_however_much_the_portal_holds():
    state = world(TARGET)
    crowd = frozenset(f"user {number}" for number in range(30))
    users = {**state.users, LONDON: Users(state.users[LONDON].active | crowd)}
    more = [group(LONDON, "managers", "sales", f"{number}") for number in range(30)]
    sales = replace(state.members[SALES], users=state.members[SALES].users | crowd)
    large = replace(
        state,
        users=users,
        groups={**state.groups, **{one.ref: one for one in more}},
        members={**state.members, SALES: sales},
    )
    assert part_for(portal_with(large), *GRANTS) == part_for(portal_with(state), *GRANTS)


def test_a_slice_is_applied_without_reading_the_whole_portal(monkeypatch):
    provider = portal_with(world(TARGET))
    monkeypatch.delattr("reconciler.portal.reading.load")
    monkeypatch.delattr("reconciler.portal.reading.load_listing")
    assert [one.status for one in provider.apply(GRANTS, RUN)] == [Status.APPLIED] * 2
