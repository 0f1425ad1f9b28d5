"""The frozen values: addresses, members, users, and what a change is."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.core.change import Change
from reconciler.core.model import (
    Container,
    Members,
    Membership,
    Ref,
    Users,
    addressed,
    user_key,
    user_of,
)
from reconciler.core.scope import Scope

from .build import (
    ACME,
    ENDS,
    LONDON,
    NOW,
    PARIS,
    ROOT,
    create,
    delete,
    g,
    grant,
    group,
    holding,
    inside,
    move,
    nested,
    people,
    r,
    redate,
    revoke,
    role,
    state,
    update,
    users,
)

# Addresses


@pytest.mark.parametrize(
    "ref",
    [
        g("top/a b"),
        r("front: desk"),
        Ref("user", Scope(r"/ac\:me/lon\/don"), ("a:b/c\\",)),
        Ref("group", Scope("/"), ("top", "/", ":", "\\:")),
        r("line\nbreak"),
    ],
)
def test_a_written_address_is_read_back(ref):
    assert Ref.parse(str(ref)) == ref


@pytest.mark.parametrize(
    "text",
    ["", "group", "group:/", "group:/acme", "set:/:a", "group:acme:a", "role:/:a\\", "role:/:"],
)
def test_what_is_no_address_is_not_read(text):
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        Ref.parse(text)


def test_an_address_is_written_with_kind_scope_and_path():
    assert str(g("top/a b")) == "group:/acme/london:top/a b"
    assert str(r("front: desk")) == r"role:/:front\: desk"


def test_the_parent_is_the_group_above():
    assert g("top/a/b").parent == g("top/a")
    assert g("top").parent is None


def test_the_groups_above_are_named_nearest_first():
    assert list(g("top/a/b").above) == [g("top/a"), g("top")]


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (g("top/a"), True),
        (g("top/a/b"), True),
        (g("top"), False),
        (g("top/ab"), False),
        (g("top/a", at=PARIS), False),
        (r("top"), False),
    ],
)
def test_a_group_holds_itself_and_what_stands_below_it(other, expected):
    assert g("top/a").holds(other) is expected


def test_a_container_elsewhere_says_where():
    assert str(inside("top/a")) == "group:/acme/london:top/a"
    assert str(holding("desk")) == "role:/:desk at /acme/london"
    assert Container.of(g("top")) == Container(g("top"), LONDON)


# Users of other scopes


@pytest.mark.parametrize(
    ("name", "home", "expected"),
    [
        ("bob", LONDON, "bob"),
        ("bob", ACME, "/acme:bob"),
        ("bob", ROOT, "/:bob"),
        ("/bob", LONDON, r"\/bob"),
        ("a:b", ACME, r"/acme:a\:b"),
    ],
)
def test_a_user_is_named_bare_at_home_and_with_the_scope_elsewhere(name, home, expected):
    assert user_key(name, home, LONDON) == expected


NAMES = st.text(r"ab/:\ ", min_size=1, max_size=5)


@given(NAMES, st.lists(NAMES, max_size=3), st.lists(NAMES, max_size=2))
def test_whoever_a_key_names_is_found_again(name, home, at):
    home, at = Scope.of(*home), Scope.of(*at)
    assert user_of(user_key(name, home, at), at) == (home, name)


@pytest.mark.parametrize("key", ["/", "/xy", "/xyz", "/acme", r"/ac\:me"])
def test_what_begins_as_an_address_and_names_no_user_is_none(key):
    with pytest.raises(ValueError, match=re.escape(key)):
        user_of(key, LONDON)


# Members


def test_members_are_counted_listed_and_found_users_first():
    members = Members(frozenset({"noah"}), frozenset({g("a")}))
    assert (len(members), list(members)) == (2, ["noah", g("a")])
    assert "noah" in members
    assert g("a") in members
    assert "isla" not in members
    assert g("b") not in members


def test_whose_membership_has_ended_does_not_last():
    members = people("noah isla@past jack@soon")
    assert members.lasting(NOW) == people("noah jack@soon")
    assert members.lasting(ENDS["soon"]) == people("noah")


def test_members_that_all_last_are_the_same_object():
    members = people("noah jack@soon")
    assert members.lasting(NOW) is members


def test_members_without_some_lose_their_ends_too():
    members = Members(frozenset({"noah", "isla"}), frozenset({g("a")}), {g("a"): NOW, "noah": NOW})
    assert members.without({g("a"), "noah"}) == people("isla")


# States


def test_a_state_finds_roles_and_groups_by_address():
    one = state(role("desk"), group("a"))
    assert one.thing(r("desk")) == one.roles[r("desk")]
    assert one.thing(g("a")) == one.groups[g("a")]
    assert one.thing(g("b")) is None
    assert list(one.things) == [one.roles[r("desk")], one.groups[g("a")]]


def test_deactivated_users_are_told_from_active_ones_wherever_they_belong():
    one = state(users("noah", inactive="ida"), users("bob", at=ACME, inactive="ivan"))
    names = frozenset({"noah", "ida", "seen", "/acme:bob", "/acme:ivan", "/beta:eve"})
    assert one.active(names, LONDON) == {"noah", "seen", "/acme:bob", "/beta:eve"}
    assert one.users[LONDON].all == {"noah", "ida"}
    assert Users().all == frozenset()


def test_one_membership_is_found_as_an_object():
    one = state(group("a", "", "noah jack@soon"), group("b"), nested("b", g("a")))
    assert one.membership("jack", inside("a")) == Membership("jack", inside("a"), ENDS["soon"])
    assert one.membership("noah", inside("a")) == Membership("noah", inside("a"))
    assert one.membership(g("a"), inside("b")) == Membership(g("a"), inside("b"))
    assert one.membership("isla", inside("a")) is None
    assert one.membership("isla", inside("nowhere")) is None


# Changes


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (create(group("a")), "create"),
        (delete(role("desk")), "delete"),
        (update(group("a"), group("a", "calls")), "update"),
        (move(group("a"), g("b")), "move"),
        (grant(inside("a"), "noah"), "grant"),
        (revoke(inside("a"), "noah"), "revoke"),
        (redate(inside("a"), "noah", None, "soon"), "re-date"),
    ],
)
def test_the_two_sides_of_a_change_say_what_it_does(change, expected):
    assert change.action == expected


def test_a_change_without_sides_is_none():
    with pytest.raises(ValueError, match="before or an after"):
        _ = Change(None, None).action


def test_a_move_has_an_old_and_a_new_address():
    change = move(group("a"), g("b"))
    assert (change.old_ref, change.ref) == (g("a"), g("b"))
    assert create(group("a")).old_ref == g("a")


def test_a_change_counts_where_the_role_is_assigned():
    change = grant(holding("desk"), "ivy")
    assert (change.ref, change.old_ref, change.scope) == (r("desk"), r("desk"), LONDON)
    assert delete(role("desk")).scope == ROOT


def test_the_users_of_other_scopes_are_told_from_those_at_home():
    assert addressed([]) == []
    assert addressed(["noah", r"a\/b", "x:y"]) == []
    assert addressed(["/acme:bob", "noah"]) == ["/acme:bob"]
    assert sorted(addressed(["noah", "/acme:bob", "ivy", "/:olivia"])) == ["/:olivia", "/acme:bob"]
