"""Memberships that need something beside the name: an end that is near, or a reason."""

from dataclasses import replace
from datetime import UTC, datetime

from reconciler.core.declared import Notes
from reconciler.core.finding import NoOrigins

from .build import LONDON, assigned, declared, g, group, holding, role, state, users
from .ruled import NESTED, broken, expires, found, judged, justify, refused
from .ways import puts

SALES = group("top/sales", "calls", "noah isla@soon")


def late(sentence, severity="error"):
    return [f"RC0414 {severity}: rule `R`: {sentence}"]


# Ends


def test_whoever_holds_a_role_has_a_near_end():
    files = declared(role("buyer"), assigned("buyer", "noah isla@soon jack@later"))
    assert broken(expires("role buyer", 90), files) == late(
        "jack holds role buyer at /acme/london through 2027-01-31; the rule allows 90 days"
    ) + late("noah holds role buyer at /acme/london without an end; the rule allows 90 days")


def test_an_end_of_a_group_on_the_way_counts():
    files = declared(
        group("inner", None, "noah"),
        role("buyer", "billing"),
        puts(holding("buyer"), (g("inner"), "soon")),
    )
    assert broken(expires("role buyer", 90), files, NESTED) == []
    assert broken(expires("role buyer", 10), files, NESTED) == late(
        "noah holds role buyer through group inner at /acme/london through 2026-07-31; "
        "the rule allows 10 days"
    )


def test_an_instant_is_said_to_the_second():
    end = datetime(2027, 1, 31, 18, tzinfo=UTC)
    files = declared(role("buyer"), assigned("buyer", "noah@later"))
    until = files.state.members[holding("buyer")].until
    moved = replace(files.state.members[holding("buyer")], until=dict.fromkeys(until, end))
    files = replace(files, state=replace(files.state, members={holding("buyer"): moved}))
    (said,) = broken(expires("role buyer", 90), files)
    assert "until 2027-01-31T18:00:00Z" in said


def test_a_group_is_something_that_one_is_in():
    files = declared(SALES)
    assert broken(expires("group top/sales", 90), files) == late(
        "noah is in group top/sales at /acme/london without an end; the rule allows 90 days"
    )


def test_a_permission_ends_with_the_membership_that_gives_it():
    (finding,) = judged(expires("calls", 90), declared(SALES)).findings
    assert finding.message == (
        "rule `R`: noah holds calls through group top/sales at /acme/london without an end; "
        "the rule allows 90 days"
    )
    assert finding.origin.path == "noah in group:/acme/london:top/sales"
    assert finding.help == "give the membership an `expires:`, 2026-09-29 at the latest"


def test_a_rule_within_some_scopes_is_about_those_alone():
    assert broken(expires("calls", 90, within="/acme"), declared(SALES)) == []


def test_lifting_an_end_is_a_violation_of_the_plan_and_an_earlier_end_is_not():
    live = state(users("noah isla"), group("top"), group("top/sales", "calls", "noah@later"))
    rule = expires("group top/sales", 90)
    lifted = declared(group("top"), group("top/sales", "calls", "noah"))
    assert refused(rule, lifted, live) == late(
        "noah would be in group top/sales at /acme/london without an end; the rule allows 90 days"
    )
    assert [one[:14] for one in refused(rule, declared(), live)] == ["RC0414 warning"]
    sooner = declared(group("top"), group("top/sales", "calls", "noah@soon"))
    assert refused(rule, sooner, live) == []


def test_a_renamed_group_keeps_what_was_so_before():
    live = state(users("noah"), group("top"), group("top/old", "calls", "noah"))
    files = declared(group("top"), group("top/new", was="old"))
    (said,) = refused(expires("calls", 90), files, live)
    assert said.endswith("(it was so before)")


# Reasons


def reasoned(files, **reasons):
    notes = Notes({(holding("buyer"), name): reason for name, reason in reasons.items()})
    return replace(files, notes=notes)


BUYERS = declared(role("buyer", "billing"), assigned("buyer", "noah isla"))


def test_whoever_is_given_a_role_is_given_it_for_a_reason():
    files = reasoned(BUYERS, isla="does the books", noah=" ")
    assert broken(justify("role buyer"), files) == [
        "RC0415 error: rule `R`: noah holds role buyer at /acme/london without a reason"
    ]


def test_a_permission_and_a_group_can_want_a_reason_too():
    assert len(broken(justify("billing"), reasoned(BUYERS, isla="does the books"))) == 1
    assert broken(justify("group top/sales"), declared(group("top/sales", None, "noah"))) == [
        "RC0415 error: rule `R`: noah is in group top/sales at /acme/london without a reason"
    ]


def test_a_reason_is_found_though_the_role_lives_elsewhere():
    live = state(users("noah"), role("buyer", "billing"))
    there = assigned("buyer", "noah", of=LONDON)
    files = replace(
        declared(there), notes=Notes({(holding("buyer", of=LONDON), "noah"): "does the books"})
    )
    assert found(justify("role buyer"), files, live) == []


def test_what_no_file_declares_has_no_place_for_a_reason():
    live = state(users("noah"), role("buyer", "billing"), assigned("buyer", "noah"))
    assert found(justify("role buyer"), replace(declared(), origins=NoOrigins()), live) == []


def test_a_rule_about_reasons_holds_where_it_says():
    assert broken(justify("role buyer", within="/acme"), BUYERS) == []
