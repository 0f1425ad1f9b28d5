"""What is not ours is copied from live; what a present list does not name is gone."""

import pytest

from reconciler.core.model import Fixed, Members
from reconciler.core.scope import Pattern, Selection

from .build import (
    ACME,
    LONDON,
    PARIS,
    ROOT,
    SCOPES,
    additive,
    assigned,
    changes,
    completed,
    declared,
    ended,
    fixed,
    g,
    group,
    holding,
    inside,
    lists,
    lists_memberships,
    lists_roles,
    nested,
    people,
    r,
    role,
    spelt,
    state,
    top,
    users,
    within,
)

LIVE = state(
    top("amelia"),
    group("top/sales", "calls", "noah isla"),
    group("top/sales/emea", "phones", "jack"),
    role("desk", "calls billing"),
    assigned("desk", "ivy leo"),
)


def test_files_that_say_nothing_change_nothing():
    assert completed(declared(), LIVE).state == LIVE


# Permissions and descriptions


@pytest.mark.parametrize(
    ("written", "expected"),
    [(None, {"calls"}), ("", set()), ("phones", {"phones"})],
    ids=["missing: left alone", "empty: nothing may be there", "listed: exactly these"],
)
def test_permissions_of_a_group_missing_empty_and_listed(written, expected):
    files = declared(top(), group("top/sales", written))
    assert completed(files, LIVE).state.groups[g("top/sales")].permissions == expected


def test_permissions_of_an_additive_role_are_added_to_those_that_are_there():
    files = declared(additive(role("desk", "phones")))
    found = completed(files, LIVE).state.roles[r("desk")].permissions
    assert found == {"calls", "billing", "phones"}


def test_a_missing_description_is_left_alone_and_a_given_one_counts():
    live = state(group("top", description="Old"), group("top/a", description="Old"))
    files = declared(group("top"), group("top/a", description="New"))
    wanted = completed(files, live).state.groups
    assert [wanted[g(path)].description for path in ("top", "top/a")] == ["Old", "New"]


def test_what_is_created_takes_the_default_for_what_is_not_declared():
    files = declared(top(), group("top/new"), role("clerk"))
    wanted = completed(files, LIVE).state
    new, clerk = wanted.groups[g("top/new")], wanted.roles[r("clerk")]
    assert (new.permissions, new.description) == (frozenset(), "")
    assert (clerk.permissions, clerk.description, clerk.type) == (frozenset(), "", "user")


def test_a_role_without_a_declared_type_keeps_the_live_one():
    live = state(role("desk", "calls", type="customer"))
    files = declared(additive(role("desk", "phones", type=None)))
    assert completed(files, live).state.roles[r("desk")].type == "customer"


# Lists of roles and groups


def test_roles_that_a_present_list_does_not_name_are_deleted_with_their_assignments():
    files = declared(lists_roles())
    assert changes(files, LIVE) == [
        "delete desk",
        "revoke ivy from desk at /acme/london",
        "revoke leo from desk at /acme/london",
    ]


def test_groups_that_a_present_list_does_not_name_are_deleted_with_all_below():
    files = declared(lists(LONDON, g("top")), top())
    assert changes(files, LIVE) == [
        "delete top/sales",
        "delete top/sales/emea",
        "revoke isla from top/sales",
        "revoke jack from top/sales/emea",
        "revoke noah from top/sales",
    ]


def test_an_empty_list_of_groups_leaves_only_what_is_built_in_and_whom_it_holds():
    left = completed(declared(lists(LONDON)), LIVE).state
    assert list(left.groups) == [g("top")]
    assert left.members[inside("top")] == people("amelia")


def test_a_named_group_without_a_list_of_its_own_leaves_what_is_below_it():
    files = declared(lists(LONDON, g("top")), top(), group("top/sales"))
    assert changes(files, LIVE) == []


def test_a_list_deeper_down_answers_for_what_is_below_that_group_alone():
    live = state(
        top("amelia"), group("top/sales"), group("top/sales/emea"), group("top/ops"), group("aside")
    )
    files = declared(top(), group("top/sales"), lists(g("top/sales")))
    assert changes(files, live) == ["delete top/sales/emea"]


def test_an_additive_list_of_groups_deletes_nothing():
    files = declared(additive(lists(LONDON), top(), group("top/new")))
    assert changes(files, LIVE) == ["create top/new"]


def test_a_thing_whose_existence_is_fixed_stays_whatever_the_list_says():
    live = state(role("owner", "calls"), fixed(r("owner"), Fixed.EXISTENCE))
    assert changes(declared(lists_roles()), live) == []


# Members


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (None, []),
        ("", ["revoke isla from top/sales", "revoke noah from top/sales"]),
        ("noah jack", ["grant jack in top/sales", "revoke isla from top/sales"]),
    ],
    ids=["missing: left alone", "empty: nobody may be there", "listed: exactly these"],
)
def test_members_of_a_group_missing_empty_and_listed(written, expected):
    files = declared(top(), group("top/sales", None, written))
    assert changes(files, LIVE) == expected


def test_members_of_an_additive_list_join_those_that_are_there():
    files = declared(additive(top(), group("top/sales", None, "jack isla@later")))
    assert changes(files, LIVE) == [
        "grant jack in top/sales",
        "re-date isla in top/sales until 2027-02-01",
    ]


def test_an_additive_list_leaves_the_ends_of_others_and_sets_its_own():
    live = state(top(), group("top/sales", "", "noah@soon isla@soon"))
    files = declared(additive(group("top/sales", None, "isla")))
    assert completed(files, live).state.members[inside("top/sales")] == people("noah@soon isla")


def test_who_is_declared_with_an_end_that_has_passed_is_absent_from_a_full_list():
    files = declared(group("top/sales", None, "noah"), ended(inside("top/sales"), "isla"))
    assert changes(files, LIVE) == ["revoke isla from top/sales"]


def test_who_is_declared_with_an_end_that_has_passed_leaves_an_additive_list_too():
    files = declared(
        additive(group("top/sales", None, "jack"), ended(inside("top/sales"), "isla nobody"))
    )
    assert changes(files, LIVE) == ["grant jack in top/sales", "revoke isla from top/sales"]


def test_a_list_of_role_holders_answers_for_that_role_at_that_scope_alone():
    live = state(role("desk"), assigned("desk", "ivy leo"), assigned("desk", "pia", at=PARIS))
    assert changes(declared(assigned("desk", "ivy")), live) == [
        "revoke leo from desk at /acme/london"
    ]


def test_a_list_of_memberships_answers_for_every_role_assigned_at_its_scope():
    live = state(
        role("desk"),
        role("night"),
        assigned("desk", "ivy"),
        assigned("night", "leo"),
        assigned("night", "pia", at=ACME),
    )
    files = declared(lists_memberships(LONDON), assigned("desk", "ivy"))
    assert changes(files, live) == ["revoke leo from night at /acme/london"]


def test_an_empty_list_of_memberships_ends_all_assignments_and_no_group_membership():
    assert changes(declared(lists_memberships(LONDON)), LIVE) == [
        "revoke ivy from desk at /acme/london",
        "revoke leo from desk at /acme/london",
    ]


@pytest.mark.parametrize(
    "entry",
    [assigned("desk", "mia"), assigned("desk", ""), ended(holding("desk"), "nobody")],
    ids=["adds somebody", "adds nobody", "ends somebody"],
)
def test_an_additive_entry_in_a_full_list_of_memberships_removes_nobody_of_its_role(entry):
    files = declared(lists_memberships(LONDON), additive(entry))
    assert [line for line in changes(files, LIVE) if line.startswith("revoke")] == []


def test_members_that_are_fixed_stay_as_they_are():
    live = state(group("all", "", "noah isla"), fixed(g("all"), Fixed.MEMBERS))
    assert changes(declared(group("all", None, "")), live) == []


def test_groups_and_roles_as_members_are_kept_and_added_like_people():
    live = state(group("a"), group("b"), group("c"), nested("a", g("b")))
    files = declared(additive(nested("a", g("c"))))
    wanted = completed(files, live).state.members[inside("a")]
    assert wanted == Members(refs=frozenset({g("b"), g("c")}))


def test_members_of_what_is_nowhere_are_dropped():
    files = declared(additive(assigned("unknown", "ivy")))
    assert holding("unknown") not in completed(files, LIVE).state.members


# What this run may judge

ALL_LISTS = (
    lists_roles(),
    lists(LONDON),
    lists_memberships(LONDON),
    group("top/sales", None, ""),
)


def test_a_scope_that_was_not_read_completely_loses_nothing():
    short = state(
        top("amelia"),
        group("top/sales", "calls", "noah isla"),
        group("top/ops", "calls", "jack"),
        role("desk", "calls"),
        assigned("desk", "ivy"),
        complete=(),
    )
    assert changes(declared(*ALL_LISTS), short) == []


def test_a_run_for_one_scope_loses_nothing_elsewhere():
    assert changes(declared(*ALL_LISTS), LIVE, within(PARIS)) == []


def test_a_run_for_one_scope_creates_nothing_in_a_scope_it_has_not_read():
    files = declared(group("top/new", at=PARIS), group("top/new"))
    live = state(scopes={*SCOPES, PARIS}, complete={LONDON})
    assert changes(files, live, within(LONDON)) == ["create top/new"]


def test_a_run_for_one_scope_knows_the_declared_roles_above_it():
    files = declared(
        role("desk", "calls"), role("aside", "calls", of=PARIS), assigned("desk", "ivy")
    )
    live = state(complete={LONDON})
    assert changes(files, live, within(LONDON)) == [
        "create desk",
        "grant ivy in desk at /acme/london",
    ]


# What is left alone is counted


def test_what_no_file_speaks_of_is_counted_as_unmanaged():
    files = declared(top(), group("top/sales", None, "noah"))
    unmanaged = completed(files, LIVE).unmanaged
    assert unmanaged.things == {g("top/sales/emea"), r("desk")}
    assert unmanaged.members == {
        inside("top"): people("amelia"),
        inside("top/sales/emea"): people("jack"),
        holding("desk"): people("ivy leo"),
    }
    assert unmanaged.memberships == 4


def test_whom_an_additive_list_does_not_name_counts_as_unmanaged():
    files = declared(additive(group("top/sales", None, "noah mia")))
    unmanaged = completed(files, LIVE).unmanaged.members
    assert unmanaged[inside("top/sales")] == people("isla")


def test_nothing_that_a_list_answers_for_is_unmanaged():
    files = declared(
        lists_roles(),
        lists(LONDON, g("top")),
        lists_memberships(),
        top(""),
        role("desk"),
        assigned("desk", ""),
    )
    unmanaged = completed(files, LIVE).unmanaged
    assert (unmanaged.things, unmanaged.memberships) == (frozenset(), 0)


def test_unmanaged_is_counted_in_the_scopes_of_the_run_only():
    unmanaged = completed(declared(), LIVE, within(PARIS)).unmanaged
    assert (unmanaged.things, unmanaged.memberships) == (frozenset(), 0)


def test_what_lies_outside_the_managed_scopes_is_not_even_counted():
    selection = Selection((Pattern(ROOT),))
    unmanaged = completed(declared(), LIVE, selection).unmanaged
    assert (unmanaged.things, unmanaged.memberships) == ({r("desk")}, 0)


# Everything else of a state


def test_the_authors_spelling_stands_before_the_live_one():
    live = state(top(), spelt(g("top"), "TOP"), spelt(g("top/sales"), "SALES"))
    files = declared(spelt(g("top"), "Top"))
    assert completed(files, live).state.spelling == {g("top"): "Top", g("top/sales"): "SALES"}


def test_users_fixed_facts_and_kept_containers_are_those_of_the_live_state():
    live = state(users("noah"), top("noah"))
    wanted = completed(declared(top("")), live).state
    assert (wanted.users, wanted.fixed, wanted.kept) == (live.users, live.fixed, live.kept)
