"""Groups, step by step through the role-group document."""

from datetime import timedelta, timezone

import pytest
from portal_world import LONDON, MANAGERS, NOW, OSLO, PARIS, SALES, SUPPORT, TOP, members

from reconciler.portal import catalog
from reconciler.portal.errors.malformed import NaiveInstant, NameCharacters
from reconciler.portal.errors.rule import (
    AlreadyMember,
    ForeignUser,
    GroupCannotCarry,
    GroupHasGroups,
    GroupHasMembers,
    GroupInsideItself,
    NameTaken,
    NotAPhoneSystem,
    NotMember,
    OutsideTopRole,
)
from reconciler.portal.errors.unknown import UnknownGroup, UnknownPermission, UnknownUser

SOON = NOW + timedelta(hours=1)


def paths(portal):
    snapshot = portal.read()
    return sorted(snapshot.group_path(one.id) for one in snapshot.groups.values() if one.parent)


def test_a_group_is_made_with_a_name_under_the_selected_group(portal):
    """Role-group document, steps 1 to 4."""
    with portal.transaction() as work:
        work.groups.create(LONDON, MANAGERS)
        work.groups.create("/ACME/London", ("top role", "MANAGERS", "Team Leaders"))
    assert paths(portal) == ["Top Role/Managers", "Top Role/Managers/Team Leaders"]


def test_a_group_may_be_made_with_permissions_and_a_description(work):
    work.groups.create(LONDON, MANAGERS, ["users.access"], "They manage")
    assert work.groups.find(LONDON, MANAGERS)[5:] == ("They manage", {"users.access"})


def test_a_groups_permissions_are_edited_and_the_rest_is_kept(work):
    """Role-group document, steps 5 to 8."""
    work.groups.create(LONDON, MANAGERS, ["users.access"], "d")
    work.groups.edit(LONDON, MANAGERS, permissions=["presence.access", "users.access"])
    assert work.groups.find(LONDON, MANAGERS)[5:] == ("d", {"presence.access", "users.access"})
    work.groups.edit(LONDON, MANAGERS, permissions=[])
    work.groups.edit(LONDON, MANAGERS, description="e")
    assert work.groups.find(LONDON, MANAGERS)[5:] == ("e", frozenset())


@pytest.mark.parametrize("permission", catalog.PERMISSIONS, ids=lambda one: one.key)
def test_a_group_carries_phone_system_permissions_only(portal, permission):
    """Role-group document, the list of permissions assignable to a group."""
    with portal.rollback_after(), portal.transaction() as work:
        work.groups.create(LONDON, SALES[:2])
        if permission.level == "phone_system":
            work.groups.edit(LONDON, MANAGERS, permissions=[permission.key])
            return
        with pytest.raises(GroupCannotCarry):
            work.groups.edit(LONDON, MANAGERS, permissions=[permission.key])
        with pytest.raises(GroupCannotCarry):
            work.groups.create(LONDON, SUPPORT, [permission.key])


def test_an_unknown_permission_is_refused(work):
    with pytest.raises(UnknownPermission):
        work.groups.create(LONDON, MANAGERS, ["users.acess"])


def test_every_group_stands_below_top_role(work):
    for path in (("Managers",), ()):
        with pytest.raises(OutsideTopRole):
            work.groups.create(LONDON, path)
    with pytest.raises(NameTaken):
        work.groups.create(LONDON, ("TOP ROLE",))
    work.groups.create(LONDON, MANAGERS)
    with pytest.raises(OutsideTopRole):
        work.groups.move(LONDON, MANAGERS, ("Managers",))
    with pytest.raises(NameTaken):
        work.groups.move(LONDON, MANAGERS, TOP)


def test_groups_are_unique_among_siblings_only(work):
    work.groups.create(LONDON, MANAGERS)
    work.groups.create(LONDON, (*MANAGERS, "Managers"))
    work.groups.create(PARIS, MANAGERS)
    with pytest.raises(NameTaken):
        work.groups.create(LONDON, ("Top Role", "managers "))


def test_a_group_needs_a_good_name_and_a_parent_that_exists(work):
    with pytest.raises(NameCharacters):
        work.groups.create(LONDON, (*TOP, "a\u202eb"))
    with pytest.raises(UnknownGroup, match="no group Top Role/Managers in /Acme/London"):
        work.groups.create(LONDON, SALES)


def test_only_phone_systems_have_groups(work):
    for scope in ("/", "/acme"):
        with pytest.raises(NotAPhoneSystem):
            work.groups.create(scope, MANAGERS)
        with pytest.raises(NotAPhoneSystem):
            work.memberships.grant(scope, TOP, "noah")


def test_a_group_is_renamed_and_moved_in_one_operation_with_all_below_it(tree):
    with tree.transaction() as work:
        work.groups.move(LONDON, MANAGERS, (*SUPPORT, "Leads"))
    assert paths(tree) == [
        "Top Role/Support",
        "Top Role/Support/Leads",
        "Top Role/Support/Leads/Sales",
    ]
    assert members(tree, (*SUPPORT, "Leads", "Sales")) == ["isla", "jack"]


def test_another_spelling_of_the_same_name_is_a_rename(tree):
    with tree.transaction() as work:
        work.groups.move(LONDON, SALES, (*MANAGERS, "SALES"))
    assert "Top Role/Managers/SALES" in paths(tree)


def test_a_group_moves_to_a_free_name_outside_itself(tree):
    with tree.transaction() as work:
        with pytest.raises(NameTaken):
            work.groups.move(LONDON, SALES, (*TOP, "support"))
        for to in ((*MANAGERS, "X"), (*SALES, "X")):
            with pytest.raises(GroupInsideItself):
                work.groups.move(LONDON, MANAGERS, to)
        with pytest.raises(UnknownGroup):
            work.groups.move(LONDON, SALES, (*TOP, "Nowhere", "Sales"))
    assert len(paths(tree)) == 3


def test_a_group_is_deleted_when_it_is_empty(tree, clock):
    with tree.transaction() as work:
        with pytest.raises(GroupHasMembers):
            work.groups.delete(LONDON, SALES)
        work.memberships.redate(LONDON, SALES, "isla", SOON)
        work.memberships.revoke(LONDON, SALES, "jack")
        clock.advance(hours=2)
        with pytest.raises(GroupHasMembers):  # a membership that has ended is still there
            work.groups.delete(LONDON, SALES)
        work.memberships.revoke(LONDON, SALES, "isla")
        work.memberships.revoke(LONDON, MANAGERS, "noah")
        with pytest.raises(GroupHasGroups):
            work.groups.delete(LONDON, MANAGERS)
        work.groups.delete(LONDON, SALES)
        work.groups.delete(LONDON, MANAGERS)
    assert paths(tree) == ["Top Role/Support"]


def test_users_are_added_to_a_group_and_taken_out(tree):
    """Role-group document, step 9."""
    with tree.transaction() as work:
        work.memberships.grant(LONDON, SUPPORT, "Noah")
        work.memberships.revoke(LONDON, MANAGERS, "noah")
    assert members(tree, SUPPORT) == ["ivy", "noah"]
    assert members(tree, MANAGERS) == []


def test_a_user_may_be_in_several_groups_of_their_own_phone_system_and_in_no_other(tree):
    with tree.transaction() as work:
        work.memberships.grant(LONDON, SUPPORT, "noah")
        for foreigner in ("pia", "ola", "amanda", "olivia"):
            with pytest.raises(ForeignUser):
                work.memberships.grant(LONDON, SUPPORT, foreigner)


def test_what_does_not_exist_is_neither_added_nor_taken(tree):
    with tree.transaction() as work:
        for write in (work.memberships.revoke, work.memberships.grant):
            with pytest.raises(UnknownUser):
                write(LONDON, SALES, "nobody")
            with pytest.raises(UnknownGroup):
                write(OSLO, SALES, "ola")
        with pytest.raises(NotMember):
            work.memberships.revoke(LONDON, SALES, "ivy")
        with pytest.raises(NotMember):
            work.memberships.redate(LONDON, SALES, "ivy", None)
        with pytest.raises(AlreadyMember):
            work.memberships.grant(LONDON, SALES, "isla", SOON)
        for path in (MANAGERS[1:], (*TOP, "X")):
            with pytest.raises(UnknownGroup):
                work.groups.edit(LONDON, path)


def test_a_membership_is_honoured_until_its_instant_and_its_row_stays(tree, clock):
    with tree.transaction() as work:
        work.groups.edit(LONDON, SALES, permissions=["soft_phone.access"])
        work.memberships.redate(LONDON, SALES, "isla", SOON)
    asked = ("isla", "soft_phone.access", LONDON)
    clock.now = SOON - timedelta(microseconds=1)
    assert tree.check(*asked).allowed
    clock.now = SOON
    assert not tree.check(*asked).allowed
    assert members(tree, SALES) == ["isla", "jack"]


def test_a_grant_replaces_an_ended_membership_and_a_new_date_does_not(tree, clock):
    with tree.transaction() as work:
        work.memberships.redate(LONDON, SALES, "isla", SOON)
        clock.now = SOON
        with pytest.raises(NotMember):
            work.memberships.redate(LONDON, SALES, "isla", None)
        work.memberships.grant(LONDON, SALES, "isla", SOON + timedelta(days=1))
    snapshot = tree.read()
    isla = snapshot.user_ids["isla"]
    ends = [one.expires for one in snapshot.members if one.user == isla]
    assert ends == [SOON + timedelta(days=1)]


def test_an_end_is_an_instant(tree):
    with tree.transaction() as work, pytest.raises(NaiveInstant):
        work.memberships.grant(LONDON, SUPPORT, "noah", SOON.replace(tzinfo=None))


def test_an_end_is_kept_to_the_microsecond_in_utc(tree):
    other_zone = timedelta(hours=5, minutes=30)
    end = (SOON + timedelta(microseconds=1)).astimezone(timezone(other_zone))
    with tree.transaction() as work:
        work.memberships.grant(LONDON, SUPPORT, "noah", end)
    (found,) = [one.expires for one in tree.read().members if one.expires]
    assert found == end
    assert found.utcoffset() == timedelta(0)
