"""Top Role: what the role-group document builds in, nobody takes out."""

from datetime import timedelta

import pytest
from portal_world import LONDON, NOW, TOP, members

from reconciler.portal import catalog
from reconciler.portal.errors.top_role import (
    LastInTopRoleDeactivated,
    LastInTopRoleEnded,
    LastInTopRoleRemoved,
    TopRoleDeleted,
    TopRoleMoved,
    TopRolePermissions,
    TopRoleRenamed,
)

SOON = NOW + timedelta(hours=1)


def test_top_role_is_not_deleted(work):
    """Role-group document, introduction."""
    with pytest.raises(TopRoleDeleted):
        work.groups.delete(LONDON, TOP)


def test_top_role_is_not_renamed_not_even_to_another_spelling(work):
    for name in ("Boss", "TOP ROLE", "Top Role"):
        with pytest.raises(TopRoleRenamed):
            work.groups.move(LONDON, TOP, (name,))


def test_top_role_is_not_moved(work):
    work.groups.create(LONDON, (*TOP, "Sales"))
    with pytest.raises(TopRoleMoved):
        work.groups.move(LONDON, TOP, (*TOP, "Sales", "Top Role"))


def test_top_role_is_not_stripped_of_a_permission(work):
    for keys in ([], catalog.TOP_ROLE - {"presence.access"}):
        with pytest.raises(TopRolePermissions):
            work.groups.edit(LONDON, TOP, permissions=keys)
    assert work.groups.find(LONDON, TOP).permissions == catalog.TOP_ROLE


def test_top_role_may_be_described(work):
    work.groups.edit(LONDON, TOP, permissions=catalog.TOP_ROLE, description="Administrators")
    assert work.groups.find(LONDON, TOP).description == "Administrators"


def test_its_last_active_member_is_not_taken_out(work):
    """Role-group document, introduction: the administrator is part of it."""
    with pytest.raises(LastInTopRoleRemoved):
        work.memberships.revoke(LONDON, TOP, "amelia")
    with pytest.raises(LastInTopRoleRemoved):
        work.users.remove("amelia")


def test_its_last_active_member_gets_no_end(work):
    with pytest.raises(LastInTopRoleEnded):
        work.memberships.redate(LONDON, TOP, "amelia", SOON)
    work.memberships.redate(LONDON, TOP, "amelia", None)


def test_its_last_active_member_is_not_deactivated(work):
    with pytest.raises(LastInTopRoleDeactivated):
        work.users.deactivate("amelia")


@pytest.mark.parametrize("weakness", ["deactivated", "ending", "ended"])
def test_a_second_member_who_is_not_active_for_good_does_not_count(work, clock, weakness):
    work.memberships.grant(LONDON, TOP, "noah", None if weakness == "deactivated" else SOON)
    if weakness == "deactivated":
        work.users.deactivate("noah")
    if weakness == "ended":
        clock.advance(hours=2)
    with pytest.raises(LastInTopRoleRemoved):
        work.memberships.revoke(LONDON, TOP, "amelia")
    with pytest.raises(LastInTopRoleEnded):
        work.memberships.redate(LONDON, TOP, "amelia", SOON)
    with pytest.raises(LastInTopRoleDeactivated):
        work.users.deactivate("amelia")
    work.memberships.revoke(LONDON, TOP, "noah")


def test_with_a_second_lasting_member_the_first_may_go(portal):
    with portal.transaction() as work:
        work.memberships.grant(LONDON, TOP, "noah")
        with work.savepoint():
            work.users.deactivate("amelia")
            work.users.activate("amelia")
        work.memberships.revoke(LONDON, TOP, "amelia")
        with pytest.raises(LastInTopRoleRemoved):
            work.memberships.revoke(LONDON, TOP, "noah")
    assert members(portal, TOP) == ["noah"]


def test_members_of_other_groups_and_phone_systems_come_and_go_freely(work):
    work.groups.create(LONDON, (*TOP, "Sales"))
    work.memberships.grant(LONDON, (*TOP, "Sales"), "amelia")
    work.memberships.redate(LONDON, (*TOP, "Sales"), "amelia", SOON)
    work.memberships.revoke(LONDON, (*TOP, "Sales"), "amelia")
    work.users.deactivate("noah")
    work.users.remove("noah")
