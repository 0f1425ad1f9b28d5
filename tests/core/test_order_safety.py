"""Rules 3 and 4: nobody holds in between what they hold neither before nor after."""

import pytest

from .build import (
    create,
    delete,
    g,
    grant,
    group,
    holding,
    inside,
    move,
    ordered,
    redate,
    revoke,
    role,
    sort,
    told,
    update,
)

TOP, UP, LOW, ASIDE = map(inside, ("top", "top/a", "top/a/b", "top/z"))


def narrowed(path):
    return update(group(path, "calls phones"), group(path, "calls"))


def widened(path):
    return update(group(path, "calls"), group(path, "calls phones"))


# 3: kept containers


def test_where_a_member_must_remain_grants_come_before_revokes():
    assert ordered(revoke(TOP, "amelia"), grant(TOP, "noah"), kept={TOP}) == [
        ["grant noah in top"],
        ["revoke amelia from top"],
    ]


def test_where_a_member_must_remain_an_end_is_lifted_before_another_is_set():
    assert ordered(
        redate(TOP, "amelia", None, "soon"), redate(TOP, "noah", "soon", None), kept={TOP}
    ) == [["re-date noah in top"], ["re-date amelia in top until 2026-08-01"]]


def test_elsewhere_one_persons_grant_and_anothers_revoke_do_not_wait():
    assert ordered(revoke(UP, "amelia"), grant(UP, "noah")) == [
        ["grant noah in top/a", "revoke amelia from top/a"]
    ]


def test_a_role_that_must_keep_a_member_is_kept_at_that_scope_only():
    owner, elsewhere = holding("owner"), holding("owner", at=g("x").scope.parent)
    assert ordered(
        revoke(owner, "amelia"), grant(owner, "noah"), revoke(elsewhere, "pia"), kept={owner}
    ) == [
        ["revoke pia from owner at /acme", "grant noah in owner at /acme/london"],
        ["revoke amelia from owner at /acme/london"],
    ]


def test_in_a_moved_group_that_must_keep_a_member_all_comes_after_the_move():
    moves = {g("top"): g("boss")}
    boss = inside("boss")
    assert ordered(
        move(group("top"), g("boss")),
        revoke(boss, "amelia"),
        grant(boss, "noah"),
        moves=moves,
        kept={boss},
    ) == [["move top to boss"], ["grant noah in boss"], ["revoke amelia from boss"]]


def test_a_kept_role_cannot_be_emptied_for_another_type():
    owner = holding("owner")
    found = sort(
        update(role("owner", type="user"), role("owner", type="customer")),
        revoke(owner, "amelia"),
        grant(owner, "noah"),
        kept={owner},
    )
    (finding,) = told(found.findings)
    assert finding == (
        "RC0601 error: no safe order: grant of role:/:owner must come before revoke of "
        "role:/:owner, which must come before it"
    )


# 4: memberships one above the other


def test_who_leaves_a_group_does_so_before_another_comes_in_below():
    assert ordered(revoke(UP, "noah"), grant(LOW, "isla")) == [
        ["revoke noah from top/a"],
        ["grant isla in top/a/b"],
    ]


def test_who_leaves_a_group_does_so_before_another_comes_in_above():
    assert ordered(grant(UP, "noah"), revoke(LOW, "isla")) == [
        ["revoke isla from top/a/b"],
        ["grant noah in top/a"],
    ]


def test_ends_take_and_give_like_revokes_and_grants():
    assert ordered(redate(UP, "noah", "soon", "later"), redate(LOW, "isla", None, "soon")) == [
        ["re-date isla in top/a/b until 2026-08-01"],
        ["re-date noah in top/a until 2027-02-01"],
    ]


def test_groups_side_by_side_do_not_wait():
    assert ordered(revoke(UP, "noah"), grant(ASIDE, "isla")) == [
        ["revoke noah from top/a", "grant isla in top/z"]
    ]


def test_where_the_group_above_carries_nothing_all_the_way_only_its_edit_waits():
    """What it gains reaches nobody before the edit, so nobody need be in no group meanwhile."""
    gaining = update(group("top/a"), group("top/a", "calls"))
    assert ordered(revoke(UP, "noah"), grant(LOW, "isla"), gaining) == [
        ["revoke noah from top/a", "grant isla in top/a/b"],
        ["update top/a"],
    ]


def test_where_the_group_above_keeps_a_permission_memberships_wait_for_each_other():
    gaining = update(group("top/a", "calls"), group("top/a", "calls phones"))
    assert ordered(revoke(UP, "noah"), grant(LOW, "isla"), gaining) == [
        ["revoke noah from top/a"],
        ["update top/a", "grant isla in top/a/b"],
    ]


# 4: memberships and permissions


@pytest.mark.parametrize("below", [UP, LOW], ids=["the same group", "a group below"])
def test_a_group_is_narrowed_before_anybody_comes_in(below):
    assert ordered(grant(below, "noah"), narrowed("top/a"))[0] == ["update top/a"]


@pytest.mark.parametrize("below", [UP, LOW], ids=["the same group", "a group below"])
def test_a_group_is_widened_after_everybody_has_left(below):
    assert ordered(revoke(below, "noah"), widened("top/a"))[1] == ["update top/a"]


def test_the_permissions_of_a_group_below_are_no_business_of_the_one_above():
    assert len(ordered(grant(UP, "noah"), narrowed("top/a/b"))) == 1


def test_an_edit_waits_for_takes_only_where_it_gives_and_for_gives_only_where_it_takes():
    assert len(ordered(grant(UP, "noah"), widened("top/a"))) == 1
    assert len(ordered(revoke(UP, "noah"), narrowed("top/a"))) == 1


def test_a_role_is_narrowed_before_it_is_assigned():
    edit = update(role("desk", "calls phones"), role("desk", "calls"))
    assert ordered(grant(holding("desk"), "ivy"), edit) == [
        ["update desk"],
        ["grant ivy in desk at /acme/london"],
    ]


def test_two_permission_edits_never_wait_for_each_other():
    assert len(ordered(narrowed("top/a"), widened("top/a/b"), widened("top"))) == 1


# 4: moves

MOVES = {g("top/a/m"): g("top/z/m")}
MOVE = move(group("top/a/m"), g("top/z/m"))


def test_who_leaves_the_new_place_does_so_before_the_move():
    assert ordered(MOVE, revoke(ASIDE, "noah"), moves=MOVES) == [
        ["revoke noah from top/z"],
        ["move top/a/m to top/z/m"],
    ]


def test_who_comes_to_the_old_place_does_so_after_the_move():
    assert ordered(MOVE, grant(UP, "noah"), moves=MOVES) == [
        ["move top/a/m to top/z/m"],
        ["grant noah in top/a"],
    ]


def test_the_new_place_is_narrowed_before_the_move():
    assert ordered(MOVE, narrowed("top/z"), moves=MOVES)[0] == ["update top/z"]


def test_the_old_place_is_widened_after_the_move():
    assert ordered(MOVE, widened("top/a"), moves=MOVES)[1] == ["update top/a"]


@pytest.mark.parametrize(
    "change",
    [
        grant(ASIDE, "noah"),
        revoke(UP, "noah"),
        widened("top/z"),
        narrowed("top/a"),
        grant(TOP, "noah"),
        revoke(TOP, "noah"),
        widened("top"),
    ],
    ids=[
        "comes to the new place",
        "leaves the old place",
        "new place widened",
        "old place narrowed",
        "comes above both",
        "leaves above both",
        "widened above both",
    ],
)
def test_what_a_move_does_not_wait_for(change):
    assert len(ordered(MOVE, change, moves=MOVES)) == 1


def test_a_rename_in_place_waits_for_nobody_above():
    moves = {g("top/a/m"): g("top/a/n")}
    rename = move(group("top/a/m"), g("top/a/n"))
    for change in (grant(UP, "noah"), revoke(TOP, "isla")):
        assert len(ordered(rename, change, moves=moves)) == 1


def test_who_is_above_on_one_side_only_is_the_moves_business():
    """Not between the memberships themselves: the move stands between them already."""
    moved = inside("top/z/m")
    assert ordered(MOVE, revoke(ASIDE, "noah"), grant(moved, "isla"), moves=MOVES) == [
        ["revoke noah from top/z"],
        ["move top/a/m to top/z/m"],
        ["grant isla in top/z/m"],
    ]


def test_who_comes_to_the_new_place_does_not_wait_for_who_leaves_the_moved_group():
    assert ordered(MOVE, grant(ASIDE, "noah"), revoke(inside("top/z/m"), "isla"), moves=MOVES) == [
        ["grant noah in top/z", "revoke isla from top/a/m"],
        ["move top/a/m to top/z/m"],
    ]


def test_a_new_group_below_is_filled_after_others_have_left_above():
    assert ordered(create(group("top/a/b")), revoke(UP, "noah"), grant(LOW, "isla")) == [
        ["revoke noah from top/a", "create top/a/b"],
        ["grant isla in top/a/b"],
    ]


def test_deleting_waits_for_nothing_but_what_is_in_it():
    assert len(ordered(delete(group("top/a/b")), grant(UP, "noah"), widened("top/a"))) == 1
