"""Groups without a place, roles that hide others, types that change under people."""

from reconciler.core.model import Fixed

from .build import (
    ACME,
    LONDON,
    PARIS,
    additive,
    assigned,
    declared,
    fixed,
    g,
    group,
    lists,
    lists_roles,
    planned,
    r,
    role,
    spelt,
    state,
    told,
    top,
    users,
    within,
)


def findings(files, live, code, **intent):
    return [one for one in planned(files, live, **intent).findings if one.code == code]


# Places of groups


def test_a_group_below_one_that_is_nowhere_has_no_place():
    files = declared(top(), group("top/sales/emea"), spelt(g("top/sales"), "Sales"))
    (finding,) = findings(files, state(top()), "RC0307")
    assert told([finding]) == [
        "RC0307 error: group top/Sales/emea has no place: top/Sales does not exist"
    ]
    assert finding.origin.path == "group:/acme/london:top/sales/emea"


def test_a_group_below_a_live_or_a_declared_one_has_a_place():
    above, below = group("top/sales"), group("top/sales/emea")
    assert findings(declared(top(), below), state(top(), above), "RC0307") == []
    assert findings(declared(top(), below, above), state(top()), "RC0307") == []


def test_a_group_below_one_that_the_files_delete_has_no_place():
    live = state(top(), group("top/sales"))
    files = declared(top(), lists(g("top")), group("top/sales/emea"))
    assert [one.ref for one in findings(files, live, "RC0307")] == [g("top/sales/emea")]


def test_what_is_built_in_below_a_group_that_the_files_delete_has_no_place():
    live = state(
        top(), group("top/a"), group("top/a/built"), fixed(g("top/a/built"), Fixed.EXISTENCE)
    )
    found = findings(declared(top(), lists(g("top"))), live, "RC0307")
    assert told(found) == ["RC0307 error: group top/a/built has no place: top/a does not exist"]


def test_a_place_that_is_missing_elsewhere_does_not_hold_up_a_run():
    files = declared(group("top/x/y", at=PARIS))
    assert findings(files, state(), "RC0307", selection=within(LONDON)) == []


# Shadows


def test_a_declared_role_may_not_hide_a_live_one_above():
    live = state(role("desk"))
    files = declared(additive(role("desk", "calls", of=ACME)), spelt(r("desk", ACME), "Desk"))
    (finding,) = findings(files, live, "RC0308")
    assert told([finding]) == ["RC0308 error: role Desk hides the live role of that name at /"]
    assert (finding.ref, finding.help) == (r("desk", ACME), "give it another name")


def test_a_live_role_may_not_hide_a_declared_one_above():
    live = state(role("desk", of=ACME))
    (finding,) = findings(declared(additive(role("desk", "calls"))), live, "RC0308")
    assert told([finding]) == [
        "RC0308 error: role desk is hidden by the live role of that name at /acme"
    ]
    assert finding.ref == r("desk")


def test_a_role_above_that_the_files_delete_is_hidden_from_nobody():
    live = state(role("desk"))
    files = declared(lists_roles(), role("desk", of=ACME))
    assert findings(files, live, "RC0308") == []


def test_two_live_roles_are_not_our_business_and_two_declared_ones_are_known_before():
    live = state(role("desk"), role("desk", of=ACME))
    assert findings(declared(), live, "RC0308") == []
    files = declared(role("desk"), role("desk", of=ACME))
    assert findings(files, live, "RC0308") == []


# Types that change


def retype(members, live_members):
    live = state(
        users("ivy leo pia"),
        role("desk", type="customer"),
        assigned("desk", live_members),
    )
    return findings(declared(role("desk", type="user"), assigned("desk", members)), live, "RC0323")


def test_a_type_cannot_change_under_those_who_stay():
    (finding,) = retype("ivy leo", "ivy leo pia")
    assert told([finding]) == [
        "RC0323 error: role desk cannot become type user: 2 members stay assigned to it"
    ]
    assert finding.origin.path == "role:/:desk type"


def test_a_type_cannot_change_under_an_ended_membership_that_is_given_anew():
    (finding,) = retype("ivy", "ivy@past")
    assert finding.message.endswith("1 member stays assigned to it")


def test_a_type_may_change_once_everybody_has_left():
    assert retype("pia", "ivy leo") == []


def test_another_change_of_a_role_leaves_its_members():
    live = state(users("ivy"), role("desk", "calls"), assigned("desk", "ivy"))
    assert findings(declared(role("desk", "phones")), live, "RC0323") == []


def test_a_renamed_role_keeps_its_members_and_its_type():
    live = state(users("ivy"), role("desk", "calls"), assigned("desk", "ivy"))
    assert findings(declared(role("counter", "calls", was="desk")), live, "RC0323") == []
