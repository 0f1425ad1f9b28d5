"""A group that cannot leave first passes another for a moment: nobody there may reach it."""

from dataclasses import replace

import pytest

from reconciler.core.target import Catalog, Permission

from .build import (
    TARGET,
    additive,
    declared,
    g,
    grant,
    group,
    inside,
    move,
    ordered,
    planned,
    revoke,
    state,
    top,
    update,
    users,
    waves,
)

PEOPLE = users("amelia noah isla jack")
MOVES = {g("top/a"): g("top/b/a"), g("top/a/d"): g("top/a")}
WAYS = [move(group("top/a"), g("top/b/a")), move(group("top/a/d"), g("top/a"))]
PASSED = inside("top/b")


def passing(*changes):
    return ordered(*WAYS, *changes, moves=MOVES)


def test_the_group_that_takes_the_name_of_the_one_it_leaves_passes_below_its_new_place():
    assert passing() == [["move top/a to top/b/a"], ["move top/b/a/d to top/a"]]


def test_who_leaves_the_group_that_is_passed_does_so_before():
    assert passing(revoke(PASSED, "noah"))[0] == ["revoke noah from top/b"]


def test_who_comes_into_the_group_that_is_passed_does_so_after():
    assert passing(grant(PASSED, "noah"))[2] == ["grant noah in top/b"]


def test_the_group_that_is_passed_is_narrowed_before_and_widened_after():
    narrowing = update(group("top/b", "calls phones"), group("top/b", "calls"))
    widening = update(group("top/b", "calls"), group("top/b", "calls phones"))
    assert passing(narrowing)[0] == ["update top/b"]
    assert passing(widening)[2] == ["update top/b"]


def test_another_edit_of_the_group_that_is_passed_does_not_wait():
    described = update(group("top/b"), group("top/b", description="In other words"))
    assert "update top/b" in passing(described)[0]


# What is left holds all the way

CATALOG = Catalog(
    (
        Permission("calls", reach="users"),
        Permission("phones", reach="groups"),
        Permission("billing", reach="place"),
    ),
    open=True,
)
REACHING = replace(TARGET, catalog=CATALOG)


def findings(members, before="calls", after=None, *, inside_d="jack", target=REACHING):
    """Who is in the group that is passed, what it carries, who is in the one that passes."""
    live = state(
        PEOPLE,
        top("amelia"),
        group("top/a"),
        group("top/a/d", "", inside_d),
        group("top/b", before, members),
    )
    moved = (group("top/b/a", was="top/a"), group("top/a", was="top/a/d"))
    files = declared(additive(top(), *moved), group("top/b", after))
    plan = planned(files, live, target=target)
    return [one for one in plan.findings if one.severity == "error"]


def test_who_stays_in_a_group_that_reaches_others_would_reach_them_for_a_moment():
    (finding,) = findings("noah isla")
    assert (finding.code, finding.ref) == ("RC0602", g("top/a"))
    assert "isla in group" in finding.message
    assert finding.help == (
        "give one of the two a third name in a first pull request, apply, then rename it"
    )


@pytest.mark.parametrize(
    ("members", "before", "after"),
    [
        ("noah", "calls phones", "calls"),
        ("noah", "phones", None),
        ("noah", "own.key", None),
        ("noah", "calls", "calls phones"),
    ],
    ids=["what it keeps", "reach over groups", "an unknown permission", "what it has already"],
)
def test_what_a_group_carries_meanwhile_counts(members, before, after):
    assert [one.code for one in findings(members, before, after)] == ["RC0602"]


@pytest.mark.parametrize(
    ("members", "before", "after", "inside_d"),
    [
        ("", "calls", None, "jack"),
        ("noah", "", None, "jack"),
        ("noah", "", "calls", "jack"),
        ("noah", "calls", "", "jack"),
        ("noah", "billing", None, "jack"),
        ("noah", "calls", None, ""),
        ("noah", "calls", None, "noah"),
    ],
    ids=[
        "nobody is in it",
        "it carries nothing",
        "widened after",
        "narrowed before",
        "what works on the place only",
        "nobody to be reached",
        "nobody but oneself",
    ],
)
def test_nobody_would_reach_anybody(members, before, after, inside_d):
    assert findings(members, before, after, inside_d=inside_d) == []


def test_who_leaves_before_and_who_comes_after_would_not_reach_anybody():
    live = state(
        PEOPLE,
        top("amelia"),
        group("top/a"),
        group("top/a/d", "", "jack"),
        group("top/b", "calls", "noah"),
    )
    moved = (group("top/b/a", was="top/a"), group("top/a", was="top/a/d"))
    files = declared(additive(top(), *moved), group("top/b", None, "isla"))
    plan = planned(files, live, target=REACHING)
    assert [one for one in plan.findings if one.severity == "error"] == []
    assert waves(plan.steps) == [
        ["revoke noah from top/b"],
        ["move top/a to top/b/a"],
        ["move top/b/a/d to top/a"],
        ["grant isla in top/b"],
    ]


def test_where_groups_inherit_what_is_above_them_everybody_in_the_group_would_gain():
    target = replace(REACHING, tree="inherit")
    assert [one.code for one in findings("", "billing", target=target)] == ["RC0602"]
    assert findings("noah", "", target=target) == []


def test_where_a_tree_means_nothing_nothing_is_reached():
    assert findings("noah", target=replace(REACHING, tree="none")) == []


def test_a_group_that_stands_above_before_or_after_is_not_passed():
    live = state(PEOPLE, top("amelia"), group("top/a", "phones", "noah"), group("top/a/d"))
    files = declared(additive(top(), group("top/x", was="top/a"), group("top/a", was="top/a/d")))
    found = planned(files, live, target=REACHING).findings
    assert [one for one in found if one.severity == "error"] == []
