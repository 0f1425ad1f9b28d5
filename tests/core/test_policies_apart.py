"""Separated duties on the way: what one person must not hold together between two changes."""

import pytest

from reconciler.core.limits import AdminLimit, Limits
from reconciler.core.policies.apart import Apart

from .build import (
    ACME,
    assigned,
    declared,
    g,
    group,
    holding,
    lists,
    planned,
    role,
    state,
    told,
    top,
    users,
    waves,
)
from .ruled import naming, policies, separate, waiver
from .test_proof_of_plan import TARGET
from .ways import REACHING, access, puts, who

CALL_SHAPE = separate("call", "shape")


def forbidden(there, *several, target=REACHING):
    return Apart.of(policies(*several))(access(there, target), who("noah"))


SALES, DESK = group("top/sales", "call", "noah"), group("top/desk", "shape", "noah")
SAID = ["call and shape, which rule `R` separates,"]


def test_two_that_a_rule_separates_are_forbidden_together():
    assert forbidden(state(SALES, DESK), CALL_SHAPE) == SAID


def test_one_of_them_is_not():
    assert forbidden(state(SALES), CALL_SHAPE) == []


def test_so_many_as_the_rule_allows_are_not():
    assert forbidden(state(SALES, DESK), separate("call", "shape", at_most=2)) == []


def test_at_different_scopes_only_where_the_rule_says_anywhere():
    manager = role("manager", "shape", type="customer")
    there = state(SALES, manager, puts(holding("manager", ACME), "/acme/london:noah"))
    rules = (CALL_SHAPE, separate("call", "shape", anywhere=True))
    assert [forbidden(there, rule) for rule in rules] == [SAID, SAID]
    elsewhere = state(SALES, group("top", "shape", at=ACME))
    assert forbidden(elsewhere, CALL_SHAPE) == []


def test_a_role_and_a_group_are_told_as_they_are_written():
    rule = separate("role clerk", "group top/sales", anywhere=True)
    there = state(SALES, role("clerk", "find"), assigned("clerk", "noah"))
    assert forbidden(there, rule) == ["role clerk and group top/sales, which rule `R` separates,"]


def test_elsewhere_than_the_rule_speaks_of_nothing_is_forbidden():
    assert forbidden(state(SALES, DESK), separate("call", "shape", within="/acme/paris")) == []
    assert forbidden(state(SALES, DESK), separate("call", "shape", within="/acme/**")) == SAID


@pytest.mark.parametrize(
    ("made", "is_waived"),
    [
        (waiver("2026-07-01", called="r"), True),
        (waiver("2026-06-30"), False),
        (waiver("2026-08-01", called="other"), False),
        (waiver("2026-08-01", users="noah"), True),
        (waiver("2026-08-01", users="isla"), False),
    ],
)
def test_what_is_waived_today_is_borne(made, is_waived):
    found = forbidden(state(SALES, DESK), CALL_SHAPE, made)
    assert found == ([] if is_waived else SAID)


def test_other_rules_forbid_nothing_on_the_way():
    assert Apart.of(policies(naming("role", "*"))).rules == ()


# In a plan

LIVE = state(
    users("amelia noah"), top("amelia"), group("top/a", "call", "noah"), group("top/b", "shape")
)
FILES = declared(
    lists(g("top")), top("amelia"), group("top/a", "call", ""), group("top/b", "shape", "noah")
)


def test_a_plan_takes_one_duty_before_it_gives_the_other():
    made = planned(FILES, LIVE, TARGET, policies=policies(CALL_SHAPE))
    assert waves(made.steps) == [["revoke noah from top/a"], ["grant noah in top/b"]]
    free = planned(FILES, LIVE, TARGET)
    assert waves(free.steps) == [["grant noah in top/b"], ["revoke noah from top/a"]]


def test_a_plan_without_an_order_that_keeps_them_apart_is_refused():
    live = state(
        users("amelia noah"),
        top("amelia"),
        group("top/a", "shape", "noah"),
        group("top/b", "see call"),
    )
    files = declared(
        lists(g("top")),
        top("amelia"),
        group("top/a", "shape", ""),
        group("top/b", "see call", "noah"),
    )
    limits = Limits(100, 100, AdminLimit(1, frozenset({"shape", "see"})))
    made = planned(files, live, TARGET, limits, policies=policies(CALL_SHAPE))
    assert told(made.findings) == [
        (
            "RC0606 error: no safe order: noah would hold call and shape, which rule `R` "
            "separates, between `grant noah in group top/b` and `revoke noah in group top/a`"
        )
    ]
