"""Rules 1 and 2: a place exists before it is used, is empty before it goes; names, paths, moves."""

from .build import (
    additive,
    create,
    delete,
    g,
    grant,
    group,
    holding,
    inside,
    move,
    ordered,
    r,
    redate,
    revoke,
    role,
    sort,
    told,
    update,
)

A, B, C = group("top/a"), group("top/b"), group("top/c")


# 1: existence


def test_a_group_is_created_before_what_is_below_it_and_who_is_in_it():
    assert ordered(
        grant(inside("top/a/b"), "noah"), create(group("top/a/b")), create(group("top/a"))
    ) == [["create top/a"], ["create top/a/b"], ["grant noah in top/a/b"]]


def test_a_group_is_empty_before_it_is_deleted():
    assert ordered(
        delete(group("top/a")),
        delete(group("top/a/b")),
        revoke(inside("top/a/b"), "noah"),
        revoke(inside("top/a"), "isla"),
    ) == [
        ["revoke isla from top/a", "revoke noah from top/a/b"],
        ["delete top/a/b"],
        ["delete top/a"],
    ]


def test_a_role_is_created_before_it_is_assigned_and_free_before_it_is_deleted():
    assert ordered(
        grant(holding("new"), "ivy"),
        create(role("new")),
        delete(role("old")),
        revoke(holding("old"), "leo"),
    ) == [
        ["create new", "revoke leo from old at /acme/london"],
        ["delete old", "grant ivy in new at /acme/london"],
    ]


def test_a_group_that_is_a_member_exists_all_the_while():
    assert ordered(
        create(B),
        grant(inside("top/a"), g("top/b")),
        delete(C),
        revoke(inside("top/a"), g("top/c")),
    ) == [
        ["revoke top/c from top/a", "create top/b"],
        ["grant top/b in top/a", "delete top/c"],
    ]


def test_a_role_is_empty_while_its_type_changes():
    before, after = role("desk", type="user"), role("desk", type="customer")
    assert ordered(
        update(before, after), grant(holding("desk"), "ivy"), revoke(holding("desk"), "leo")
    ) == [
        ["revoke leo from desk at /acme/london"],
        ["update desk"],
        ["grant ivy in desk at /acme/london"],
    ]


def test_an_edit_that_leaves_the_type_waits_for_nobody():
    edit = update(role("desk"), role("desk", description="In other words"))
    assert ordered(edit, grant(holding("desk"), "ivy"), revoke(holding("desk"), "leo")) == [
        ["update desk", "grant ivy in desk at /acme/london", "revoke leo from desk at /acme/london"]
    ]


# 2: names and paths


def test_a_name_is_free_before_it_is_taken_by_a_create():
    moves = {g("top/a"): g("top/old")}
    assert ordered(create(A), move(A, g("top/old")), moves=moves) == [
        ["move top/a to top/old"],
        ["create top/a"],
    ]


def test_a_name_is_free_before_it_is_taken_by_a_move():
    moves = {g("top/a"): g("top/b"), g("top/b"): g("top/c"), g("top/c"): g("top/d")}
    wanted = [move(A, g("top/b")), move(B, g("top/c")), move(C, g("top/d"))]
    assert ordered(*wanted, moves=moves) == [
        ["move top/c to top/d"],
        ["move top/b to top/c"],
        ["move top/a to top/b"],
    ]


def test_a_move_precedes_what_uses_the_new_path():
    moves = {g("top/a"): g("top/x")}
    assert ordered(
        move(A, g("top/x")),
        grant(inside("top/x"), "noah"),
        grant(inside("top/x/sub"), "isla"),
        create(group("top/x/new")),
        update(group("top/x/sub"), group("top/x/sub", "calls")),
        delete(group("top/x/gone")),
        moves=moves,
    ) == [
        ["move top/a to top/x"],
        [
            "grant noah in top/x",
            "delete top/x/gone",
            "create top/x/new",
            "update top/x/sub",
            "grant isla in top/x/sub",
        ],
    ]


def test_revokes_inside_a_moved_group_come_before_the_move_by_the_old_path():
    moves = {g("top/a"): g("top/x")}
    assert ordered(
        move(A, g("top/x")),
        revoke(inside("top/x"), "noah"),
        revoke(inside("top/x/sub"), "isla"),
        moves=moves,
    ) == [
        ["revoke noah from top/a", "revoke isla from top/a/sub"],
        ["move top/a to top/x"],
    ]


def test_an_earlier_end_comes_before_the_move_and_a_later_one_after_it():
    moves = {g("top/a"): g("top/x")}
    assert ordered(
        move(A, g("top/x")),
        redate(inside("top/x"), "noah", "later", "soon"),
        redate(inside("top/x"), "isla", "soon", "later"),
        moves=moves,
    ) == [
        ["re-date noah in top/a until 2026-08-01"],
        ["move top/a to top/x"],
        ["re-date isla in top/x until 2027-02-01"],
    ]


def test_members_of_a_renamed_role_go_by_the_old_name_and_come_by_the_new():
    moves = {r("old"): r("new")}
    assert ordered(
        move(role("old"), r("new")),
        revoke(holding("new"), "leo"),
        grant(holding("new"), "ivy"),
        moves=moves,
    ) == [
        ["revoke leo from old at /acme/london"],
        ["move old to new"],
        ["grant ivy in new at /acme/london"],
    ]


def test_a_moved_group_that_is_a_member_is_named_by_the_path_of_the_moment():
    moves = {g("top/a"): g("top/x")}
    assert ordered(
        move(A, g("top/x")),
        revoke(inside("top/b"), g("top/x")),
        grant(inside("top/c"), g("top/x")),
        moves=moves,
    ) == [
        ["revoke top/a from top/b"],
        ["move top/a to top/x"],
        ["grant top/x in top/c"],
    ]


def test_a_group_leaves_before_the_one_it_leaves_moves():
    moves = {g("top/a"): g("top/x"), g("top/a/b"): g("top/y")}
    assert ordered(move(A, g("top/x")), move(group("top/a/b"), g("top/y")), moves=moves) == [
        ["move top/a/b to top/y"],
        ["move top/a to top/x"],
    ]


def test_a_group_that_stays_below_one_that_moves_follows_it_and_is_renamed_there():
    moves = {g("top/a"): g("top/x"), g("top/a/b"): g("top/x/c")}
    assert ordered(move(A, g("top/x")), move(group("top/a/b"), g("top/x/c")), moves=moves) == [
        ["move top/a to top/x"],
        ["move top/x/b to top/x/c"],
    ]


def test_a_group_that_takes_the_name_of_the_one_it_leaves_waits_for_it():
    moves = {g("top/a"): g("top/x"), g("top/a/b"): g("top/a")}
    assert ordered(move(A, g("top/x")), move(group("top/a/b"), g("top/a")), moves=moves) == [
        ["move top/a to top/x"],
        ["move top/x/b to top/a"],
    ]


def test_a_group_moves_into_one_that_is_created_and_out_of_one_that_is_deleted():
    moves = {g("top/a/m"): g("top/b/m")}
    assert ordered(create(B), delete(A), move(group("top/a/m"), g("top/b/m")), moves=moves) == [
        ["create top/b"],
        ["move top/a/m to top/b/m"],
        ["delete top/a"],
    ]


def test_a_group_moves_out_of_one_that_is_renamed_and_then_deleted_from_its_list():
    """What is deleted stands at its final address: below the renamed group."""
    moves = {g("top/a"): g("top/x"), g("top/a/gone/m"): g("top/m")}
    assert ordered(
        move(A, g("top/x")),
        move(group("top/a/gone/m"), g("top/m")),
        delete(group("top/x/gone")),
        moves=moves,
    ) == [["move top/a/gone/m to top/m"], ["move top/a to top/x"], ["delete top/x/gone"]]


def test_swapped_names_are_an_error():
    moves = {g("top/a"): g("top/b"), g("top/b"): g("top/a")}
    found = sort(move(A, g("top/b")), move(B, g("top/a")), moves=moves)
    (finding,) = found.findings
    assert told([finding])[0] == (
        "RC0601 error: no safe order: move of group:/acme/london:top/a must come before move of "
        "group:/acme/london:top/b, which must come before it"
    )
    assert finding.ref == g("top/b")


def test_changes_that_do_not_wait_for_each_other_are_one_wave_by_ref():
    assert ordered(create(C), create(A), create(role("desk")), create(additive(B))) == [
        ["create desk", "create top/a", "create top/b", "create top/c"]
    ]
