"""A group that cannot leave first passes another for a moment: nobody there may reach it."""

import pytest

from .build import (
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
)

PEOPLE = users("amelia noah isla")
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


def findings(members, before="calls", after=None):
    """Who is in the group that is passed, and what it carries before and after."""
    live = state(
        PEOPLE,
        top("amelia"),
        group("top/a"),
        group("top/a/d"),
        group("top/b", before, members),
    )
    files = declared(
        additive(top(), group("top/b/a", was="top/a"), group("top/a", was="top/a/d")),
        group("top/b", after),
    )
    return [one for one in planned(files, live).findings if one.severity == "error"]


def test_who_stays_in_a_group_that_carries_something_would_reach_it_for_a_moment():
    (finding,) = findings("noah isla")
    assert (finding.code, finding.ref) == ("RC0602", g("top/a"))
    assert "isla" in finding.message
    assert finding.help == (
        "give one of the two a third name in a first pull request, apply, then rename it"
    )


@pytest.mark.parametrize(
    ("members", "before", "after"),
    [("", "calls", None), ("noah@later", "", None), ("noah", "", "calls"), ("noah", "calls", "")],
    ids=["nobody is in it", "it carries nothing", "widened after", "narrowed before"],
)
def test_nobody_would_reach_it(members, before, after):
    assert findings(members, before, after) == []


def test_what_it_keeps_while_it_is_narrowed_counts():
    assert [one.code for one in findings("noah", "calls phones", "calls")] == ["RC0602"]


def test_a_group_that_stands_above_before_or_after_is_not_passed():
    live = state(PEOPLE, top("amelia"), group("top/a", "calls", "noah"), group("top/a/d"))
    files = declared(additive(top(), group("top/x", was="top/a"), group("top/a", was="top/a/d")))
    assert [one for one in planned(files, live).findings if one.severity == "error"] == []
