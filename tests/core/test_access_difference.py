"""What a change does to what people can do: who gains what, where, on whom, by which path."""

from dataclasses import replace

import pytest

from reconciler.core.access import reaching
from reconciler.core.access.effect import Kind
from reconciler.core.access.together import in_order_of_risk
from reconciler.core.access.verdict import verdict
from reconciler.core.scope import ROOT
from reconciler.core.target import Catalog, Permission

from .build import (
    ACME,
    LONDON,
    PARIS,
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
from .differences import compared, told
from .ways import KEYCLOAK, REACHING, access, puts, who

EVERYWHERE = {ROOT, ACME, LONDON, PARIS}


def both(before, after, *always):
    """Two states that share some pieces, and the people."""
    people = users("noah isla jack ivy")
    return state(people, *always, *before), state(people, *always, *after)


# Places


def test_nothing_becomes_of_access_where_nothing_differs():
    one, other = both([], [], group("top", "see", "noah"), group("top/a", "", "isla"))
    assert compared(one, other).effects == ()


def test_a_new_member_gains_what_the_group_carries():
    one, other = both([], [group("top", "call", "noah")], group("top", "call", ""))
    assert told(one, other) == ["+ noah call at /acme/london via top"]


def test_a_member_who_goes_loses_it():
    one, other = both([group("top", "call", "noah")], [group("top", "call", "")])
    assert told(one, other) == ["- noah call at /acme/london via top"]


def test_permissions_that_come_together_are_one_effect_and_so_are_people():
    one, other = both([group("top", "", "noah isla")], [group("top", "call billing", "noah isla")])
    billing = Permission("billing")
    target = replace(REACHING, catalog=Catalog((billing, *REACHING.catalog.permissions)))
    assert told(one, other, target) == ["+ isla noah billing,call at /acme/london via top"]


def test_what_is_held_by_another_path_is_kept():
    one, other = both(
        [group("top/a", "call", "noah")],
        [group("top/a", "call", "")],
        group("top/b", "call", "noah"),
    )
    assert told(one, other) == ["= noah call via top/b not top/a"]


def test_a_path_that_is_added_to_another_is_no_effect():
    one, other = both(
        [group("top/a", "call", "")],
        [group("top/a", "call", "noah")],
        group("top/b", "call", "noah"),
    )
    assert told(one, other) == []


def test_a_role_gives_its_place_and_those_below():
    people = users("cora", ACME)
    one = state(people, role("manager", "call", type="customer"))
    other = state(
        people, role("manager", "call", type="customer"), assigned("manager", "cora", ACME)
    )
    assert told(one, other) == ["+ /acme:cora call at /acme/** via manager at /acme"]


def test_at_the_lowest_level_there_is_nothing_below():
    one, other = both([], [assigned("clerk", "noah")], role("clerk", "call"))
    assert told(one, other) == ["+ noah call at /acme/london via clerk at /acme/london"]


def test_a_wider_place_is_a_gain_and_a_narrower_one_a_loss():
    wide, narrow = assigned("manager", "cora", ACME), assigned("manager", "cora", LONDON)
    always = (users("cora", ACME), role("manager", "call", type="customer"))
    target = replace(REACHING, members="any")
    narrow = puts(holding("manager"), "/acme:cora")
    one, other = state(*always, narrow), state(*always, wide)
    assert told(one, other, target) == ["+ /acme:cora call at /acme/** via manager at /acme"]
    assert told(other, one, target) == ["- /acme:cora call at /acme/** via manager at /acme"]


def test_a_place_within_another_that_comes_too_is_not_named():
    always = (users("cora", ACME), role("manager", "call", type="customer"))
    target = replace(REACHING, members="any")
    both_places = (assigned("manager", "cora", ACME), puts(holding("manager"), "/acme:cora"))
    assert told(state(*always), state(*always, *both_places), target) == [
        "+ /acme:cora call at /acme/** via manager at /acme manager at /acme/london"
    ]


def test_the_deactivated_gain_nothing_and_lose_nothing():
    people = users("", inactive="noah")
    one = state(people, group("top", "call", ""))
    other = state(people, group("top", "call", "noah"))
    assert (told(one, other), told(other, one)) == ([], [])


# Reach


def test_who_reaches_one_more_gains_on_that_one():
    one, other = both(
        [group("top/a", "", "")],
        [group("top/a", "", "isla")],
        group("top", "see", "noah"),
    )
    assert told(one, other) == ["+ noah see on 1 users (isla) in top/a via top"]


def test_many_who_are_reached_are_counted_in_the_smallest_group_that_holds_them():
    one, other = both(
        [],
        [group("top/a/b", "", "isla jack"), group("top/a/c", "", "ivy isla noah")],
        group("top", "see", "noah"),
        group("top/a", "", ""),
    )
    (effect,) = told(one, other)
    assert effect == "+ noah see on 3 users (isla ivy jack) in top/a via top"


def test_more_than_a_few_are_only_counted():
    people = "isla jack ivy omar"
    one, other = (
        state(users(f"noah {people}"), group("top", "see", "noah"), group("top/a", "", members))
        for members in ("", people)
    )
    assert told(one, other) == ["+ noah see on 4 users in top/a via top"]


def test_only_groups_that_hold_somebody_who_is_reached_are_named():
    one, other = both(
        [group("top/a", "", "noah"), group("top/b", "", "noah")],
        [group("top/a", "see", "noah"), group("top/b", "see", "noah")],
        group("top/a/c", "", "isla"),
        group("top/b/d"),
    )
    assert told(one, other) == [
        "+ noah see at /acme/london on 1 users (isla) in top/a/c via top/a top/b"
    ]


def test_a_person_never_reaches_themselves_through_a_group():
    one, other = both(
        [], [group("top/a", "", "noah")], group("top", "see", "noah"), group("top/a", "", "")
    )
    assert told(one, other) == []


def test_people_of_one_group_reach_each_other_below_and_not_themselves():
    one, other = both(
        [group("top", "", "noah isla")],
        [group("top", "see", "noah isla")],
        group("top/a", "", "noah isla"),
    )
    assert told(one, other) == ["+ isla noah see at /acme/london on 1 users in top/a via top"]


def test_alone_one_is_named_without_oneself():
    one, other = both(
        [group("top", "", "noah")],
        [group("top", "see", "noah")],
        group("top/a", "", "noah isla"),
    )
    assert told(one, other) == ["+ noah see at /acme/london on 1 users (isla) in top/a via top"]


def test_through_a_role_everybody_is_reached_oneself_too():
    one, other = both([], [assigned("clerk", "noah")], role("clerk", "see"))
    (effect,) = compared(one, other).effects
    assert (effect.reached.count, effect.reached.some) == (4, ())


def test_who_reached_all_but_themselves_gains_themselves():
    one, other = both(
        [],
        [assigned("clerk", "noah")],
        role("clerk", "see"),
        group("top", "see", "noah"),
        group("top/a", "", "noah isla jack ivy"),
    )
    assert told(one, other) == [
        "+ noah see on 1 users (noah) in /acme/london via clerk at /acme/london"
    ]


def test_nobody_is_named_where_each_of_several_reaches_themselves():
    one, other = both(
        [],
        [assigned("clerk", "noah isla")],
        role("clerk", "see"),
        group("top", "see", "noah isla"),
        group("top/a", "", "noah isla jack ivy"),
    )
    assert told(one, other) == [
        "+ isla noah see on 1 users in /acme/london via clerk at /acme/london"
    ]


def test_groups_are_reached_where_they_stay_and_a_new_one_is_nobody_s_gain():
    one, other = both(
        [group("top", "", "noah")],
        [group("top", "shape", "noah"), group("top/b")],
        group("top/a"),
    )
    assert told(one, other) == ["+ noah shape at /acme/london on 1 groups (top/a) in top via top"]
    assert told(other, replace_groups(other, "top/c")) == []


def replace_groups(there, path):
    more = state(group(path))
    return replace(there, groups={**there.groups, **more.groups})


def test_a_role_reaches_every_group_of_its_place():
    one, other = both(
        [], [assigned("clerk", "noah")], role("clerk", "shape"), group("top"), group("top/a")
    )
    assert told(one, other) == [
        (
            "+ noah shape at /acme/london on 2 groups (top top/a) in /acme/london"
            " via clerk at /acme/london"
        )
    ]


def test_those_without_a_group_are_reached_until_they_are_in_one():
    one, other = both(
        [group("top/a", "", "isla")],
        [group("top/a", "", "")],
        group("top", "find", "noah"),
        group("top/b", "", "jack ivy"),
    )
    assert told(one, other) == ["+ noah find on 1 ungrouped (isla) in /acme/london via top"]
    assert told(other, one) == ["- noah find on 1 ungrouped (isla) in /acme/london via top"]


def test_a_role_reaches_those_without_a_group_at_scopes_that_have_groups():
    people = (users("cora", ACME), users("noah"), users("pia", PARIS), group("top", "", "noah"))
    always = (*people, role("manager", "find", type="customer"), group("top", "", "", at=PARIS))
    one = state(*always, scopes=EVERYWHERE)
    other = state(*always, assigned("manager", "cora", ACME), scopes=EVERYWHERE)
    assert told(one, other) == [
        (
            "+ /acme:cora find at /acme/** on 1 ungrouped (/acme/paris:pia) in /acme/**"
            " via manager at /acme"
        )
    ]


def test_a_role_reaches_what_a_role_below_did_not():
    people = (users("cora", ACME), users("noah"), users("pia", PARIS))
    always = (*people, role("manager", "see", type="customer"))
    target = replace(REACHING, members="any")
    one = state(*always, puts(holding("manager"), "/acme:cora"), scopes=EVERYWHERE)
    other = state(*always, assigned("manager", "cora", ACME), scopes=EVERYWHERE)
    assert told(one, other, target) == [
        (
            "+ /acme:cora see at /acme/** on 2 users (/acme:cora /acme/paris:pia) in /acme/**"
            " via manager at /acme"
        )
    ]


def test_where_the_tree_does_not_reach_a_group_gives_its_place_alone():
    one, other = both(
        [group("top", "", "noah")],
        [group("top", "see shape find", "noah")],
        group("top/a", "", "isla"),
    )
    target = replace(REACHING, tree="none")
    assert told(one, other, target) == ["+ noah see,shape,find at /acme/london via top"]


def test_where_nobody_was_read_nobody_knows_on_whom_a_permission_works():
    always = (users("noah"), role("clerk", "see call"))
    one = state(*always, scopes=EVERYWHERE)
    other = state(*always, assigned("clerk", "pia", PARIS), scopes=EVERYWHERE)
    assert told(one, other) == [
        "+ /acme/paris:pia see at /acme/paris on 0 users in  via clerk at /acme/paris",
        "+ /acme/paris:pia call at /acme/paris via clerk at /acme/paris",
    ]


# Moves


def test_a_group_that_moves_is_reached_by_others():
    pieces = (group("top/a", "see", "noah"), group("top/b", "see", "isla"))
    one = state(*pieces, group("top/a/c", "", "jack"))
    other = state(*pieces, group("top/b/c", "", "jack"))
    assert told(one, other, moves={g("top/a/c"): g("top/b/c")}) == [
        "+ isla see on 1 users (jack) in top/b/c via top/b",
        "- noah see on 1 users (jack) in top/b/c via top/a",
    ]


def test_a_group_that_stays_itself_is_no_effect_under_another_name():
    one = state(group("top/a", "call", "noah"))
    other = state(group("top/b", "call", "noah"))
    assert told(one, other, moves={g("top/a"): g("top/b")}) == []
    assert told(one, other) == ["= noah call via top/b not top/a"]


def test_moved_groups_are_reached_as_groups_too():
    pieces = (group("top/a", "shape", "noah"), group("top/b", "shape", "isla"))
    one, other = state(*pieces, group("top/a/c")), state(*pieces, group("top/b/c"))
    assert told(one, other, moves={g("top/a/c"): g("top/b/c")}) == [
        "+ isla shape on 1 groups (top/b/c) in top/b via top/b",
        "- noah shape on 1 groups (top/b/c) in top/a via top/a",
    ]


# Ends


def test_an_end_that_is_lifted_counts_from_that_end_on():
    one, other = both([group("top", "call", "noah@soon")], [group("top", "call", "noah")])
    assert told(one, other) == ["+ noah call at /acme/london via top from 2026-08-01"]
    assert told(other, one) == ["- noah call at /acme/london via top from 2026-08-01"]


def test_a_later_end_is_a_gain_until_then():
    one, other = both([group("top", "call", "noah@soon")], [group("top", "call", "noah@later")])
    assert told(one, other) == [
        "+ noah call at /acme/london via top from 2026-08-01 until 2027-02-01"
    ]


def test_a_new_path_counts_from_the_end_of_the_old_one():
    one, other = both(
        [group("top/b", "call", "")],
        [group("top/b", "call", "noah")],
        group("top/a", "call", "noah@soon"),
    )
    assert told(one, other) == ["+ noah call at /acme/london via top/b from 2026-08-01"]


def test_what_is_gained_now_is_not_gained_again_later():
    one, other = both(
        [group("top/b", "call see", "")],
        [group("top/b", "call see", "noah")],
        group("top/a", "call", "noah@soon"),
    )
    assert told(one, other) == [
        "+ noah see at /acme/london via top/b",
        "+ noah call at /acme/london via top/b from 2026-08-01",
    ]


def test_what_has_ended_counts_for_nothing():
    one, other = both([group("top", "call", "noah@past")], [group("top", "call", "")])
    assert told(one, other) == []


# Other trees


def test_groups_that_inherit_give_what_those_above_are_in():
    sales = (group("sales"), group("sales/desk", None, "noah"), role("agent", type=None, of=LONDON))
    one = state(users("noah"), *sales)
    other = state(users("noah"), *sales, puts(holding("agent", of=LONDON), g("sales")))
    assert told(one, other, KEYCLOAK) == [
        "+ noah role:/acme/london:agent at /acme/london via /acme/london:agent at /acme/london"
    ]


def test_a_role_in_a_role_gives_both_and_the_earliest_end_counts():
    roles = (role("agent", type=None, of=LONDON), role("lead", type=None, of=LONDON))
    lead = puts(holding("lead", of=LONDON), ("noah", "later"))
    nested = puts(holding("agent", of=LONDON), (r("lead", LONDON), "soon"))
    one, other = (state(users("noah"), *roles, lead, *more) for more in ([], [nested]))
    assert told(one, other, KEYCLOAK) == [
        (
            "+ noah role:/acme/london:agent at /acme/london via /acme/london:agent at /acme/london"
            " until 2026-08-01"
        )
    ]


def test_a_role_that_is_the_permission_is_gained_by_its_name():
    lead = (role("lead", type=None, of=LONDON), puts(holding("lead", of=LONDON), "noah"))
    boss = (role("boss", type=None, of=LONDON), puts(holding("boss", of=LONDON), "noah"))
    moved = {r("lead", LONDON): r("boss", LONDON)}
    assert told(state(*lead), state(*boss), KEYCLOAK, moves=moved) == [
        "+ noah role:/acme/london:boss at /acme/london via /acme/london:boss at /acme/london",
        "- noah role:/acme/london:lead at /acme/london via /acme/london:boss at /acme/london",
    ]


def test_people_in_a_nested_group_are_reached():
    pieces = (group("top", "see", "noah"), group("top/a"), group("guests", "", "isla", at=PARIS))
    nested = puts(inside("top/a"), g("guests", PARIS))
    one, other = (state(*pieces, *more, scopes=EVERYWHERE) for more in ([], [nested]))
    assert told(one, other) == ["+ noah see on 1 users (/acme/paris:isla) in top/a via top"]


def test_somebody_of_another_scope_is_reached_where_they_are_a_member():
    pieces = (users("cora", ACME), group("top", "see", "noah"))
    target = replace(REACHING, members="any")
    one = state(*pieces, group("top/a"))
    other = state(*pieces, group("top/a"), puts(inside("top/a"), "/acme:cora", "isla"))
    assert told(one, other, target) == ["+ noah see on 2 users (/acme:cora isla) in top/a via top"]


def test_somebody_of_another_scope_has_no_group_until_a_group_elsewhere_takes_them():
    pieces = (users("cora", ACME), users("noah"), users("pia", PARIS), group("top", "", "noah"))
    finder = (role("manager", "find", type="customer"), assigned("manager", "cora", ACME))
    target = replace(REACHING, members="any")
    one = state(*pieces, *finder, scopes=EVERYWHERE)
    joins = puts(inside("top/a"), "/acme/paris:pia")
    other = state(*pieces, *finder, group("top/a"), joins, scopes=EVERYWHERE)
    assert told(one, other, target) == [
        ("- /acme:cora find on 1 ungrouped (/acme/paris:pia) in /acme/** via manager at /acme")
    ]


def test_what_is_kept_is_said_once_whatever_ends_later():
    one, other = both(
        [group("top/a", "call", "noah"), group("top/b", "call", "")],
        [group("top/a", "call", ""), group("top/b", "call", "noah")],
        group("top/c", "see", "noah@soon"),
    )
    assert told(one, other) == ["= noah call via top/b not top/a"]


def test_below_a_group_with_very_many_the_group_itself_is_named():
    many = [group(f"top/{number}") for number in range(600)]
    one, other = both([], [group("top/7", "", "isla")], group("top", "see", "noah"), *many)
    assert told(one, other) == ["+ noah see on 1 users (isla) in top via top"]


# The catalog


def test_a_catalog_that_grew_gives_more_without_a_change():
    there = state(group("top", "see", "noah"))
    see, *rest = REACHING.catalog.permissions
    grown = replace(REACHING, catalog=Catalog((replace(see, implies=("call",)), *rest)))
    assert told(there, there, grown, pinned=REACHING) == ["+ noah call at /acme/london via top"]
    assert told(there, there, REACHING, pinned=grown) == ["- noah call at /acme/london via top"]


# Everybody


def test_those_who_can_do_nothing_any_more_are_known():
    one, other = both(
        [group("top/a", "call", "noah isla")],
        [group("top/a", "call", "")],
        group("top/b", "see", "isla"),
    )
    assert compared(one, other).bereft == {who("noah")}


def test_a_member_of_what_gives_nothing_loses_nothing():
    one, other = both([group("top/a", "", "noah")], [group("top/a", "", "")])
    assert compared(one, other) == replace(compared(one, one), scopes=1)


def test_the_riskiest_comes_first():
    catalog = Catalog((*REACHING.catalog.permissions, Permission("pay", sensitive=True)))
    target = replace(REACHING, catalog=catalog)
    one, other = both(
        [group("top/a", "call", "noah"), group("top/d", "", "")],
        [
            group("top/a", "", "noah"),
            group("top/b", "call", "isla jack"),
            group("top/c", "pay", "ivy"),
            group("top/d", "", "isla"),
            group("top/e", "shape", "jack"),
        ],
        group("top", "see", "noah"),
    )
    found = compared(one, other, target)
    assert [line.split(" via")[0] for line in told(one, other, target)] == [
        "+ ivy pay at /acme/london",
        "+ jack shape at /acme/london",
        "+ isla jack call at /acme/london",
        "+ noah see on 3 users (isla ivy jack) in top",
        "- noah call at /acme/london",
    ]
    assert [*in_order_of_risk(reversed(found.effects), catalog)] == [*found.effects]


# The verdict


LOOK = replace(
    REACHING, catalog=Catalog((*REACHING.catalog.permissions, Permission("look", reach="users")))
)
"""With a permission over people that is not sensitive."""


def said(before, after, sensitive=("see",)):
    return verdict(compared(*both(before, after), LOOK), sensitive)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ([], [], "No one gains access."),
        ([], [group("top", "call", "noah")], "1 person gains access."),
        ([], [group("top", "see", "noah")], "1 person gains access to a sensitive permission."),
        (
            [],
            [group("top", "call", "noah isla")],
            "2 people gain access.",
        ),
        (
            [],
            [group("top", "see", "noah isla")],
            "2 people gain access, all of them to a sensitive permission.",
        ),
        (
            [],
            [group("top/a", "see", "noah"), group("top/b", "call", "isla jack")],
            "3 people gain access, 1 of them to a sensitive permission.",
        ),
        (
            [group("top", "call", "noah")],
            [group("top", "call", "isla")],
            "1 person gains access; 1 person loses access altogether.",
        ),
        (
            [group("top", "call", "noah isla"), group("top/a", "see", "noah")],
            [group("top/a", "see", "noah")],
            "No one gains access; 2 people lose access, 1 of them altogether.",
        ),
        (
            [group("top", "call", "noah"), group("top/a", "see", "noah")],
            [group("top/a", "see", "noah")],
            "No one gains access; 1 person loses access.",
        ),
        (
            [group("top", "see", "noah"), group("top/a", "", "isla")],
            [group("top", "see", "noah"), group("top/a", "", "jack")],
            (
                "No one gains access; 1 person reaches more with a sensitive permission; "
                "1 person reaches fewer."
            ),
        ),
        (
            [group("top", "look", "noah"), group("top/a", "", "")],
            [group("top", "look", "noah"), group("top/a", "", "isla")],
            "No one gains access; 1 person reaches more.",
        ),
        (
            [group("top", "shape", "noah isla"), group("top/a/b")],
            [group("top", "shape", "noah isla"), group("top/a/b", "", "")],
            "No one gains access.",
        ),
        (
            [group("top", "find", "noah"), group("top/a", "", "isla jack ivy")],
            [group("top", "find", "noah"), group("top/a", "", "jack ivy")],
            "No one gains access.",
        ),
    ],
)
def test_the_verdict_says_first_who_gains(before, after, words):
    assert said(before, after) == words


def test_of_those_who_reach_more_it_says_who_does_so_with_a_sensitive_permission():
    one, other = both(
        [group("top/a/c", "", "")],
        [group("top/a/c", "", "ivy")],
        group("top", "see", "noah"),
        group("top/a", "look", "isla"),
    )
    assert verdict(compared(one, other, LOOK), ["see"]) == (
        "No one gains access; 2 people reach more, 1 of them with a sensitive permission."
    )


def test_effects_are_of_three_kinds():
    one, other = both([group("top", "call", "noah")], [group("top", "call", "isla")])
    found = compared(one, other)
    assert [len(found.of(kind)) for kind in Kind] == [1, 1, 0]
    assert found.people(Kind.GAIN, Kind.LOSS) == {who("noah"), who("isla")}


def test_what_is_remembered_of_groups_is_bounded_and_changes_nothing(monkeypatch):
    one, _ = both(
        [], [], group("top", "", ""), group("top/a", "", "isla"), group("top/a/b", "", "ivy")
    )
    asked = [g("top"), g("top/a"), g("top")]
    whole = [reaching.Reaching(access(one)).people_below(each) for each in asked]
    monkeypatch.setattr(reaching, "_MOST", 1)
    bounded = reaching.Reaching(access(one))
    assert [bounded.people_below(each) for each in asked] == whole
    assert [*map(len, whole)] == [1, 1, 1]
    assert whole[0] != whole[1]
