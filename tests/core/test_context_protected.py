"""What the live system lets nobody change, said before anything is sent."""

from dataclasses import replace

import pytest

from reconciler.core.model import Fixed

from .build import (
    LONDON,
    TARGET,
    additive,
    assigned,
    declared,
    ended,
    fixed,
    g,
    group,
    inside,
    planned,
    r,
    role,
    state,
    told,
    top,
    users,
    within,
)

PEOPLE = users("amelia noah isla", inactive="ida")


def findings(files, live, code, **intent):
    return [one for one in planned(files, live, **intent).findings if one.code == code]


# Names and places


def test_what_is_built_in_cannot_be_renamed():
    live = state(group("top"), fixed(g("top"), Fixed.NAME))
    (finding,) = findings(declared(group("boss", was="top")), live, "RC0314")
    assert told([finding]) == ["RC0314 error: group boss is built in and cannot be renamed"]
    assert finding.origin.path == "group:/acme/london:boss previously"
    assert finding.help == "keep its name"


def test_what_is_built_in_cannot_be_moved():
    live = state(group("a"), group("b"), group("a/built"), fixed(g("a/built"), Fixed.PLACE))
    (finding,) = findings(declared(group("b/built", was="a/built")), live, "RC0314")
    assert told([finding]) == ["RC0314 error: group b/built is built in and cannot be moved"]
    assert finding.help == "keep its place"


def test_a_fixed_name_may_move_and_a_fixed_place_be_renamed():
    name = state(group("a"), group("a/x"), group("b"), fixed(g("a/x"), Fixed.NAME))
    place = state(group("a"), group("a/x"), fixed(g("a/x"), Fixed.PLACE))
    assert findings(declared(group("b/x", was="a/x")), name, "RC0314") == []
    assert findings(declared(group("a/y", was="x")), place, "RC0314") == []


@pytest.mark.parametrize("kind", ["role", "group"])
def test_a_system_that_cannot_rename_says_how_to_do_it(kind):
    target = replace(TARGET, renames=TARGET.renames - {kind})
    live = state(role("old"), group("old"))
    files = declared(role("new", was="old"), group("new", was="old"))
    (finding,) = findings(files, live, "RC0501", target=target)
    assert told([finding]) == [f"RC0501 error: this system cannot rename or move a {kind}"]
    assert finding.help == "declare the new one and apply; then drop the old one and apply again"


def test_a_rename_that_this_run_does_not_make_is_not_judged():
    target = replace(TARGET, renames=frozenset())
    files = declared(role("new", was="old"))
    live = state(role("old"), complete={LONDON})
    assert findings(files, live, "RC0501", target=target, selection=within(LONDON)) == []


# Permissions


def test_fixed_permissions_cannot_change():
    live = state(PEOPLE, replace(top("amelia"), groups=group("top", "calls").groups))
    (finding,) = findings(declared(group("top", "phones")), live, "RC0320")
    assert told([finding]) == ["RC0320 error: group top is built in: its permissions are fixed"]
    assert finding.origin.path == "group:/acme/london:top permissions"
    assert finding.help == "drop its `permissions:`"


def test_fixed_permissions_may_be_declared_as_they_are():
    live = state(group("top", "calls"), fixed(g("top"), Fixed.PERMISSIONS))
    assert findings(declared(group("top", "calls")), live, "RC0320") == []


def test_fixed_permissions_of_what_is_deleted_go_with_it():
    live = state(role("old", "calls"), fixed(r("old"), Fixed.PERMISSIONS))
    files = replace(declared(), owned=replace(declared().owned, roles=frozenset({r("x").scope})))
    assert findings(files, live, "RC0320") == []


# Members

ALL = state(PEOPLE, group("all", "", "noah isla"), fixed(g("all"), Fixed.MEMBERS))


@pytest.mark.parametrize(
    "files",
    [
        declared(group("all", None, "noah")),
        declared(group("all", None, "")),
        declared(group("all", None, "noah isla amelia")),
        declared(group("all", None, "noah isla@soon")),
        declared(additive(group("all", None, "amelia"))),
        declared(ended(inside("all"), "noah")),
    ],
    ids=["fewer", "none", "more", "another end", "added", "ended"],
)
def test_fixed_members_cannot_be_declared_otherwise(files):
    (finding,) = findings(files, ALL, "RC0321")
    assert told([finding]) == ["RC0321 error: the members of group all are fixed"]
    assert finding.help == "drop its list of members"


@pytest.mark.parametrize(
    "files",
    [
        declared(),
        declared(group("all")),
        declared(group("all", None, "isla noah")),
        declared(additive(group("all", None, "noah"))),
        declared(ended(inside("all"), "amelia")),
    ],
    ids=["nothing", "no list", "the same", "one of them", "somebody who is not there"],
)
def test_fixed_members_may_be_declared_as_they_are(files):
    assert findings(files, ALL, "RC0321") == []


# Attributes that never change


@pytest.mark.parametrize(
    ("field", "before", "after"),
    [
        ("type", role("desk", type="user"), role("desk", type="customer")),
        ("description", role("desk", description="Old"), role("desk", description="New")),
        ("permissions", role("desk", "calls"), role("desk", "phones")),
    ],
)
def test_an_immutable_attribute_says_how_to_change_it_in_two_steps(field, before, after):
    target = replace(TARGET, immutable=frozenset({f"role.{field}"}))
    (finding,) = findings(declared(after), state(before), "RC0502", target=target)
    assert told([finding]) == [
        f"RC0502 error: the {field} of role desk cannot change in this system"
    ]
    assert finding.origin.path == f"role:/:desk {field}"
    assert finding.help == (
        "declare a new one under another name and apply; then drop the old one and apply again"
    )


def test_an_immutable_attribute_of_roles_may_change_in_groups_and_be_set_at_creation():
    target = replace(TARGET, immutable=frozenset({"role.permissions"}))
    files = declared(group("a", "phones"), role("new", "calls"))
    assert findings(files, state(group("a", "calls")), "RC0502", target=target) == []


# Containers that must keep somebody


def kept(files, live):
    return told(findings(files, live, "RC0322"))


EMPTY = ["RC0322 error: group top of /acme/london must keep an active member without an end"]


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ("", EMPTY),
        ("ida", EMPTY),
        ("amelia@later", EMPTY),
        ("amelia@later ida noah@soon", EMPTY),
        ("noah", []),
        ("noah amelia@later", []),
    ],
    ids=[
        "nobody",
        "a deactivated user only",
        "the last one given an end",
        "none who stays",
        "somebody else",
        "somebody who stays beside others",
    ],
)
def test_the_last_active_member_without_an_end_cannot_go(members, expected):
    live = state(PEOPLE, top("amelia ida"))
    assert kept(declared(top(members)), live) == expected


def test_a_declared_end_that_has_passed_counts_as_gone():
    live = state(PEOPLE, top("amelia"))
    assert kept(declared(additive(top(), ended(inside("top"), "amelia"))), live) == EMPTY


def test_a_container_that_has_nobody_to_keep_is_not_held_up():
    live = state(PEOPLE, top("ida amelia@soon"))
    assert kept(declared(top("ida")), live) == []


def test_nobody_must_stay_where_nothing_is_kept():
    live = state(PEOPLE, group("a", "", "noah"), role("desk"), assigned("desk", "noah"))
    assert kept(declared(group("a", None, ""), assigned("desk", "")), live) == []


def test_the_finding_stands_at_the_list():
    (finding,) = findings(declared(top("")), state(PEOPLE, top("amelia")), "RC0322")
    assert finding.origin.path == "group:/acme/london:top"
    assert (finding.ref, finding.help) == (g("top"), "name somebody active who stays")
