"""Separation of duty, by every way in which somebody comes to hold something."""

from dataclasses import replace

from reconciler.core.finding import NoOrigins
from reconciler.core.scope import ROOT

from .build import (
    ACME,
    LONDON,
    PARIS,
    assigned,
    declared,
    g,
    group,
    inside,
    role,
    state,
    users,
)
from .ruled import NESTED, OPAQUE, broken, expires, found, judged, refused, separate
from .ways import puts

BOTH = separate("calls", "billing")


def rule_says(sentence):
    return [f"RC0412 error: rule `R`: {sentence}"]


def test_one_group_that_carries_both_is_a_violation():
    files = declared(group("top"), group("top/sales", "calls billing", "noah"))
    assert broken(BOTH, files) == rule_says(
        "noah holds calls and billing through group top/sales at /acme/london"
    )


def test_a_group_and_a_role_together_are_a_violation_and_the_path_to_each_is_printed():
    files = declared(
        group("top/sales", "calls", "noah isla"),
        role("buyer", "billing"),
        assigned("buyer", "noah"),
    )
    assert broken(BOTH, files) == rule_says(
        "noah holds calls through group top/sales and billing through role buyer at /acme/london"
    )


def test_two_roles_are_a_violation():
    files = declared(
        role("buyer", "calls"),
        role("payer", "billing"),
        assigned("buyer", "noah"),
        assigned("payer", "noah"),
    )
    assert broken(BOTH, files) == rule_says(
        "noah holds calls through role buyer and billing through role payer at /acme/london"
    )


def test_a_nested_group_is_a_way():
    files = declared(
        group("inner", None, "noah"),
        group("outer", "billing", ""),
        puts(inside("outer"), g("inner")),
        group("sales", "calls", "noah"),
    )
    assert broken(BOTH, files, NESTED) == rule_says(
        "noah holds calls through group sales and billing through group inner in group outer "
        "at /acme/london"
    )


def test_a_group_in_a_role_is_a_way():
    files = declared(
        group("inner", "calls", "noah"),
        role("payer", "billing"),
        puts(assigned_to("payer"), g("inner")),
    )
    assert broken(BOTH, files, NESTED) == rule_says(
        "noah holds calls through group inner and billing through group inner in role payer "
        "at /acme/london"
    )


def assigned_to(name):
    (container,) = assigned(name, "").members
    return container


def test_a_group_above_is_a_way_where_the_tree_inherits():
    target = replace(NESTED, tree="inherit")
    files = declared(group("sales", "billing"), group("sales/desk", "calls", "noah"))
    assert broken(BOTH, files, target) == rule_says(
        "noah holds calls through group sales/desk and billing through group sales/desk in group "
        "sales at /acme/london"
    )


def test_a_permission_that_comes_with_another_counts():
    files = declared(group("top/sales", "everything", "noah"))
    assert broken(BOTH, files) == rule_says(
        "noah holds calls (it comes with everything) and billing (it comes with everything) "
        "through group top/sales at /acme/london"
    )


def test_a_role_given_above_holds_below_and_counts_there():
    files = declared(
        role("owner", "billing", type="customer"),
        assigned("owner", "/acme/london:noah", ACME),
        group("top/sales", "calls", "noah"),
    )
    assert broken(BOTH, files) == rule_says(
        "noah holds calls through group top/sales and billing through role owner at /acme "
        "at /acme/london"
    )


def test_across_scopes_counts_only_where_a_rule_says_so():
    files = declared(
        group("sales", "calls", "noah"),
        group("desk", "billing", "/acme/london:noah", at=PARIS),
        scopes={ROOT, ACME, LONDON, PARIS},
    )
    assert broken(BOTH, files, NESTED) == []
    assert broken(separate("calls", "billing", anywhere=True), files, NESTED) == rule_says(
        "noah holds calls through group sales at /acme/london and billing through group desk "
        "at /acme/paris"
    )


def test_at_most_two_of_three_is_broken_by_three():
    files = declared(
        group("top/a", "calls", "noah isla"),
        group("top/b", "phones", "noah isla"),
        group("top/c", "billing", "noah"),
    )
    three = ("calls", "phones", "billing")
    assert broken(separate(*three, at_most=2), files) == rule_says(
        "noah holds calls through group top/a, phones through group top/b and billing through "
        "group top/c at /acme/london"
    )


def test_roles_and_groups_are_separated_by_name():
    files = declared(
        role("buyer"),
        role("payer"),
        assigned("buyer", "noah"),
        assigned("payer", "noah"),
        group("top/a", None, "isla"),
        group("top/b", None, "isla"),
    )
    assert broken(separate("role buyer", "role payer"), files) == rule_says(
        "noah holds role buyer and role payer at /acme/london"
    )
    assert broken(separate("group top/a", "group top/b", anywhere=True), files) == rule_says(
        "isla is in group top/a at /acme/london and group top/b at /acme/london"
    )


def test_a_role_that_is_held_through_a_group_says_so():
    files = declared(
        group("inner", None, "noah"),
        role("buyer"),
        role("payer"),
        puts(assigned_to("buyer"), g("inner")),
        assigned("payer", "noah"),
    )
    assert broken(separate("role buyer", "role payer"), files, NESTED) == rule_says(
        "noah holds role buyer through group inner and role payer at /acme/london"
    )


def test_a_rule_within_some_scopes_is_about_those_alone():
    files = declared(group("top/sales", "calls billing", "noah"))
    assert broken(separate("calls", "billing", within="/acme"), files) == []
    assert len(broken(separate("calls", "billing", within="/acme/**"), files)) == 1


def test_a_role_given_above_is_judged_at_the_base_of_the_rule_too():
    files = declared(
        role("owner", "calls billing", type="customer"),
        assigned("owner", "cora", ACME),
    )
    assert broken(separate("calls", "billing", within="/acme/london"), files) == rule_says(
        "/acme:cora holds calls and billing through role owner at /acme at /acme/london"
    )


def test_who_holds_too_many_in_several_places_is_said_once():
    files = declared(
        group("a", "calls billing", "noah"),
        group("a", "calls billing", "/acme/london:noah", at=PARIS),
        scopes={ROOT, ACME, LONDON, PARIS},
    )
    assert broken(BOTH, files, NESTED) == rule_says(
        "noah holds calls and billing through group a at /acme/london and in 1 more place"
    )


def test_an_ended_membership_and_a_deactivated_user_hold_nothing():
    live = state(
        users("noah", inactive="ivy"), group("top/sales", "calls billing", "noah@past ivy")
    )
    assert refused(BOTH, declared(), live) == []


def test_the_lines_that_lead_there_are_shown_and_the_rule_last():
    files = declared(
        group("top/sales", "calls", "noah"), role("buyer", "billing"), assigned("buyer", "noah")
    )
    (finding,) = judged(BOTH, files).findings
    assert finding.origin.path == "noah in group:/acme/london:top/sales"
    assert [(label, origin.path) for label, origin in finding.related] == [
        ("this gives calls to group top/sales", "group:/acme/london:top/sales calls"),
        ("this leads to role buyer", "noah in role:/:buyer at /acme/london"),
        ("this gives billing to role buyer", "role:/:buyer billing"),
        ("the rule", "policies.yaml"),
    ]
    assert finding.help == "take all but 1 of them away, or waive it with a reason"


def test_what_no_file_declares_is_shown_at_the_rule():
    live = state(users("noah"), group("top"), group("top/sales", "calls billing", "noah"))
    (finding,) = found(BOTH, replace(declared(), origins=NoOrigins()), live)
    assert finding.origin.path == "policies.yaml"
    assert finding.severity == "warning"
    assert finding.message.endswith("group top/sales at /acme/london (it was so before)")


def test_a_plan_that_brings_both_together_is_refused_and_so_is_one_more_scope():
    live = state(
        users("noah"),
        group("top"),
        group("top/sales", "calls", "noah"),
        group("top/desk", "billing"),
    )
    files = declared(group("top"), group("top/desk", "billing", "noah"))
    assert refused(BOTH, files, live) == rule_says(
        "noah would hold calls through group top/sales and billing through group top/desk "
        "at /acme/london"
    )


def test_renaming_a_group_into_a_separated_name_is_a_violation_of_the_plan():
    live = state(
        users("noah"),
        group("top"),
        group("top/a", "calls", "noah"),
        group("top/x", "calls", "noah"),
    )
    files = declared(group("top"), group("top/b", was="x"))
    rule = separate("group top/a", "group top/b", anywhere=True)
    assert [one.split(": ")[2] for one in refused(rule, files, live)] == [
        "noah would be in group top/a at /acme/london and group top/b at /acme/london"
    ]


def test_where_access_is_not_computed_permissions_are_skipped_and_roles_are_not():
    files = declared(
        role("buyer", "calls billing"),
        role("payer"),
        assigned("buyer", "noah"),
        assigned("payer", "noah"),
    )
    skipped = "is not judged: what people can do is not computed for this system"
    assert broken((BOTH, expires("billing", 3)), files, OPAQUE) == [
        f"RC0423 warning: rule `R` {skipped}",
        f"RC0423 warning: rule `R` {skipped}",
    ]
    assert len(broken(separate("role buyer", "role payer"), files, OPAQUE)) == 1
