"""A path taken apart: one step after the other, each with what a place is known for."""

from dataclasses import replace

import pytest

from reconciler.core.access.explanation import explanation
from reconciler.core.access.holders import holders
from reconciler.core.scope import ROOT
from reconciler.core.target import Catalog, Permission

from .build import ACME, ENDS, LONDON, assigned, g, group, inside, role, short, state, users
from .ways import KEYCLOAK, REACHING, access, asked, puts, who

LIVE = state(
    users("noah isla jack omar zoe"),
    users("cora", ACME),
    group("top", "see shape find call", "noah"),
    group("top/sales", "see", "isla@soon omar"),
    group("top/sales/desk", "", "jack"),
    role("boss", "see shape find", type="customer"),
    assigned("boss", "cora", ACME),
)


def told(there, question, target=REACHING):
    """The steps of every path, in words."""
    found = explanation(access(there, target), question)
    return [[said(step) for step in steps] for _, steps in found.paths]


def said(step):
    end = f" until {step.until:%Y-%m-%d}" if step.until else ""
    what = f" {step.permission}" if step.permission else ""
    gives = f" for {step.gives}" if step.gives != step.permission else ""
    return f"{short(step.subject)} {step.way} {short(step.container)}{what}{gives}{end}"


def test_a_membership_and_what_it_carries():
    assert told(LIVE, asked("isla", "see")) == [
        ["isla member top/sales until 2026-08-01", "top/sales carries top/sales see"]
    ]


def test_whom_a_group_reaches_stands_below_it_in_a_group():
    assert told(LIVE, asked("noah", "see", on=who("jack"))) == [
        [
            "noah member top",
            "top carries top see",
            "top reaches top/sales/desk",
            "jack member top/sales/desk",
        ]
    ]


def test_two_paths_may_reach_somebody_in_the_same_group():
    there = state(
        users("noah jack"),
        group("top", "see", "noah"),
        group("top/sales", "see", "noah"),
        group("top/sales/desk", "", "jack"),
    )
    paths = told(there, asked("noah", "see", on=who("jack")))
    assert [path[0] for path in paths] == ["noah member top", "noah member top/sales"]
    assert {path[-1] for path in paths} == {"jack member top/sales/desk"}


def test_a_group_that_is_reached_is_the_last_step():
    assert told(LIVE, asked("noah", "shape", on=g("top/sales"))) == [
        ["noah member top", "top carries top shape", "top reaches top/sales"]
    ]


@pytest.mark.parametrize(
    ("permission", "on", "way"),
    [("see", who("jack"), "everyone"), ("shape", g("top"), "every group")],
)
def test_a_role_reaches_all_at_its_place(permission, on, way):
    question = asked(who("cora", ACME), permission, ACME, on)
    (steps,) = told(LIVE, question)
    assert steps[-1] == f"boss {way} boss at /acme"


def test_who_is_in_no_group_is_reached_as_such():
    assert told(LIVE, asked("noah", "find", on=who("zoe")))[0][-1] == "top ungrouped top"


def test_what_implies_a_permission_is_the_one_that_is_carried():
    catalog = Catalog((Permission("all", implies=("call",)), Permission("call")))
    there = state(group("top", "all", "noah"))
    target = replace(REACHING, catalog=catalog)
    assert told(there, asked("noah", "call"), target)[0][1] == "top carries top all for call"


def test_through_groups_and_roles_that_are_members_themselves():
    there = state(
        users("noah"),
        group("staff", "", ""),
        group("staff/desk", "", "noah"),
        role("clerk", ""),
        role("boss", ""),
        puts(replace(inside("x"), ref=role_ref("clerk"), scope=LONDON), g("staff")),
        puts(replace(inside("x"), ref=role_ref("boss"), scope=LONDON), role_ref("clerk")),
    )
    assert told(there, asked("noah", "role:/:boss"), KEYCLOAK) == [
        [
            "noah member staff/desk",
            "staff/desk below staff",
            "staff member clerk at /acme/london",
            "clerk member boss at /acme/london",
            "boss carries boss at /acme/london role:/:boss",
        ]
    ]


def role_ref(name):
    return replace(g("x", ROOT), kind="role", name=(name,))


def test_of_several_ways_into_a_group_the_shortest_is_told():
    there = state(
        users("noah isla"),
        group("top", "see", "noah"),
        group("top/a", "", "isla"),
        group("top/b", "", "isla"),
        puts(inside("top/b"), "isla", g("top/a")),
    )
    steps = told(there, asked("noah", "see", on=who("isla")))
    assert [path[-1] for path in steps] == ["isla member top/a", "isla member top/b"]


def test_paths_without_an_end_come_first_and_the_last_end_counts():
    there = state(
        users("noah"), group("top/a", "call", "noah@soon"), group("top/b", "call", "noah@later")
    )
    found = explanation(access(there), asked("noah", "call"))
    assert found.until == ENDS["later"]
    there = state(group("top/a", "call", "noah@soon"), group("top/b", "call", "noah"))
    found = explanation(access(there), asked("noah", "call"))
    assert [short(path.holding.container) for path, _ in found.paths] == ["top/b", "top/a"]
    assert found.until is None


def test_a_no_has_no_end():
    found = explanation(access(LIVE), asked("jack", "call"))
    assert (found.is_yes, found.until, found.paths) == (False, None, ())


# Holders


def test_holders_come_from_the_root_down_by_name():
    found = holders(access(LIVE), "see", None, None)
    assert [short(each.user) for each in found.all] == ["/acme:cora", "isla", "noah", "omar"]
    assert [each.until for each in found.all] == [None, ENDS["soon"], None, None]


def test_what_a_path_of_a_holder_answers():
    found = holders(access(LIVE), "see", None, who("jack"))
    questions = {
        short(each.user): found.question(each.user, path)
        for each in found.all
        for path in each.paths
    }
    assert {name: str(question.scope) for name, question in questions.items()} == {
        "/acme:cora": "/acme",
        "isla": "/acme/london",
        "noah": "/acme/london",
        "omar": "/acme/london",
    }
    there = holders(access(LIVE), "see", LONDON, None)
    assert there.question(there.all[0].user, there.all[0].paths[0]).scope == LONDON
