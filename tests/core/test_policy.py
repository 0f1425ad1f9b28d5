"""Limits: how much one plan may take from a scope, and how many administrators must stay."""

from dataclasses import replace
from datetime import date

import pytest

from reconciler.core.limits import AdminLimit, Allowance, Limits
from reconciler.core.names import NameRules
from reconciler.core.policy import Span, admin_findings, removal_findings
from reconciler.core.replay import replay
from reconciler.core.scope import Pattern

from .build import (
    LONDON,
    NOW,
    PARIS,
    ROOT,
    additive,
    assigned,
    create,
    declared,
    delete,
    grant,
    group,
    holding,
    inside,
    lists,
    planned,
    redate,
    revoke,
    role,
    state,
    told,
    top,
    update,
    users,
)

# Removals


def names(count):
    return [f"user{number:02}" for number in range(count)]


def crowd(count, *more):
    """A group of so many people."""
    return state(group("all", "calls", " ".join(names(count))), *more)


def leave(count, end=None):
    return [revoke(inside("all"), name, end) for name in names(count)]


def refused(live, changes, limits):
    return told(removal_findings(Span(live, replay(live, changes), NOW), changes, limits))


def london(lost, live, limit):
    would = f"/acme/london would lose {lost} of {live} memberships"
    return [f"RC0402 error: {would}; the limit is {limit}"]


@pytest.mark.parametrize(
    ("live", "lost", "expected"),
    [
        (100, 20, []),
        (100, 21, london(21, 100, "20")),
        (24, 6, []),
        (23, 6, london(6, 23, "25 %")),
        (5, 5, []),
        (6, 6, london(6, 6, "25 %")),
    ],
    ids=[
        "as many as the count",
        "more than the count",
        "as much as the percentage",
        "more than the percentage",
        "few, whatever the percentage",
        "more than few",
    ],
)
def test_a_scope_may_lose_so_many_and_so_much(live, lost, expected):
    assert refused(crowd(live), leave(lost), Limits(count=20, percent=25)) == expected


def test_the_help_says_what_to_write():
    live, changes = crowd(6), leave(6)
    (finding,) = removal_findings(Span(live, replay(live, changes), NOW), changes, Limits())
    assert finding.ref == LONDON
    assert finding.help == (
        "if that is meant, add this to `limits: allow:` in the project file: "
        "{scope: /acme/london, removals: 6, reason: ..., until: YYYY-MM-DD}"
    )


def test_each_scope_counts_for_itself():
    paris = inside("all", PARIS)
    live = crowd(10, group("all", "calls", " ".join(names(10)), at=PARIS))
    changes = [*leave(4), *(revoke(paris, name) for name in names(4))]
    assert refused(live, changes, Limits(count=5)) == []


def test_role_memberships_count_where_they_are_assigned():
    live = state(role("desk", "calls"), assigned("desk", " ".join(names(8))))
    changes = [revoke(holding("desk"), name) for name in names(7)]
    assert refused(live, changes, Limits()) == london(7, 8, "25 %")


def test_ended_memberships_count_neither_as_lost_nor_as_there():
    live = state(group("all", "calls", " ".join(f"{name}@past" for name in names(30))))
    assert refused(live, leave(30, "past"), Limits(count=1)) == []
    mixed = crowd(20, group("old", "calls", " ".join(f"{name}@past" for name in names(80))))
    assert refused(mixed, leave(6), Limits()) == london(6, 20, "25 %")


def test_an_earlier_end_and_a_grant_are_no_loss():
    live = crowd(10)
    changes = [redate(inside("all"), name, None, "soon") for name in names(9)]
    changes.append(grant(inside("all"), "new"))
    assert refused(live, changes, Limits(count=1)) == []


def test_a_deletion_counts_with_every_membership_in_it():
    changes = [*leave(7), delete(group("all", "calls"))]
    assert refused(crowd(7), changes, Limits()) == london(7, 7, "25 %")


def test_a_container_that_loses_its_last_permission_counts_with_everybody_in_it():
    edit = update(group("all", "calls"), group("all"))
    assert refused(crowd(7), [edit], Limits()) == london(7, 7, "25 %")


def test_who_leaves_a_container_that_loses_its_last_permission_counts_once():
    edit = update(group("all", "calls"), group("all"))
    assert refused(crowd(7), [edit, *leave(3)], Limits()) == london(7, 7, "25 %")


def test_who_comes_into_or_had_ended_in_such_a_container_counts_nothing():
    live = crowd(5, group("old", "calls", "x@past"))
    edits = [
        update(group("all", "calls"), group("all")),
        update(group("old", "calls"), group("old")),
        grant(inside("all"), "new"),
    ]
    assert refused(live, edits, Limits(count=4)) == london(5, 5, "4")


def test_a_container_that_keeps_one_permission_counts_nothing():
    live = state(group("all", "calls phones", " ".join(names(9))))
    edit = update(group("all", "calls phones"), group("all", "calls"))
    assert refused(live, [edit], Limits(count=1)) == []


def test_a_group_that_held_nothing_before_loses_nothing():
    live = state(group("all", "", " ".join(names(9))))
    assert refused(live, [create(group("new"))], Limits(count=1)) == []


def test_a_rename_counts_nothing():
    live = state(top("amelia"), group("top/a", "calls", " ".join(names(9))))
    files = declared(lists(LONDON), additive(top(), group("top/b", was="a")))
    plan = planned(files, live, limits=Limits(count=1, percent=1))
    assert (plan.findings, plan.summary[:6]) == ((), "Plan: ")


# Allowances


def allowing(removals, pattern="/acme/london", until=date(2026, 7, 1)):
    return Allowance(Pattern.parse(pattern), removals, "site closed", until)


@pytest.mark.parametrize(
    ("allowance", "expected"),
    [
        (allowing(30), []),
        (allowing(30, "/acme/**"), []),
        (allowing(29), london(30, 40, "29, as `allow` says")),
        (allowing(30, "/acme"), london(30, 40, "20")),
        (allowing(30, until=date(2026, 6, 30)), london(30, 40, "20")),
    ],
    ids=["enough", "by pattern", "too little", "of another scope", "run out"],
)
def test_an_allowance_raises_the_limit_of_its_scope_through_its_day(allowance, expected):
    limits = Limits(allow=(allowance,))
    assert refused(crowd(40), leave(30), limits) == expected


def test_an_allowance_below_the_limit_is_not_said_to_be_the_limit():
    allow = (Allowance(Pattern(LONDON), 3, "few", date(2026, 12, 31)),)
    limits = Limits(count=20, percent=100, allow=allow)
    assert refused(crowd(100), leave(21), limits) == london(21, 100, "20")


def test_the_highest_of_several_allowances_counts():
    limits = Limits(allow=(allowing(10), allowing(30, "/acme/**"), allowing(20)))
    assert refused(crowd(40), leave(30), limits) == []


def test_an_allowance_never_lowers_a_limit():
    assert refused(crowd(100), leave(15), Limits(allow=(allowing(10),))) == []


# Administrators

ADMINS = AdminLimit(1, frozenset({"calls", "phones"}))


def admins(before, after, limit=ADMINS, scopes=(LONDON,)):
    return told(admin_findings(Span(before, after, NOW), scopes, limit))


def too_few(has, had, minimum=1, at="/acme/london"):
    would = f"{at} would have {has} instead of {had} active administrators"
    return [f"RC0403 error: {would}; the minimum is {minimum}"]


def test_a_scope_that_keeps_the_minimum_is_left_in_peace():
    before = state(group("a", "calls", "noah isla"))
    assert admins(before, state(group("a", "calls", "noah"))) == []


def test_a_scope_that_would_lose_its_last_administrator_is_refused():
    before = state(group("a", "calls", "noah"))
    assert admins(before, state(group("a", "calls"))) == too_few(0, 1)


def test_the_help_names_the_permissions():
    span = Span(state(group("a", "calls", "noah")), state(), NOW)
    (finding,) = admin_findings(span, [LONDON], ADMINS)
    assert (finding.ref, finding.help) == (LONDON, "keep somebody who holds calls or phones")


def test_a_scope_that_had_too_few_before_is_not_held_up():
    limit = AdminLimit(3, frozenset({"calls"}))
    before = state(group("a", "calls", "noah isla"))
    assert admins(before, before, limit) == []
    assert admins(before, state(group("a", "calls", "noah")), limit) == too_few(1, 2, 3)


def test_one_person_in_two_containers_is_one_administrator():
    limit = AdminLimit(2, frozenset({"calls"}))
    before = state(group("a", "calls", "noah isla"))
    after = state(group("a", "calls", "noah"), group("b", "calls", "noah"))
    assert admins(before, after, limit) == too_few(1, 2, 2)


@pytest.mark.parametrize(
    "left",
    [
        state(users("isla", inactive="ida"), group("a", "calls", "ida")),
        state(group("a", "calls", "isla@past")),
        state(group("a", "billing", "isla")),
        state(group("a", "calls", "isla", at=PARIS)),
    ],
    ids=["a deactivated user", "an ended membership", "other permissions", "another scope"],
)
def test_who_is_no_administrator(left):
    assert admins(state(group("a", "calls", "noah")), left) == too_few(0, 1)


def test_a_role_makes_administrators_where_it_is_assigned():
    before = state(role("boss", "calls"), assigned("boss", "noah", at=ROOT))
    after = state(role("boss", "calls"), assigned("boss", "noah"))
    assert admins(before, after, scopes=(LONDON, ROOT)) == too_few(0, 1, at="/")


def test_a_narrowed_container_makes_no_administrators_any_more():
    before = state(group("a", "calls billing", "noah"))
    assert admins(before, state(group("a", "billing", "noah"))) == too_few(0, 1)


def test_only_the_scopes_of_the_plan_are_judged():
    before = state(group("a", "calls", "noah"))
    assert admins(before, state(), scopes=(PARIS,)) == []


# Spelling


def test_limits_speak_of_scopes_as_the_target_compares_them():
    allow = Allowance(Pattern.parse("/Acme/**"), 9, "moving", date(2027, 1, 1))
    folded = Limits(count=7, allow=(allow,)).fold(NameRules(case=False))
    assert folded == Limits(count=7, allow=(replace(allow, pattern=Pattern.parse("/acme/**")),))
