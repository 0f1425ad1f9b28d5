"""Protection: what no plan takes from, and identities that no plan touches."""

from dataclasses import replace

from reconciler.core.finding import NoOrigins

from .build import (
    LONDON,
    additive,
    assigned,
    declared,
    g,
    group,
    holding,
    lists,
    lists_memberships,
    lists_roles,
    role,
    state,
    users,
    within,
)
from .ruled import NESTED, found, judged, protect, refused
from .ways import KEYCLOAK, puts

PEOPLE = users("noah isla jack")
LIVE = state(
    PEOPLE,
    group("top"),
    group("top/boss", "calls billing", "noah isla@soon jack@past"),
    role("buyer", "billing phones"),
    assigned("buyer", "noah"),
)
BOSS = protect("group top/boss")
BUYER = protect("role buyer")


def lost(what):
    return [f"RC0416 error: rule `R`: {what}"]


# Roles and groups


def test_what_is_protected_is_not_deleted_though_its_block_is_gone():
    files = declared(lists_roles(), lists_memberships())
    (finding,) = found(BUYER, files, LIVE)
    assert finding.message == "rule `R`: role buyer of / would be deleted"
    assert [label for label, _ in finding.related] == ["the rule"]
    assert finding.origin.path == "/ roles"
    files = declared(lists(LONDON, g("top")), group("top"))
    assert refused(BOSS, files, LIVE) == lost("group top/boss of /acme/london would be deleted")


def test_what_is_protected_is_not_narrowed():
    files = declared(group("top"), group("top/boss", "calls phones"))
    (finding,) = found(BOSS, files, LIVE)
    assert finding.message == "rule `R`: group top/boss of /acme/london would lose billing"
    assert finding.origin.path == "group:/acme/london:top/boss permissions"


def test_what_is_protected_may_be_widened_and_described():
    files = declared(group("top"), group("top/boss", "calls billing phones", description="chief"))
    assert refused(BOSS, files, LIVE) == []


def test_a_protected_role_keeps_its_type():
    live = state(role("buyer", "billing"))
    files = declared(role("buyer", "billing", type="customer"))
    assert refused(BUYER, files, live) == lost("role buyer of / would become of type customer")


def test_what_is_protected_is_not_renamed_nor_moved_along():
    files = declared(group("top"), group("top/chief", was="boss"))
    (finding,) = found(BOSS, files, LIVE)
    assert (
        finding.message == "rule `R`: group top/boss of /acme/london would become group top/chief"
    )
    assert finding.origin.path == "group:/acme/london:top/chief previously"
    above = declared(group("summit", was="top"))
    target = replace(NESTED, tree="reach")
    assert refused(BOSS, above, LIVE, target) == lost(
        "group top/boss of /acme/london would become group summit/boss"
    )


def test_a_rule_that_knows_the_new_name_lets_the_rename_pass():
    files = declared(group("top"), group("top/chief", was="boss"))
    rule = protect("group top/boss", "group top/chief")
    assert len(refused(rule, files, LIVE)) == 1
    assert refused(protect("group top/chief"), files, LIVE) == []


def test_what_is_protected_may_be_made():
    assert refused(protect("role payer"), declared(role("payer", "billing")), LIVE) == []


def test_another_group_that_is_renamed_is_not_protected():
    live = state(PEOPLE, group("top"), group("top/boss"), group("top/x"))
    assert refused(BOSS, declared(group("top"), group("top/y", was="x")), live) == []


def test_a_rename_that_narrows_is_both():
    files = declared(group("top"), group("top/chief", "calls", was="boss"))
    assert refused(BOSS, files, LIVE) == [
        *lost("group top/chief of /acme/london would lose billing"),
        *lost("group top/boss of /acme/london would become group top/chief"),
    ]


def test_a_rule_within_other_scopes_protects_nothing_here():
    files = declared(lists_roles(), lists_memberships())
    assert refused(protect("role buyer", within="/acme"), files, LIVE) == []


# Members


def test_members_of_what_is_protected_may_leave_unless_the_rule_says_members():
    files = declared(group("top"), group("top/boss", "calls billing", "isla@soon jack@past"))
    assert refused(BOSS, files, LIVE) == []
    assert refused(protect("group top/boss", members=True), files, LIVE) == lost(
        "group top/boss of /acme/london would lose noah"
    )


def test_an_earlier_end_takes_and_a_later_one_and_a_grant_do_not():
    rule = protect("group top/boss", members=True)
    sooner = declared(group("top"), group("top/boss", None, "noah@soon isla@soon"))
    assert refused(rule, sooner, LIVE) == lost(
        "group top/boss of /acme/london would lose noah earlier"
    )
    later = declared(group("top"), group("top/boss", None, "noah isla@later jack"))
    assert refused(rule, later, LIVE) == []
    lifted = declared(group("top"), group("top/boss", None, "noah isla"))
    assert refused(rule, lifted, LIVE) == []


def test_who_leaves_something_else_is_not_protected():
    rule = protect("group top/boss", members=True)
    assert refused(rule, declared(lists_memberships()), LIVE) == []


def test_the_list_that_does_not_name_who_leaves_is_shown():
    files = declared(group("top"), group("top/boss", None, "isla@soon"))
    (finding,) = found(protect("group top/boss", members=True), files, LIVE)
    assert finding.origin.path == "noah in group:/acme/london:top/boss"
    bare = replace(files, origins=NoOrigins())
    (finding,) = found(protect("group top/boss", members=True), bare, LIVE)
    assert finding.origin.path == "policies.yaml"


# Break-glass identities


def touched(what):
    return [f"RC0417 error: rule `R`: {what}"]


GLASS = protect(users="/acme/london:noah")


def test_no_plan_takes_a_membership_from_a_break_glass_identity():
    assert refused(GLASS, declared(lists_memberships()), LIVE) == touched(
        "no plan may touch noah; this one would revoke noah in role buyer at /acme/london"
    )


def test_no_plan_gives_them_one_or_another_end():
    files = declared(
        additive(group("top", None, "noah")), group("top/boss", None, "noah@later isla@soon")
    )
    assert refused(GLASS, files, LIVE) == touched(
        "no plan may touch noah; this one would grant noah in group top"
    ) + touched("no plan may touch noah; this one would re-date noah in group top/boss")


def test_a_bare_name_means_everybody_of_that_name():
    assert len(refused(protect(users="noah"), declared(lists_memberships()), LIVE)) == 1


def test_no_plan_takes_from_what_they_are_in():
    files = declared(role("buyer", "billing"))
    (finding,) = found(GLASS, files, LIVE)
    assert finding.message == (
        "rule `R`: no plan may touch noah; this one would take phones from them through what "
        "they are in"
    )
    assert refused(protect(users="isla"), files, LIVE) == []


def test_what_they_hold_by_another_way_all_the_same_is_not_taken():
    files = declared(group("top"), group("top/boss", "calls"))
    assert refused(GLASS, files, LIVE) == []
    assert refused(GLASS, declared(role("buyer", "phones")), LIVE) == []


def test_a_membership_that_has_ended_is_cleared_away():
    files = declared(group("top"), group("top/boss", None, "noah isla@soon"))
    assert refused(protect(users="jack"), files, LIVE) == []


def test_a_break_glass_identity_of_other_scopes_is_not_of_this_rule():
    rule = protect(users="noah", within="/acme")
    assert refused(rule, declared(lists_memberships()), LIVE) == []
    assert refused(rule, declared(role("buyer", "phones")), LIVE) == []


def test_a_user_of_another_scope_is_found_by_the_address():
    live = state(
        users("noah"),
        group("a", "calls", "/acme:cora /acme:dan"),
        users("cora dan", at=LONDON.parent),
        group("b", None, "/acme:dan"),
    )
    files = declared(group("a", "calls", ""), group("b", None, ""))
    (said,) = refused(protect(users="/acme:cora"), files, live, NESTED)
    assert "no plan may touch /acme:cora" in said


def test_groups_as_members_are_nobodys_identity():
    live = state(PEOPLE, group("a", "calls"), group("b", "calls"), puts(holding("buyer"), g("a")))
    files = declared(lists_memberships())
    assert refused(protect(users="noah"), files, live, NESTED) == []


def test_a_renamed_role_that_is_itself_the_permission_takes_nothing():
    live = state(PEOPLE, role("old"), assigned("old", "noah"))
    files = declared(role("new", was="old"))
    assert refused(GLASS, files, live, replace(KEYCLOAK, role_types=())) == []


def test_files_alone_say_nothing_of_protection():
    (result,) = judged(BOSS, declared(group("top"), group("top/boss"))).results
    assert (result.status, result.note) == (
        "skipped",
        "judged in plans alone: it is about what a plan would change",
    )


def test_a_run_of_another_scope_has_nothing_to_protect():
    files = declared(lists_roles(), lists_memberships())
    assert refused(BUYER, files, LIVE, selection=within(LONDON)) == []
