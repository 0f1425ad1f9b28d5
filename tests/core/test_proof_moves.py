"""Orders of plans that move groups, and by which address each change is made then."""

from dataclasses import replace

from reconciler.core.order import waiting

from .build import (
    PARIS,
    assigned,
    declared,
    g,
    group,
    inside,
    lists,
    lists_memberships,
    nested,
    role,
    said,
    spelt,
    state,
    top,
    users,
)
from .test_proof_of_plan import ALL, PEOPLE, TARGET, about, order, plan, thing_with


def test_who_is_put_into_a_group_that_moves_comes_before_it_by_the_old_path():
    """jack sees isla by a; noah's group leaves a only once he is seen from c."""
    live = state(
        PEOPLE,
        top("amelia"),
        group("top/a", "see", "jack"),
        group("top/a/m", "", "isla"),
        group("top/c", "see", "jack"),
        group("top/c/x", "", ""),
    )
    files = declared(
        lists(g("top")),
        top("amelia"),
        group("top/a", "see", "jack"),
        group("top/a/y", "", "isla"),
        group("top/c", "see", ""),
        group("top/m", "", "", was="top/a/m"),
    )
    found = plan(files, live)
    assert about(found, "RC0603", "RC0604") == []
    steps = order(found)
    assert steps.index("grant isla in top/a/y") < steps.index("move top/a/m to top/m")


def made_below():
    """ida and leo see each other by b until they do by a, which leaves b."""
    live = state(
        users("amelia ida leo"),
        top("amelia"),
        group("top/b", "see", "ida leo"),
        group("top/b/a", "see", "ida"),
        spelt(g("top/b"), "B"),
        spelt(g("top/b/a"), "A"),
    )
    files = declared(
        lists(g("top")),
        top("amelia"),
        group("top/a", "see", "ida leo", was="top/b/a"),
        group("top/a/b", "", "ida leo"),
        spelt(g("top/a/b"), "New"),
    )
    return plan(files, live)


def test_what_is_made_below_a_group_that_moves_may_be_made_before_it():
    found = made_below()
    assert about(found, "RC0603", "RC0604") == []
    steps = order(found)
    assert steps.index("create top/b/a/b") < steps.index("move top/b/a to top/a")
    assert "grant leo in top/a/b" in steps


def test_it_is_called_as_it_is_written():
    found = made_below()
    (made,) = (step.change.ref for step in found.steps if step.change.action == "create")
    assert found.spelling.path(made) == "top/B/A/New"


def test_who_waits_for_whom_is_found_again_though_addresses_differ():
    found = made_below()
    later = waiting(found.steps, ()).later
    for place, step in enumerate(found.steps):
        assert all(found.steps[other].wave > step.wave for other in later[place])
    create = order(found).index("create top/b/a/b")
    assert {said(found.steps[other].change) for other in later[create]} > {"move top/b/a to top/a"}


def test_groups_over_groups_are_kept_while_they_move():
    live = state(
        PEOPLE,
        top("amelia"),
        group("top/a", "shape", "noah"),
        group("top/a/m", "", ""),
        group("top/b", "shape", ""),
    )
    files = declared(
        lists(g("top")),
        top("amelia"),
        group("top/a", "shape", ""),
        group("top/b", "shape", "noah"),
        group("top/b/m", "", "", was="top/a/m"),
    )
    found = plan(files, live)
    assert about(found, "RC0603", "RC0604") == []
    assert order(found)[0] == "grant noah in top/b"


def test_roles_over_groups_and_people_count_too():
    live = state(
        PEOPLE,
        top("amelia"),
        group("top/a", ALL, "noah"),
        group("top/a/b", "", "isla"),
        role("desk", ALL),
        role("night", "find"),
        assigned("night", "noah"),
    )
    files = declared(
        lists(g("top")),
        lists_memberships(),
        top("amelia"),
        group("top/a", ALL, ""),
        group("top/a/b", "", "isla"),
        assigned("desk", "noah"),
    )
    found = plan(files, live)
    assert about(found, "RC0603", "RC0604") == []
    assert order(found)[0] == "grant noah in desk at /acme/london"


INHERITING = replace(
    TARGET,
    tree="inherit",
    members="any",
    arrows=frozenset({("user", "group"), ("user", "role"), ("group", "role"), ("group", "group")}),
)


def test_what_is_held_through_groups_in_groups_is_kept():
    """noah calls through a, which is in b until it is in c."""
    live = state(
        PEOPLE, group("a", "", "noah"), group("b", "call"), group("c", "call"), nested("b", g("a"))
    )
    files = declared(group("b", "call", ""), group("c", "call"), nested("c", g("a")))
    found = plan(files, live, target=INHERITING)
    assert order(found) == ["grant a in c", "revoke a from b"]


def test_groups_in_each_other_are_followed_once():
    live = state(PEOPLE, group("a", "", "noah"), group("b", "call"), nested("b", g("a")))
    live = replace(
        live,
        members={
            **live.members,
            inside("a"): replace(live.members[inside("a")], refs=frozenset({g("b")})),
        },
    )
    files = declared(group("a", "call", None), group("b", "", None))
    assert order(plan(files, live, target=INHERITING)) == ["update a", "update b"]


def test_who_is_below_a_group_that_moves_inherits_from_where_it_stands():
    live = state(
        PEOPLE,
        group("a", "call", ""),
        group("a/m", "", "noah"),
        group("b", "call", ""),
    )
    files = declared(
        group("b/m", "", "noah", was="a/m"), group("a", "call", ""), group("b", "call", "")
    )
    found = plan(files, live, target=INHERITING)
    assert about(found, "RC0603", "RC0604") == []
    assert order(found) == ["move a/m to b/m"]


def test_a_user_of_another_scope_is_the_same_person():
    live = state(
        users("amelia isla"),
        users("noah", g("x").scope.parent),
        top("amelia"),
        group("top/a", "call", "/acme:noah"),
        group("top/b", "call"),
    )
    files = declared(
        lists(g("top")),
        top("amelia"),
        group("top/a", "call", ""),
        group("top/b", "call", "/acme:noah"),
    )
    found = plan(files, live, target=replace(TARGET, members="any"))
    assert order(found) == ["grant /acme:noah in top/b", "revoke /acme:noah from top/a"]


def test_groups_that_change_places_stand_below_each_other_by_turns():
    live = state(PEOPLE, top("amelia"), group("top/a", "see", "noah"), group("top/a/b", "", "isla"))
    files = declared(
        lists(g("top")),
        top("amelia"),
        group("top/b", "", "isla", was="top/a/b"),
        group("top/b/a", "see", "noah", was="top/a"),
    )
    found = plan(files, live)
    assert order(found) == ["move top/a/b to top/b", "move top/a to top/b/a"]
    assert about(found, "RC0603", "RC0604") == []


def test_what_is_nested_counts_where_groups_reach_too():
    live = state(
        PEOPLE,
        group("a", "", "noah isla"),
        group("b", "call"),
        group("c", "call"),
        nested("b", g("a")),
    )
    files = declared(group("b", "call", ""), group("c", "call"), nested("c", g("a")))
    reaching = replace(INHERITING, tree="reach")
    assert order(plan(files, live, target=reaching)) == ["grant a in c", "revoke a from b"]


def test_other_scopes_and_groups_that_are_not_above_do_not_matter():
    live = state(
        PEOPLE,
        top("amelia"),
        group("top/a", "see", "noah jack"),
        group("top/a/x", "", "isla"),
        group("top/b", "see", "noah jack"),
        group("top/c", "", ""),
        group("top/p", "see", "noah", at=PARIS),
        role("desk", "see"),
        assigned("desk", "/acme/london:noah", at=PARIS),
    )
    files = declared(
        lists(g("top")),
        top("amelia"),
        group("top/a", "see", "noah jack"),
        group("top/a/x", "", ""),
        group("top/b", "see", "noah jack"),
        group("top/c", "", "isla"),
    )
    live = replace(live, groups={**live.groups, g("top"): thing_with(live, ALL)})
    found = plan(files, live, target=replace(TARGET, members="any"))
    assert order(found) == ["grant isla in top/c", "revoke isla from top/a/x"]
