"""Through what a user holds something, and until when."""

from dataclasses import replace
from datetime import timedelta

import pytest

from reconciler.core.access.holding import NEVER, Holding, Holdings
from reconciler.core.model import Members, State

from .build import (
    ACME,
    ENDS,
    NOW,
    PARIS,
    TARGET,
    assigned,
    g,
    group,
    holding,
    inside,
    r,
    role,
    short,
    state,
    users,
)
from .ways import KEYCLOAK, REACHING, ending, held, holdings, puts, who

A, B, C = (holding(name) for name in "abc")
TREE = [group("top"), group("top/sales"), group("top/sales/desk", None, "isla")]


def of(name, *pieces, target=REACHING):
    """What a user holds, in words."""
    return held(holdings(state(*pieces), target).of(who(name)))


def led(container, *pieces, target=KEYCLOAK):
    """Where a container leads, in words."""
    leads = holdings(state(*pieces), target).leads(container)
    return sorted(f"{short(one)} {ending(until)}".strip() for one, until in leads.items())


# Memberships


def test_a_user_holds_the_groups_and_the_assigned_roles_that_they_are_in():
    pieces = [group("sales", "", "noah isla"), group("desk", "", "isla"), assigned("clerk", "noah")]
    assert of("noah", *pieces) == ["clerk at /acme/london", "sales"]


def test_who_is_in_nothing_holds_nothing():
    assert of("noah", users("noah"), group("sales", "", "isla")) == []


def test_a_role_is_held_where_it_is_assigned():
    everywhere = [assigned("clerk", "noah"), assigned("clerk", "noah", PARIS)]
    assert of("noah", *everywhere) == ["clerk at /acme/london"]


def test_a_user_of_another_scope_is_written_with_it():
    there = state(group("sales", "", "bob /acme:bob /acme:noah"), group("desk", "", "bob"))
    assert held(holdings(there).of(who("bob", ACME))) == ["sales"]
    assert held(holdings(there).of(who("bob"))) == ["desk", "sales"]
    assert held(holdings(there).of(who("noah"))) == []


def test_a_name_with_a_colon_is_one_name():
    there = state(group("sales", "", r"/acme:a\:b"), group("desk", "", r"a\:b"))
    assert held(holdings(there).of(who("a:b", ACME))) == ["sales"]
    assert held(holdings(there).of(who("a:b"))) == ["desk"]


def test_a_container_tells_its_users_with_their_homes():
    there = state(group("sales", "", r"isla@soon /acme:a\:b"))
    found = sorted(holdings(there).people(inside("sales")))
    assert found == [(who("a:b", ACME), NEVER), (who("isla"), ENDS["soon"])]


def test_a_container_that_nobody_is_in_has_no_people():
    assert [*holdings(state(group("sales"))).people(inside("sales"))] == []


def test_people_are_in_a_container_themselves_and_not_through_others():
    there = state(*TREE, group("top/sales", "", "noah"))
    assert [*holdings(there, KEYCLOAK).people(inside("top/sales"))] == [(who("noah"), NEVER)]


# Who is deactivated


def test_a_deactivated_user_holds_nothing():
    pieces = [users("isla", inactive="noah"), group("sales", "", "noah isla")]
    assert of("noah", *pieces) == []
    assert of("isla", *pieces) == ["sales"]


def test_and_is_a_member_all_the_same():
    there = state(users("", inactive="noah"), group("sales", "", "noah@soon"))
    assert held(holdings(there).direct(who("noah"))) == ["sales, until 2026-08-01"]


def test_and_is_none_of_the_people_of_a_container():
    there = state(
        users("isla", inactive="noah"),
        users("", ACME, inactive="bob"),
        group("sales", "", "noah isla bob /acme:bob"),
    )
    assert sorted(holdings(there).people(inside("sales"))) == [
        (who("bob"), NEVER),
        (who("isla"), NEVER),
    ]


def test_a_user_whom_the_state_does_not_know_is_active():
    there = holdings(state(users("isla", inactive="noah")))
    people = [who("isla"), who("noah"), who("jack"), who("noah", PARIS)]
    assert [there.is_active(user) for user in people] == [True, False, True, True]


def test_a_deactivated_user_is_known_by_a_name_with_a_colon():
    assert not holdings(state(users("", inactive=r"a\:b"))).is_active(who("a:b"))


# Ends


def test_an_ended_membership_holds_nothing_and_one_that_ends_says_when():
    pieces = [
        group("sales", "", "noah@past"),
        group("desk", "", "noah@soon"),
        assigned("clerk", "noah@past"),
    ]
    assert of("noah", *pieces) == ["desk, until 2026-08-01"]


def test_at_the_very_instant_it_has_ended():
    until = {"noah": NOW, "isla": NOW + timedelta(microseconds=1)}
    there = holdings(State(members={A: Members(frozenset(until), until=until)}))
    assert [*there.of(who("noah"))] == []
    assert [*there.of(who("isla"))] == [Holding((A,), until["isla"])]
    assert [*there.people(A)] == [(who("isla"), until["isla"])]


def test_people_of_a_container_are_those_who_have_not_ended():
    there = holdings(state(group("sales", "", "noah@past isla@later jack")))
    assert sorted(there.people(inside("sales"))) == [
        (who("isla"), ENDS["later"]),
        (who("jack"), NEVER),
    ]


# Trees


def test_where_the_tree_inherits_whoever_is_in_a_group_holds_those_above_it():
    assert of("isla", *TREE, target=KEYCLOAK) == [
        "top/sales/desk",
        "top/sales/desk > top/sales",
        "top/sales/desk > top/sales > top",
    ]


@pytest.mark.parametrize("tree", ["reach", "none", "flat"])
def test_else_they_hold_that_group_alone(tree):
    assert of("isla", *TREE, target=replace(TARGET, tree=tree)) == ["top/sales/desk"]


# Groups and roles in others


def test_a_group_in_a_role_holds_it_for_its_people_and_for_those_below_where_it_inherits():
    pieces = [*TREE, puts(A, g("top/sales"))]
    assert of("isla", *pieces, target=KEYCLOAK) == [
        "top/sales/desk",
        "top/sales/desk > top/sales",
        "top/sales/desk > top/sales > a at /acme/london",
        "top/sales/desk > top/sales > top",
    ]
    assert of("isla", *pieces) == ["top/sales/desk"]


def test_a_group_in_a_group_holds_it_and_what_is_above_it():
    pieces = [*TREE, group("lent", "", "noah"), puts(inside("top/sales"), g("lent"))]
    assert of("noah", *pieces) == ["lent", "lent > top/sales"]
    assert of("noah", *pieces, target=KEYCLOAK) == [
        "lent",
        "lent > top/sales",
        "lent > top/sales > top",
    ]


def test_a_role_in_a_role_is_a_part_of_it():
    pieces = [assigned("a", "noah"), puts(B, r("a")), puts(C, r("b"))]
    assert of("noah", *pieces) == [
        "a at /acme/london",
        "a at /acme/london > b at /acme/london",
        "a at /acme/london > b at /acme/london > c at /acme/london",
    ]


def test_a_role_in_a_group_brings_its_people_there():
    pieces = [*TREE, assigned("a", "noah"), puts(inside("top/sales"), r("a"))]
    assert of("noah", *pieces) == ["a at /acme/london", "a at /acme/london > top/sales"]


def test_a_circle_of_roles_is_gone_round_once():
    pieces = [puts(A, "noah", r("c")), puts(B, r("a")), puts(C, r("b"))]
    assert of("noah", *pieces) == [
        "a at /acme/london",
        "a at /acme/london > b at /acme/london",
        "a at /acme/london > b at /acme/london > c at /acme/london",
    ]


def test_two_ways_to_one_role_are_two():
    pieces = [assigned("a", "noah"), puts(B, r("a")), puts(C, r("a"), r("b"))]
    assert of("noah", *pieces) == [
        "a at /acme/london",
        "a at /acme/london > b at /acme/london",
        "a at /acme/london > b at /acme/london > c at /acme/london",
        "a at /acme/london > c at /acme/london",
    ]


def test_what_has_ended_leads_nowhere():
    pieces = [assigned("a", "noah"), puts(B, (r("a"), "past")), puts(C, r("b"))]
    assert of("noah", *pieces) == ["a at /acme/london"]


def test_a_way_ends_with_the_first_of_its_memberships():
    pieces = [assigned("a", "noah@later"), puts(B, (r("a"), "soon")), puts(C, r("b"))]
    assert of("noah", *pieces) == [
        "a at /acme/london > b at /acme/london > c at /acme/london, until 2026-08-01",
        "a at /acme/london > b at /acme/london, until 2026-08-01",
        "a at /acme/london, until 2027-02-01",
    ]
    pieces = [assigned("a", "noah@soon"), puts(B, (r("a"), "later")), puts(C, r("b"))]
    assert of("noah", *pieces) == [
        "a at /acme/london > b at /acme/london > c at /acme/london, until 2026-08-01",
        "a at /acme/london > b at /acme/london, until 2026-08-01",
        "a at /acme/london, until 2026-08-01",
    ]


# Everything that a container leads to


def test_a_container_leads_to_itself_without_end():
    assert led(A, role("a")) == ["a at /acme/london"]


def test_a_container_leads_to_all_that_is_above_it_and_to_what_they_are_in():
    pieces = [*TREE, puts(A, (g("top"), "soon")), puts(B, r("a"))]
    assert led(inside("top/sales"), *pieces) == [
        "a at /acme/london until 2026-08-01",
        "b at /acme/london until 2026-08-01",
        "top",
        "top/sales",
    ]


def test_of_several_ways_the_one_that_lasts_longest_counts_and_for_what_lies_behind_too():
    """The short way to `b` is gone first, so that what lies behind it is reached twice."""
    pieces = [
        puts(B, (r("a"), "soon"), r("d")),
        puts(C, r("b")),
        puts(holding("d"), (r("a"), "later")),
    ]
    assert led(A, *pieces) == [
        "a at /acme/london",
        "b at /acme/london until 2027-02-01",
        "c at /acme/london until 2027-02-01",
        "d at /acme/london until 2027-02-01",
    ]


def test_a_circle_leads_round_once_and_what_has_ended_nowhere():
    pieces = [puts(B, r("a")), puts(A, r("b")), puts(C, (r("a"), "past"))]
    assert led(A, *pieces) == ["a at /acme/london", "b at /acme/london"]


def test_what_is_held_is_the_last_container_of_the_way():
    assert Holding((A, B)).container == B
    assert Holding((A, B)).until == NEVER


def test_holdings_are_of_one_instant():
    there = state(group("sales", "", "noah@soon"))
    later = Holdings(there, TARGET, ENDS["soon"])
    assert [*later.of(who("noah"))] == []
