"""A delete and a create that look like a rename are pointed out."""

import pytest

from .build import (
    LONDON,
    PARIS,
    assigned,
    declared,
    g,
    group,
    lists,
    lists_memberships,
    lists_roles,
    planned,
    role,
    spelt,
    state,
    told,
    top,
    users,
)

PEOPLE = users("noah isla jack")
LIVE = state(
    PEOPLE,
    top("noah"),
    group("top/sales", "calls", "noah isla jack"),
    spelt(g("top/sales"), "Sales"),
)


def alike(*pieces, live=LIVE):
    files = declared(lists(LONDON, g("top")), top(), *pieces)
    return [one for one in planned(files, live).findings if one.code == "RC0315"]


def test_same_permissions_and_most_people_look_like_a_rename():
    (finding,) = alike(group("top/deals", "calls", "noah isla"))
    assert told([finding]) == [
        (
            "RC0315 hint: group top/Sales is deleted and top/deals is created with the same "
            "permissions and people"
        )
    ]
    assert finding.ref == g("top/deals")
    assert finding.origin.path == "group:/acme/london:top/deals"
    assert finding.help == "if that is a rename, add `previously: top/Sales`"


@pytest.mark.parametrize(
    "created",
    [
        group("top/deals", "phones", "noah isla jack"),
        group("top/deals", "calls", "noah"),
        group("top/deals", "calls", ""),
        group("top/ops/deals", "calls", "noah isla jack"),
        group("top/deals", "calls", "noah isla jack", at=PARIS),
    ],
    ids=[
        "other permissions",
        "few of the people",
        "nobody",
        "another place and name",
        "another scope",
    ],
)
def test_what_does_not_look_like_a_rename(created):
    assert alike(created, group("top/ops")) == []


def test_people_who_meet_elsewhere_do_not_make_two_groups_alike():
    together = group("top/all", "", "noah isla jack")
    live = state(PEOPLE, top("noah"), together, group("top/sales", "calls", "noah isla jack"))
    assert alike(together, group("top/deals", "calls", ""), live=live) == []


def test_the_same_name_in_another_place_looks_like_a_move():
    found = alike(group("top/ops"), group("top/ops/sales", "calls", "noah isla jack"))
    assert [one.ref for one in found] == [g("top/ops/sales")]


def test_empty_things_are_all_alike_and_so_none_is():
    assert alike(group("top/b"), live=state(top(), group("top/a"))) == []


def test_a_role_with_the_same_holders_looks_like_a_rename():
    live = state(PEOPLE, role("reception", "calls"), assigned("reception", "noah isla"))
    files = declared(
        lists_roles(),
        lists_memberships(),
        role("receptionist", "calls"),
        assigned("receptionist", "noah isla"),
    )
    (finding,) = [one for one in planned(files, live).findings if one.code == "RC0315"]
    assert finding.help == "if that is a rename, add `previously: reception`"


def test_a_create_of_another_kind_is_no_twin():
    live = state(PEOPLE, role("sales", "calls"), assigned("sales", "noah"))
    files = declared(lists_roles(), lists_memberships(), group("sales", "calls", "noah"))
    assert [one for one in planned(files, live).findings if one.code == "RC0315"] == []
