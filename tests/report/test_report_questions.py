"""Answers in words, of systems that are not like the portal too."""

from dataclasses import replace

import pytest

from reconciler.core.access.ability import abilities
from reconciler.core.access.explanation import explanation
from reconciler.core.access.grid import grid
from reconciler.core.access.holders import holders
from reconciler.core.access.view import View
from reconciler.core.model import Fixed
from reconciler.core.scope import ROOT
from reconciler.core.target import Catalog, Permission
from reconciler.report.questions.access import access_report
from reconciler.report.questions.explain import explain_report
from reconciler.report.questions.matrix import matrix_report
from reconciler.report.questions.who_can import who_can_report
from tests.core.build import (
    ACME,
    LONDON,
    PARIS,
    Everywhere,
    assigned,
    fixed,
    g,
    group,
    holding,
    inside,
    role,
    state,
    users,
)
from tests.core.ways import KEYCLOAK, REACHING, access, asked, puts, who

HERE = replace(REACHING, assignment="here")
IMPLYING = replace(
    REACHING, catalog=Catalog((Permission("all", implies=("call",)), Permission("call", "Calls")))
)


def told(report, width=80):
    return [line.plain for line in report.text(width)]


def explained(there, question, target=REACHING, **more):
    view = View(access(there, target), **more)
    return told(explain_report(explanation(view.access, question), view))


def test_what_comes_along_with_a_permission_is_said():
    there = state(group("top", "all", "noah@soon"))
    assert explained(there, asked("noah", "call"), IMPLYING, is_live=True) == [
        "Yes, through 2026-07-31: noah has call (Calls) at /acme/london.",
        "",
        "1. noah is a member of group top through 2026-07-31",
        "   which carries all, and with it call",
    ]


def test_groups_that_inherit_and_are_in_roles():
    there = state(
        users("noah"),
        group("staff", "", ""),
        group("staff/desk", "", "noah"),
        role("clerk", ""),
        puts(holding("clerk"), g("staff")),
    )
    assert explained(there, asked("noah", "role:/:clerk"), KEYCLOAK, is_live=True)[2:] == [
        "1. noah is a member of group staff/desk",
        "   which stands below group staff and has what that has",
        "   which is a member of role clerk at /acme/london",
        "   which carries role:/:clerk",
    ]


def test_who_is_asked_about_may_be_in_a_group_through_another():
    there = state(
        users("noah isla"),
        group("top", "see", "noah"),
        group("top/a", "", ""),
        group("other", "", "isla"),
        puts(inside("top/a"), g("other")),
    )
    assert explained(there, asked("noah", "see", on=who("isla")), is_live=True)[4:] == [
        "   and reaches group top/a",
        "   where isla is a member of group other",
        "   which is a member of group top/a",
    ]


def test_what_no_file_declares_is_live_only_or_built_in():
    there = state(group("top", "call", "noah"), fixed(g("top"), Fixed.PERMISSIONS))
    lines = explained(there, asked("noah", "call"))
    assert [line.split("  ")[-1].strip() for line in lines[2:]] == ["live only", "built in"]


def test_a_place_that_has_no_room_stands_below_and_is_never_cut():
    there = state(group("top", "call", "noah"))
    view = View(access(there), origins=Everywhere())
    report = explain_report(explanation(view.access, asked("noah", "call")), view)
    assert told(report, 40)[-4:] == [
        "1. noah is a member of group top",
        "           group:/acme/london:top noah:1",
        "   which carries call",
        "           group:/acme/london:top call:1",
    ]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (asked("noah", "see", on=who("isla")), "and groups reach nobody in this system"),
        (
            asked("noah", "call", on=who("isla")),
            "but it works on a place as a whole, not on a user",
        ),
    ],
)
def test_where_groups_reach_nobody(question, said):
    there = state(users("noah isla"), group("top", "see call", "noah"), group("top/a", "", "isla"))
    flat = replace(REACHING, tree="flat")
    lines = explained(there, question, flat, is_live=True)
    assert (
        " ".join(line.strip() for line in lines[2:]) == f"- noah has it through group top, {said}"
    )


def test_a_role_that_holds_at_its_place_alone():
    there = state(
        users("isla"),
        users("cora", ACME),
        role("boss", "see", type="customer"),
        assigned("boss", "cora", ACME),
    )
    question = asked(who("cora", ACME), "see", ACME, who("isla"))
    lines = explained(there, question, HERE, is_live=True)
    assert " ".join(line.strip() for line in lines[2:]) == (
        "- cora has it through role boss at /acme, which holds at /acme, and isla belongs to "
        "/acme/london"
    )


def test_nothing_of_several_things_carries_it():
    there = state(
        users("noah"),
        group("a", "", "noah"),
        group("b", "", "noah"),
        role("clerk", ""),
        assigned("clerk", "noah"),
    )
    lines = explained(there, asked("noah", "call"), is_live=True)
    assert " ".join(line.strip() for line in lines[2:]) == (
        "- noah is in group a, is in group b and has role clerk at /acme/london, and none of these "
        "carries it"
    )


def test_an_end_of_what_ended():
    there = state(users("noah"), group("a", "call", "noah@past"))
    lines = explained(there, asked("noah", "call"), is_live=True)
    assert lines[2] == "- noah had it through group a through 2026-05-31, and that has ended"


def test_of_several_things_what_leads_where():
    there = state(
        users("noah"), group("staff", "", "noah"), group("desk", "call", ""), role("clerk", "call")
    )
    there = replace(
        there,
        members={
            **there.members,
            **puts(inside("desk"), g("staff")).members,
            **puts(holding("clerk"), g("desk")).members,
        },
    )
    view = View(access(there), is_live=True)
    found = holders(view.access, "call", LONDON, None)
    assert told(who_can_report(found, view, full=False)) == [
        "1 person has call at /acme/london.",
        "",
        "/acme/london  Phone system, 1 person",
        "  noah  in group staff, and so in group desk",
        "        in group staff, and so in group desk, and so with role clerk at",
        "          /acme/london",
    ]


def test_a_scope_of_no_level_has_no_title():
    deep = replace(REACHING, levels=REACHING.levels[:1])
    there = state(users("noah"), group("top", "call", "noah"))
    view = View(access(there, deep), is_live=True)
    found = holders(view.access, "call", None, None)
    assert told(who_can_report(found, view, full=False))[2] == "/acme/london  1 person"
    lines = told(access_report(who("noah"), abilities(view.access, who("noah")), view))
    assert lines[2] == "/acme/london"


def test_nobody_below_is_said():
    there = state(users("noah"), group("top", "see shape", "noah"), group("top/a", "", ""))
    view = View(access(there), is_live=True)
    lines = told(access_report(who("noah"), abilities(view.access, who("noah")), view))
    assert "    on nobody in 1 group below it" in lines
    assert "    on 1 group below it" in lines


def test_several_places_are_counted():
    there = state(
        users("cora", ACME),
        group("top", "call", "/acme:cora", at=PARIS),
        role("boss", "call see", type="customer"),
        assigned("boss", "cora", ACME),
        scopes={ROOT, ACME, PARIS},
    )
    view = View(access(there, replace(REACHING, members="any")), is_live=True)
    user = who("cora", ACME)
    lines = told(access_report(user, abilities(view.access, user), view))
    assert lines[0] == "cora of /acme has 2 permissions at 2 places."


def test_a_grid_says_what_comes_along():
    there = state(role("clerk", "all"), group("top", "", ""))
    view = View(access(there, IMPLYING))
    report = matrix_report(grid(view.access, None), None, view, full=False)
    assert told(report) == [
        "1 role and 1 group carry 2 permissions.",
        "",
        "  1  role clerk of /",
        "  2  group top of /acme/london",
        "",
        "       1   2",
        "all    x   .",
        "call   i   .",
        "",
        "x: it lists the permission; i: it comes along with what it lists.",
    ]


def test_an_empty_grid():
    view = View(access(state()))
    report = matrix_report(grid(view.access, LONDON), LONDON, view, full=False)
    assert told(report)[0] == "There is no role and no group for /acme/london and below."


def test_one_thing_carries():
    view = View(access(state(role("clerk", "call"))))
    report = matrix_report(grid(view.access, None), None, view, full=False)
    assert told(report)[0] == "1 role carries 1 permission."
