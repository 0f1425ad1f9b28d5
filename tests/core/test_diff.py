"""What makes live equal to desired: one change for each thing or membership that differs."""

import pytest

from reconciler.core.change import Change
from reconciler.core.diff import diff
from reconciler.core.model import Membership

from .build import (
    ENDS,
    NOW,
    assigned,
    create,
    delete,
    g,
    grant,
    group,
    holding,
    inside,
    nested,
    redate,
    revoke,
    role,
    said,
    state,
    top,
    update,
)

SALES = inside("sales")


def changes(live, desired):
    return sorted(diff(live, desired, NOW), key=said)


def test_equal_states_have_no_difference():
    one = state(top("amelia"), group("sales", "calls", "noah@later isla@past"))
    assert changes(one, one) == []


def test_each_thing_that_differs_is_one_change():
    live = state(role("old", "calls"), group("a", "calls"), group("b", "calls"))
    desired = state(role("new", "calls"), group("a", "phones"), group("b", "calls"))
    assert changes(live, desired) == [
        create(role("new", "calls")),
        delete(role("old", "calls")),
        update(group("a", "calls"), group("a", "phones")),
    ]


def test_each_membership_that_differs_is_one_change():
    live = state(group("sales", "", "noah isla"), role("desk"), assigned("desk", "ivy"))
    desired = state(group("sales", "", "noah jack@later"), role("desk"), assigned("desk", "leo"))
    assert changes(live, desired) == [
        grant(SALES, "jack", "later"),
        grant(holding("desk"), "leo"),
        revoke(SALES, "isla"),
        revoke(holding("desk"), "ivy"),
    ]


def test_groups_as_members_come_and_go_like_people():
    live = state(group("a"), group("b"), nested("sales", g("a")))
    desired = state(group("a"), group("b"), nested("sales", g("b")))
    assert changes(live, desired) == [grant(SALES, g("b")), revoke(SALES, g("a"))]


@pytest.mark.parametrize(
    ("live", "desired", "expected"),
    [
        ("noah", "noah", []),
        ("noah@soon", "noah@soon", []),
        ("noah", "noah@soon", [redate(SALES, "noah", None, "soon")]),
        ("noah@soon", "noah", [redate(SALES, "noah", "soon", None)]),
        ("noah@soon", "noah@later", [redate(SALES, "noah", "soon", "later")]),
        ("noah@soon", "", [revoke(SALES, "noah", "soon")]),
        ("noah@past", "", [revoke(SALES, "noah", "past")]),
        ("noah@past", "noah", [grant(SALES, "noah")]),
        ("noah@past", "noah@later", [grant(SALES, "noah", "later")]),
        ("", "noah@later", [grant(SALES, "noah", "later")]),
    ],
)
def test_ends_of_memberships(live, desired, expected):
    before, after = state(group("sales", "", live)), state(group("sales", "", desired))
    assert changes(before, after) == expected


def test_a_membership_ends_at_its_instant_and_not_before():
    membership = Membership("noah", SALES, ENDS["soon"])
    before = state(group("sales", "", "noah@soon"))
    after = state(group("sales", "", "noah"))
    lasting = Membership("noah", SALES)
    assert [*diff(before, after, ENDS["soon"])] == [Change(None, lasting)]
    just_before = ENDS["soon"].replace(year=2025)
    assert [*diff(before, after, just_before)] == [Change(membership, lasting)]
