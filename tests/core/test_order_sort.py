"""Rule 5, ties, circles and deletions that take along: what the graph of all rules comes to."""

import random

from reconciler.core.order import sort_key

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
    update,
)

UP, LOW, ASIDE, BELOW_ASIDE = map(inside, ("top/a", "top/a/b", "top/z", "top/z/y"))


def test_one_persons_grants_come_before_their_revokes():
    assert ordered(revoke(UP, "noah"), grant(ASIDE, "noah")) == [
        ["grant noah in top/z"],
        ["revoke noah from top/a"],
    ]


def test_that_holds_between_groups_and_roles_and_for_ends():
    assert ordered(
        revoke(UP, "noah"), grant(holding("desk"), "noah"), redate(ASIDE, "noah", None, "soon")
    ) == [
        ["grant noah in desk at /acme/london"],
        ["revoke noah from top/a", "re-date noah in top/z until 2026-08-01"],
    ]


def test_two_users_of_one_name_in_two_scopes_are_two_people():
    elsewhere = holding("desk", at=g("x").scope.parent)
    assert ordered(grant(elsewhere, "noah"), revoke(UP, "noah")) == [
        ["grant noah in desk at /acme", "revoke noah from top/a"]
    ]


def test_a_user_written_with_a_scope_is_the_same_person():
    london = g("x").scope
    elsewhere = holding("desk", at=london.parent)
    assert ordered(grant(elsewhere, f"{london}:noah"), revoke(UP, "noah")) == [
        ["grant /acme/london:noah in desk at /acme"],
        ["revoke noah from top/a"],
    ]


def test_a_pair_that_closes_a_circle_is_left_out():
    """Safety wants noah to leave top/a before isla comes in below, and isla to leave below
    top/z before noah comes there: one of the two is in no group for a moment."""
    found = sort(
        revoke(UP, "noah"), grant(ASIDE, "noah"), revoke(BELOW_ASIDE, "isla"), grant(LOW, "isla")
    )
    waves = found.graph.waves()
    when = {
        (change.action.value, change.value.member): waves[step]
        for step, change in enumerate(found.changes)
    }
    assert found.findings == ()
    assert when["revoke", "noah"] < when["grant", "isla"]
    assert when["revoke", "isla"] < when["grant", "noah"]
    keeps_going = [who for who in ("noah", "isla") if when["grant", who] < when["revoke", who]]
    assert len(keeps_going) == 1


def test_a_group_that_is_a_member_is_kept_going_like_a_person():
    member = g("top/m")
    assert ordered(revoke(UP, member), grant(ASIDE, member)) == [
        ["grant top/m in top/z"],
        ["revoke top/m from top/a"],
    ]


def test_ties_are_by_scope_kind_name_and_member():
    wanted = [
        grant(holding("desk"), "ivy"),
        grant(holding("desk"), "eve"),
        create(role("night")),
        create(group("top/b")),
        update(group("top/a"), group("top/a", "calls")),
        grant(ASIDE, "noah"),
    ]
    assert ordered(*wanted) == [
        [
            "create night",
            "update top/a",
            "create top/b",
            "grant noah in top/z",
            "grant eve in desk at /acme/london",
            "grant ivy in desk at /acme/london",
        ]
    ]


def test_the_order_does_not_depend_on_the_order_of_the_changes():
    moves = {g("top/m"): g("top/a/m")}
    wanted = [
        move(group("top/m"), g("top/a/m")),
        create(group("top/a/n")),
        revoke(UP, "noah"),
        grant(LOW, "isla"),
        grant(ASIDE, "noah"),
        delete(group("top/z/y")),
        revoke(BELOW_ASIDE, "isla"),
    ]
    expected = ordered(*wanted, moves=moves)
    for seed in range(10):
        random.Random(seed).shuffle(wanted)
        assert ordered(*wanted, moves=moves) == expected


def test_the_steps_of_the_graph_are_the_changes_in_the_order_of_refs():
    found = sort(create(role("b")), create(role("a")), create(group("top")))
    assert list(found.changes) == sorted(found.changes, key=sort_key)
    assert [change.ref.name[-1] for change in found.changes] == ["a", "b", "top"]


# Deletions that take members and children along


def test_what_a_deletion_takes_along_happens_with_it():
    found = sort(
        delete(group("top/a")),
        delete(group("top/a/b")),
        revoke(LOW, "noah"),
        revoke(UP, "noah"),
        revoke(ASIDE, "noah"),
        along=True,
    )
    carried = {
        (change.action.value, *change.ref.name): found.changes[found.situation.carriers[step]].ref
        for step, change in enumerate(found.changes)
    }
    assert carried == {
        ("delete", "top", "a"): g("top/a"),
        ("delete", "top", "a", "b"): g("top/a"),
        ("revoke", "top", "a"): g("top/a"),
        ("revoke", "top", "a", "b"): g("top/a"),
        ("revoke", "top", "z"): g("top/z"),
    }


def test_a_system_that_wants_containers_emptied_takes_nothing_along():
    found = sort(delete(group("top/a")), revoke(UP, "noah"))
    assert list(found.situation.carriers) == [0, 1]


def test_who_comes_in_above_waits_for_the_deletion_that_takes_another_along():
    found = sort(delete(group("top/a/b")), revoke(LOW, "noah"), grant(UP, "isla"), along=True)
    steps = {change.action.value: step for step, change in enumerate(found.changes)}
    waves = found.graph.waves()
    assert waves[steps["delete"]] < waves[steps["grant"]]
