"""Who waits for whom is found again from the steps of a plan, and is what it was ordered by."""

import pytest

from reconciler.core.order import waiting
from reconciler.core.plan import Step

from .build import (
    LONDON,
    additive,
    create,
    declared,
    delete,
    g,
    grant,
    group,
    inside,
    lists,
    nested,
    planned,
    revoke,
    said,
    state,
    top,
    users,
)

PEOPLE = users("amelia noah isla jack")


def behind(steps, sentence, kept=()):
    """What waits for one step, in words."""
    place = [said(step.change) for step in steps].index(sentence)
    return sorted(said(steps[later].change) for later in waiting(steps, kept).behind(place))


def test_what_is_in_a_new_group_waits_for_it_directly_or_through_others():
    steps = (
        Step(create(group("a")), 0),
        Step(create(group("z")), 0),
        Step(create(group("a/b")), 1),
        Step(grant(inside("a/b"), "noah"), 2),
    )
    assert behind(steps, "create a") == ["create a/b", "grant noah in a/b"]
    assert behind(steps, "create z") == []


def test_what_waits_by_two_ways_is_named_once():
    steps = (
        Step(create(group("a")), 0),
        Step(create(group("a/b")), 1),
        Step(create(group("a/c")), 1),
        Step(grant(inside("a/b"), g("a/c")), 2),
    )
    assert behind(steps, "create a") == ["create a/b", "create a/c", "grant a/c in a/b"]


def test_a_kept_member_is_waited_for():
    comes, goes = grant(inside("top"), "noah"), revoke(inside("top"), "amelia")
    one_after_the_other = (Step(comes, 0), Step(goes, 1))
    at_once = (Step(comes, 0), Step(goes, 0))
    kept = {inside("top")}
    assert behind(one_after_the_other, "grant noah in top", kept) == ["revoke amelia from top"]
    assert behind(at_once, "grant noah in top") == []


LIVE = state(
    PEOPLE,
    top("amelia"),
    group("top/a", "calls", "noah"),
    group("top/a/b", "calls", "isla"),
    group("top/c", "calls", "jack"),
)


def test_addresses_before_and_after_a_move_are_the_same_thing():
    files = declared(
        additive(top(), group("top/x", was="a"), group("top/x/y", was="b")),
        group("top/x/y", None, "jack"),
    )
    steps = planned(files, LIVE).steps
    assert behind(steps, "revoke isla from top/a/b") == [
        "grant jack in top/x/y",
        "move top/a to top/x",
        "move top/x/b to top/x/y",
    ]
    assert behind(steps, "move top/a to top/x") == [
        "grant jack in top/x/y",
        "move top/x/b to top/x/y",
    ]


def test_a_name_is_waited_for_that_another_move_frees():
    live = state(PEOPLE, *(group(name) for name in "abc"))
    files = declared(group("b", was="a"), group("c", was="b"), group("d", was="c"))
    steps = planned(files, live).steps
    assert behind(steps, "move c to d") == ["move a to b", "move b to c"]
    assert behind(steps, "move b to c") == ["move a to b"]


def test_a_kept_container_that_moves_is_known_by_its_live_address():
    files = declared(group("boss", None, "noah", was="top"))
    steps = planned(files, state(PEOPLE, top("amelia"))).steps
    assert behind(steps, "grant noah in boss", {inside("top")}) == ["revoke amelia from boss"]


@pytest.mark.parametrize("along", [(), (revoke(inside("a/b"), "noah"),)])
def test_who_waits_for_what_a_deletion_takes_along_waits_for_the_deletion(along):
    steps = (Step(delete(group("a/b")), 0, along), Step(grant(inside("a"), "isla"), len(along)))
    assert behind(steps, "delete a/b") == (["grant isla in a"] if along else [])


def test_groups_as_members_are_followed_through_moves():
    live = state(PEOPLE, group("a"), group("b"), group("c"), nested("b", g("a")))
    files = declared(additive(group("x", was="a"), nested("c", g("x"))))
    steps = planned(files, live).steps
    assert behind(steps, "move a to x") == ["grant x in c"]


def test_a_plan_waits_as_it_was_ordered():
    files = declared(
        lists(LONDON, g("top")),
        top("amelia"),
        group("top/b", "calls", "jack", was="top/a/b"),
        group("top/c", "phones", "isla"),
    )
    steps = planned(files, LIVE).steps
    found = waiting(steps, LIVE.kept)
    for place, step in enumerate(steps):
        assert all(steps[later].wave > step.wave for later in found.behind(place))
    assert {step.wave for step in steps} != {0}
