"""The tree of what changes: squares for groups, circles for people, and signs."""

from html_sample import made, page
from sample import LONDON, PARIS, grant, group, permissions, plan, redate, revoke, role

from reconciler.core.change import Change
from reconciler.core.model import Container, Group, Role
from reconciler.report.html.look import REMOVED
from reconciler.report.html.room import ROOMS
from reconciler.report.html.tree import DEEP

MINUS = REMOVED.sign


def drawn(*changes):
    return page(made(plan(*changes))).part("tree")


def inside(path, where=LONDON):
    return Container.of(group(path, where))


def outline(element, depth=0):
    """The tree as lines: the shape, the sign, the name, and what stands beside it."""
    for each in element.inside:
        if isinstance(each, str):
            continue
        if each.tag == "li" and each.classes & {"node", "leaf"}:
            head = (each.find("name") or [each])[0]
            yield "  " * depth + " ".join(said(head))
            yield from outline(each, depth + 1)
        else:
            yield from outline(each, depth)


def said(head):
    """The shape of the mark, then all words."""
    (mark, *_) = head.find("square", "circle", "diamond")
    shape = next(iter(mark.classes & {"square", "circle", "diamond"}))
    yield shape
    yield " ".join(
        "".join(one if isinstance(one, str) else f" {one.text} " for one in head.inside).split()
    )


def move(old, new):
    return Change(Group(group(old), ""), Group(group(new), ""))


def test_a_group_stands_below_the_groups_above_it_and_its_people_in_it():
    changes = [
        Change(None, Group(group("Top/Sales"), "", permissions())),
        grant(inside("Top/Sales"), "isla"),
        revoke(inside("Top"), "leo"),
        redate(inside("Top"), "jack", None, None),
    ]
    assert list(outline(drawn(*changes).find("tree")[0])) == [
        "square Top",
        f"  circle {MINUS} leo",
        "  circle ~ jack",
        "  square + Sales",
        "    circle + isla",
    ]


def test_a_role_is_a_diamond_behind_the_groups():
    desk = role("Desk")
    changes = [grant(Container(desk, LONDON), "ivy"), grant(inside("Zebra"), "leo")]
    assert list(outline(drawn(*changes).find("tree")[0])) == [
        "square Zebra",
        "  circle + leo",
        "diamond Desk",
        "  circle + ivy",
    ]


def test_a_group_that_moves_leaves_a_ghost_where_it_was():
    changes = [move("Top/Sales/Outbound", "Top/Telesales")]
    assert list(outline(drawn(*changes).find("tree")[0])) == [
        "square Top",
        "  square Sales",
        "    square → Outbound to Top/Telesales",
        "  square → Sales/Outbound → Telesales",
    ]
    (ghost,) = drawn(*changes).find("ghost")
    assert ghost.texts("s") == ["Outbound"]


def test_a_ghost_stands_below_the_group_above_it_wherever_that_goes():
    changes = [move("Top/Sales/Out", "Top/Out"), move("Top/Sales", "Top/Trade")]
    assert list(outline(drawn(*changes).find("tree")[0])) == [
        "square Top",
        "  square → Sales/Out → Out",
        "  square → Sales → Trade",
        "    square → Out to Top/Out",
    ]


def test_a_renamed_group_says_its_old_name_where_it_stands():
    changes = [move("Top/Outbound", "Top/Telesales")]
    assert list(outline(drawn(*changes).find("tree")[0])) == [
        "square Top",
        "  square → Outbound → Telesales",
    ]


def test_who_leaves_one_group_and_joins_one_other_has_moved():
    changes = [revoke(inside("Top/A"), "isla"), grant(inside("Top/B"), "isla")]
    assert list(outline(drawn(*changes).find("tree")[0])) == [
        "square Top",
        "  square A",
        "    circle → isla to B",
        "  square B",
        "    circle → isla from A",
    ]


def test_who_joins_two_has_not():
    changes = [
        revoke(inside("A"), "isla"),
        grant(inside("B"), "isla"),
        grant(inside("C"), "isla"),
    ]
    lines = list(outline(drawn(*changes).find("tree")[0]))
    assert lines[1::2] == [f"  circle {MINUS} isla", "  circle + isla", "  circle + isla"]


def test_the_same_name_elsewhere_is_somebody_else():
    changes = [revoke(inside("A"), "isla"), grant(inside("B", PARIS), "isla")]
    assert drawn(*changes).find("ghost") == []


def test_a_role_that_changes_is_drawn_at_its_own_scope():
    desk = role("Desk")
    changes = [Change(Role(desk, "user", "old"), Role(desk, "user", "new"))]
    assert list(outline(drawn(*changes).find("tree")[0])) == ["diamond ~ Desk"]


def test_of_many_people_in_a_group_some_are_drawn_and_all_are_counted():
    room = ROOMS[0].named
    changes = [grant(inside("A"), f"user {number:04}") for number in range(room + 7)]
    tree = drawn(*changes)
    assert len(tree.find("leaf")) == room
    assert tree.find("leaves")[0].texts("rest") == ["and 7 more"]


def test_of_many_scopes_some_are_drawn_and_all_are_counted():
    room = ROOMS[0].drawn // 2
    changes = [
        grant(Container(role("Desk"), scope), "x")
        for scope in (type(LONDON)(f"/acme/site {number}") for number in range(room + 3))
    ]
    tree = drawn(*changes)
    assert len(tree.find("scope")) == room
    assert tree.texts("rest") == [f"{room:,} of {room + 3:,} scopes drawn."]


def test_every_sign_has_a_word_for_who_cannot_see_it():
    tree = drawn(grant(inside("A"), "x"), revoke(inside("A"), "y"))
    marks = [mark for mark in tree.find("circle") if mark.attributes.get("role") == "img"]
    assert {(mark.text, mark.attributes["aria-label"]) for mark in marks} == {
        ("+", "added"),
        (MINUS, "removed"),
    }


def test_a_tree_of_any_depth_is_drawn_as_one_down_to_some_depth_and_flat_below_it():
    names = [f"g{number}" for number in range(1_500)]
    deep = [grant(inside("/".join(names[:depth])), "isla") for depth in (DEEP + 1, DEEP + 2, 1_500)]
    groups = [line.strip() for line in outline(drawn(*deep).find("tree")[0]) if "square" in line]
    *tree, flat, deepest = groups
    assert tree == [f"square {name}" for name in names[: DEEP + 1]]
    assert flat == f"square {'/'.join(names[: DEEP + 2])}"
    assert deepest.startswith("square g0/g1/g2/")
    assert deepest.endswith("/g1498/g1499")


def test_groups_that_are_flat_have_their_people_and_their_ghosts():
    names = [f"g{number}" for number in range(DEEP + 3)]
    place = "/".join(names)
    changes = [grant(inside(place), "isla"), move(f"{place}/Out", f"{names[0]}/Out")]
    lines = [line.strip() for line in outline(drawn(*changes).find("tree")[0])]
    at = lines.index(f"square {place}")
    assert sorted(lines[at + 1 : at + 3]) == ["circle + isla", f"square → Out to {names[0]}/Out"]
