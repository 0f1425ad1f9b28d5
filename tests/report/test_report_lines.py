"""Every change of a plan, with where it belongs in the end and what the files call it."""

from sample import LONDON, at, grant, group, permissions, plan, redate, revoke, role

from reconciler.core.change import Change
from reconciler.core.model import Container, Group, Membership, Role
from reconciler.core.plan import LeftOut, Plan, Step
from reconciler.report.lines import lines

OLD, NEW = group("Managers"), group("Leads")
BELOW, FINAL = group("Managers/Sales"), group("Leads/Deals")
ON_THE_WAY = group("Leads/Sales")
DESK, COUNTER = role("Desk"), role("Counter")
SOON, LATER = at(2027, 1, 1), at(2027, 6, 1)


def move(old, new):
    kind = Role if old.kind == "role" else Group
    before = kind(old, permissions=permissions())
    return Change(before, kind(new, permissions=permissions()))


def named(made):
    """What the files call each change; and where it belongs."""
    return [(line.named, line.container.ref) for line in lines(made)]


def test_a_change_before_a_rename_is_named_as_after_it():
    made = plan(redate(Container.of(OLD), "jack", SOON, LATER), move(OLD, NEW))
    assert named(made) == [
        (redate(Container.of(NEW), "jack", SOON, LATER), NEW),
        (move(OLD, NEW), NEW),
    ]


def test_a_change_before_the_moves_around_it_is_named_as_after_them_all():
    made = plan(revoke(Container.of(BELOW), "mia"), move(OLD, NEW), move(ON_THE_WAY, FINAL))
    assert named(made)[0] == (revoke(Container.of(FINAL), "mia"), FINAL)


def test_a_change_after_a_rename_is_not_renamed_by_who_takes_the_old_name():
    made = plan(
        move(OLD, NEW),
        move(group("Juniors"), OLD),
        grant(Container.of(OLD), "kim"),
        move(BELOW, FINAL),
    )
    assert named(made)[2] == (grant(Container.of(OLD), "kim"), OLD)


def test_a_rename_that_is_left_out_names_what_it_would_rename():
    left_out = (LeftOut(move(DESK, COUNTER), "it lies outside the chosen scope"),)
    made = plan(revoke(Container(DESK, LONDON), "leo"), left_out=left_out)
    assert named(made) == [(revoke(Container(COUNTER, LONDON), "leo"), DESK)]


def test_a_rename_that_is_left_out_below_one_that_is_made_is_followed_too():
    left_out = (LeftOut(move(BELOW, FINAL), "it takes access"),)
    made = plan(move(OLD, NEW), grant(Container.of(ON_THE_WAY), "kim"), left_out=left_out)
    assert named(made)[1] == (grant(Container.of(FINAL), "kim"), ON_THE_WAY)


def test_a_group_that_is_a_member_is_named_as_after_its_rename():
    inside = group("Everyone")
    made = plan(grant(Container.of(inside), OLD), move(OLD, NEW))
    assert named(made)[0] == (Change(None, Membership(NEW, Container.of(inside))), inside)


def test_an_edit_before_a_rename_is_named_as_after_it():
    def edit(ref):
        return Change(Group(ref, "", permissions()), Group(ref, "", permissions("a")))

    assert named(plan(edit(OLD), move(OLD, NEW)))[0] == (edit(NEW), NEW)


def test_what_comes_along_with_a_deletion_follows_it():
    delete = Change(Group(OLD, "", permissions()), None)
    gone = revoke(Container.of(OLD), "mia")
    made = Plan("northwind", "c0ffee", (Step(delete, 0, (gone,)),))
    assert [(line.change, line.is_along) for line in lines(made)] == [(delete, False), (gone, True)]
