"""Whether somebody can do something, where and to whom; and every path by which it comes."""

from dataclasses import replace

import pytest

from reconciler.core.access.question import is_computed
from reconciler.core.scope import ROOT
from reconciler.core.target import Catalog, Permission

from .build import (
    ACME,
    LONDON,
    PARIS,
    TARGET,
    assigned,
    g,
    group,
    holding,
    inside,
    r,
    role,
    state,
    users,
)
from .ways import KEYCLOAK, REACHING, access, asked, puts, said, ways, who

ALL = "see shape find call"
HERE = replace(REACHING, assignment="here")
LIVE = state(
    users("noah isla jack omar", inactive="ivy"),
    users("pia", PARIS),
    users("cora", ACME),
    users("rae", ROOT),
    group("top", ALL, "noah"),
    group("top/sales", ALL, "isla"),
    group("top/sales/desk", "", "jack ivy"),
    group("top/other", "", "jack@soon noah@past"),
    group("top", "", "", at=PARIS),
    role("clerk", ALL),
    role("manager", ALL, type="customer"),
    role("owner", ALL, type="reseller"),
    assigned("clerk", "omar"),
    assigned("manager", "cora", ACME),
    assigned("owner", "rae@later", ROOT),
    scopes={ROOT, ACME, LONDON, PARIS},
)
NOAH, ISLA, JACK, OMAR, IVY = map(who, ("noah", "isla", "jack", "omar", "ivy"))
PIA, CORA, RAE = who("pia", PARIS), who("cora", ACME), who("rae", ROOT)


def live(user, permission, on=None, at=LONDON, target=REACHING):
    return ways(LIVE, asked(user, permission, at, on), target)


# Held at all


def test_a_permission_comes_by_every_path_that_carries_it():
    there = state(
        group("top/a", "call", "noah"),
        group("top/b", "call", "noah@soon"),
        group("top/c", "see", "noah"),
        group("top/d", "call", "noah@past"),
        role("clerk", "call"),
        assigned("clerk", "noah"),
    )
    question = asked("noah", "call")
    assert ways(there, question) == [
        "clerk at /acme/london",
        "top/a",
        "top/b, until 2026-08-01",
    ]
    assert access(there).allows(question)


def test_without_a_path_it_is_a_no():
    assert live("jack", "call") == []
    assert not access(LIVE).allows(asked("jack", "call"))


def test_a_deactivated_user_may_do_nothing():
    there = state(users("", inactive="noah"), group("top", "call", "noah"))
    assert ways(there, asked("noah", "call")) == []


def test_through_a_group_it_is_held_at_the_scope_of_the_group_alone():
    assert [live("noah", "call", at=at) for at in (ROOT, ACME, LONDON, PARIS)] == [
        [],
        [],
        ["top"],
        [],
    ]


def test_through_a_role_it_is_held_where_that_is_assigned_and_below():
    assert [live(CORA, "call", at=at) for at in (ROOT, ACME, LONDON, PARIS)] == [
        [],
        ["manager at /acme"],
        ["manager at /acme"],
        ["manager at /acme"],
    ]


def test_where_roles_hold_here_it_is_held_at_that_scope_alone():
    assert [live(CORA, "call", at=at, target=HERE) for at in (ROOT, ACME, LONDON)] == [
        [],
        ["manager at /acme"],
        [],
    ]


def test_a_scope_whose_name_begins_like_another_is_not_below_it():
    there = state(role("manager", "call"), assigned("manager", "cora", ACME))
    assert ways(there, asked(CORA, "call", replace(ACME, path="/acme two"))) == []


# Through a group


def test_users_reach_those_in_the_groups_strictly_below_and_say_which():
    assert live("noah", "see", ISLA) == ["top, over top/sales"]
    assert live("isla", "see", JACK) == ["top/sales, over top/sales/desk"]
    assert live("isla", "see", NOAH) == []


def test_who_is_in_several_groups_below_is_reached_by_each():
    assert live("noah", "see", JACK) == ["top, over top/other", "top, over top/sales/desk"]


def test_who_is_in_the_same_group_is_not_below_it():
    there = state(group("top/sales", "see", "noah isla"))
    assert ways(there, asked("noah", "see", on=ISLA)) == []


def test_nobody_reaches_themselves_through_a_group():
    there = state(group("top", "see", "noah"), group("top/sales", "see", "noah"))
    assert ways(there, asked("noah", "see", on=NOAH)) == []


def test_who_is_deactivated_is_reached():
    assert live("noah", "see", IVY) == ["top, over top/sales/desk"]


def test_through_an_ended_membership_nobody_is_reached():
    there = state(group("top", "see", "noah"), group("top/sales", "", "isla@past"))
    assert ways(there, asked("noah", "see", on=ISLA)) == []


def test_users_of_other_scopes_act_and_are_reached_through_the_groups_they_are_in():
    there = state(group("top", "see", "noah /acme:bob"), group("top/sales", "", "isla /acme:ann"))
    bob, ann = who("bob", ACME), who("ann", ACME)
    assert ways(there, asked(bob, "see", on=ISLA)) == ["top, over top/sales"]
    assert ways(there, asked(bob, "see", on=ann)) == ["top, over top/sales"]
    assert ways(there, asked("bob", "see", on=ISLA)) == []


def test_groups_reach_the_groups_strictly_below():
    assert live("noah", "shape", g("top/sales/desk")) == ["top, over top/sales/desk"]
    assert live("isla", "shape", g("top/sales")) == []
    assert live("isla", "shape", g("top")) == []
    assert live("isla", "shape", g("top/other")) == []
    assert live("noah", "shape", g("top/sales", PARIS)) == []


def test_ungrouped_reach_those_of_the_scope_who_are_in_no_group():
    assert live("isla", "find", OMAR) == ["top/sales"]
    assert [live("isla", "find", on) for on in (NOAH, JACK, PIA, CORA)] == [[], [], [], []]


def test_whose_memberships_have_all_ended_is_in_no_group():
    there = state(group("top", "find", "noah"), group("top/sales", "", "isla@past jack@soon"))
    assert ways(there, asked("noah", "find", on=ISLA)) == ["top"]
    assert ways(there, asked("noah", "find", on=JACK)) == []


@pytest.mark.parametrize(
    ("permission", "on"),
    [
        ("see", g("top/sales")),
        ("shape", ISLA),
        ("find", g("top/sales")),
        ("call", ISLA),
        ("call", g("top/sales")),
        ("see", r("clerk")),
    ],
)
def test_nothing_is_reached_that_the_reach_does_not_speak_of(permission, on):
    assert live("noah", permission, on) == []
    assert live(RAE, permission, on) == []


@pytest.mark.parametrize("tree", ["inherit", "none", "flat"])
def test_where_the_tree_does_not_reach_a_group_reaches_nobody(tree):
    target = replace(REACHING, tree=tree)
    reached = [("see", JACK), ("shape", g("top/sales")), ("find", OMAR)]
    assert [live("noah", permission, on, target=target) for permission, on in reached] == [[]] * 3
    assert live("noah", "see", target=target) == ["top"]


# Through a role


def test_a_role_reaches_every_user_at_its_place_and_oneself():
    reached = [NOAH, IVY, OMAR, PIA, CORA, RAE]
    assert [live("omar", "see", on) for on in reached] == [
        *(["clerk at /acme/london"] for _ in range(3)),
        *([] for _ in range(3)),
    ]


def test_a_role_above_reaches_everybody_below_as_far_as_is_asked():
    assert live(CORA, "see", JACK) == ["manager at /acme"]
    assert live(CORA, "see", PIA, at=ACME) == ["manager at /acme"]
    assert live(CORA, "see", CORA, at=ACME) == ["manager at /acme"]
    assert live(CORA, "see", PIA, at=LONDON) == []
    assert live(CORA, "see", RAE, at=ACME) == []


def test_a_role_reaches_every_group_top_role_too():
    assert live("omar", "shape", g("top")) == ["clerk at /acme/london"]
    assert live("omar", "shape", g("top", PARIS)) == []
    assert live(RAE, "shape", g("top", PARIS), at=ROOT) == ["owner at /, until 2027-02-01"]


def test_a_role_reaches_those_in_no_group_where_there_are_groups():
    assert live("omar", "find", OMAR) == ["clerk at /acme/london"]
    assert live(CORA, "find", PIA, at=ACME) == ["manager at /acme"]
    assert live(CORA, "find", JACK, at=ACME) == []
    assert live(CORA, "find", CORA, at=ACME) == []


def test_nobody_is_ungrouped_at_a_depth_that_the_system_does_not_have():
    deep = replace(LONDON, path="/acme/london/hall")
    assert live(RAE, "find", who("eve", deep), at=ROOT) == []
    assert live(RAE, "find", who("eve", deep), at=ROOT, target=replace(REACHING, deep=True)) == [
        "owner at /, until 2027-02-01"
    ]


def test_where_roles_hold_here_they_reach_nobody_below():
    assert live(CORA, "see", CORA, at=ACME, target=HERE) == ["manager at /acme"]
    assert live(CORA, "see", JACK, at=ACME, target=HERE) == []
    assert live("omar", "see", JACK, target=HERE) == ["clerk at /acme/london"]


# What carries it


def test_a_permission_that_comes_with_another_says_with_which_and_reaches_as_itself():
    catalog = Catalog((Permission("boss", implies=("see",)), Permission("see", reach="users")))
    target = replace(REACHING, catalog=catalog)
    there = state(group("top", "boss", "noah"), group("top/sales", "see boss", "noah isla"))
    assert ways(there, asked("noah", "see"), target) == ["top, as boss", "top/sales"]
    assert ways(there, asked("noah", "see", on=ISLA), target) == ["top, as boss, over top/sales"]
    assert ways(there, asked("noah", "boss", on=ISLA), target) == []


def test_in_an_open_catalog_an_unlisted_permission_works_on_its_place():
    target = replace(TARGET, catalog=Catalog(open=True))
    there = state(group("top", "fax", "noah"), group("top/sales", "", "isla"))
    assert ways(there, asked("noah", "fax"), target) == ["top"]
    assert ways(there, asked("noah", "fax", on=ISLA), target) == []


def test_where_a_role_is_the_permission_it_comes_through_groups_above_and_through_roles():
    """Like Keycloak: the group above is in a role, which is in a circle of roles."""
    employee, reader = r("employee", ACME), r("reader", ACME)
    there = state(
        role("employee", of=ACME),
        role("reader", of=ACME),
        group("staff", at=ACME),
        group("staff/sales", None, "bob@later", at=ACME),
        puts(holding("employee", ACME, ACME), g("staff", ACME), reader),
        puts(holding("reader", ACME, ACME), (employee, "soon")),
    )
    bob = who("bob", ACME)
    chain = "/acme:staff/sales at /acme > /acme:staff at /acme > /acme:employee at /acme"
    assert ways(there, asked(bob, str(employee), ACME), KEYCLOAK) == [f"{chain}, until 2027-02-01"]
    assert ways(there, asked(bob, str(reader), ACME), KEYCLOAK) == [
        f"{chain} > /acme:reader at /acme, until 2026-08-01"
    ]
    assert ways(there, asked(bob, str(g("staff", ACME)), ACME), KEYCLOAK) == []


def test_a_group_that_is_in_another_reaches_what_that_one_does():
    there = state(
        group("lent", "", "noah"),
        group("top", "see", "omar"),
        group("top/sales", "", "isla"),
        puts(inside("top"), g("lent")),
    )
    assert ways(there, asked("noah", "see", on=ISLA)) == ["lent > top, over top/sales"]


def test_who_is_in_a_group_through_another_is_reached_in_both():
    there = state(
        group("top", "see", "noah"),
        group("top/lent", "", "isla"),
        puts(inside("top/sales"), g("top/lent")),
        group("top/sales", ""),
    )
    assert ways(there, asked("noah", "see", on=ISLA)) == [
        "top, over top/lent",
        "top, over top/sales",
    ]
    assert access(there).groups_of(ISLA) == {g("top/lent"), g("top/sales")}


def test_a_group_that_is_in_a_role_is_the_only_group_of_its_people():
    there = state(group("sales", "", "isla"), puts(holding("clerk"), g("sales")))
    assert access(there).groups_of(ISLA) == {g("sales")}


# Everybody


def holders(there, permission, at=None, on=None, target=REACHING):
    """Who holds a permission and how, in words."""
    found = access(there, target).holders(permission, at, on)
    return sorted(f"{user}: {said(path, asked(user, permission))}" for user, path in found)


def test_everybody_who_holds_a_permission_is_found_with_every_path():
    assert holders(LIVE, "call") == [
        "user:/:rae: owner at /, until 2027-02-01",
        "user:/acme/london:isla: top/sales",
        "user:/acme/london:noah: top",
        "user:/acme/london:omar: clerk at /acme/london",
        "user:/acme:cora: manager at /acme",
    ]


def test_asked_of_one_scope_it_is_who_holds_it_there():
    assert holders(LIVE, "call", PARIS) == [
        "user:/:rae: owner at /, until 2027-02-01",
        "user:/acme:cora: manager at /acme",
    ]
    assert holders(LIVE, "call", ROOT) == ["user:/:rae: owner at /, until 2027-02-01"]


def test_asked_of_somebody_it_is_who_reaches_them():
    assert holders(LIVE, "see", on=JACK) == [
        "user:/:rae: owner at /, until 2027-02-01",
        "user:/acme/london:isla: top/sales, over top/sales/desk",
        "user:/acme/london:noah: top, over top/other",
        "user:/acme/london:noah: top, over top/sales/desk",
        "user:/acme/london:omar: clerk at /acme/london",
        "user:/acme:cora: manager at /acme",
    ]
    assert holders(LIVE, "see", LONDON, on=ISLA)[1:2] == [
        "user:/acme/london:noah: top, over top/sales"
    ]
    assert holders(LIVE, "see", PARIS, on=PIA) == [
        "user:/:rae: owner at /, until 2027-02-01",
        "user:/acme:cora: manager at /acme",
    ]


def test_who_is_deactivated_or_whose_membership_has_ended_holds_nothing():
    there = state(
        users("isla", inactive="noah"),
        group("top", "call", "noah isla@past jack@soon"),
    )
    assert holders(there, "call") == ["user:/acme/london:jack: top, until 2026-08-01"]


def test_holders_are_found_through_what_they_are_in_and_until_the_first_end():
    there = state(
        role("reader", "call"),
        group("sales", "", "noah isla@soon"),
        group("desk", "", "jack"),
        puts(holding("reader"), (g("sales"), "later")),
    )
    assert holders(there, "call") == [
        "user:/acme/london:isla: sales > reader at /acme/london, until 2026-08-01",
        "user:/acme/london:noah: sales > reader at /acme/london, until 2027-02-01",
    ]


def test_who_holds_it_twice_through_one_membership_is_named_with_both_paths():
    there = state(
        role("clerk", "call"),
        group("sales", "call", "noah"),
        puts(holding("clerk"), g("sales")),
    )
    assert holders(there, "call") == [
        "user:/acme/london:noah: sales",
        "user:/acme/london:noah: sales > clerk at /acme/london",
    ]


def test_a_permission_that_nothing_carries_has_no_holders():
    assert holders(LIVE, "fax") == []


# Where it is known at all


def test_access_is_computed_where_the_system_says_that_it_can_be():
    assert is_computed(replace(TARGET, access="exact"))
    assert not is_computed(TARGET)
