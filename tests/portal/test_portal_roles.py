"""Roles, step by step through the reseller-portal document."""

from datetime import timedelta

import pytest
from portal_world import NOW

from reconciler.portal import catalog
from reconciler.portal.errors.malformed import NaiveInstant, UnknownRoleType
from reconciler.portal.errors.rule import (
    AlreadyAssigned,
    NameTaken,
    NotAssigned,
    RoleAtWrongLevel,
    RoleCannotCarry,
    RoleInUse,
    TypeCannotCarry,
    TypeInUse,
)
from reconciler.portal.errors.unknown import UnknownPermission, UnknownRole, UnknownUser

HOMES = {"reseller": "olivia", "customer": "amanda", "user": "noah"}
SOON = NOW + timedelta(hours=1)


def test_a_role_has_a_name_a_type_and_permissions(portal):
    """Reseller-portal document, Add new role: enter a name, choose the type, Create Role."""
    with portal.transaction() as work:
        work.roles.create("Front Desk", "user", ["call_flow.access"], "Says hello")
    (role,) = portal.read().roles.values()
    assert role == (role.id, "Front Desk", "front desk", "user", "Says hello", {"call_flow.access"})


def test_a_role_may_be_made_without_permissions(work):
    work.roles.create("R", "customer")
    assert work.roles.find("r").permissions == frozenset()


def test_there_are_three_role_types(work):
    """Reseller-portal document, Reseller, Customer, User."""
    with pytest.raises(UnknownRoleType):
        work.roles.create("R", "phone_system")
    work.roles.create("R", "user")
    with pytest.raises(UnknownRoleType):
        work.roles.edit("R", role_type="admin")


@pytest.mark.parametrize("role_type", HOMES)
@pytest.mark.parametrize("home", HOMES)
def test_a_role_is_given_only_where_its_type_says(work, role_type, home):
    """Reseller-portal document, the three bullets: the type defines where it can be assigned."""
    work.roles.create("R", role_type)
    if role_type == home:
        work.assignments.grant("R", HOMES[home])
    else:
        with pytest.raises(RoleAtWrongLevel):
            work.assignments.grant("R", HOMES[home])


@pytest.mark.parametrize("role_type", HOMES)
@pytest.mark.parametrize("permission", catalog.PERMISSIONS, ids=lambda one: one.key)
def test_a_role_carries_what_its_type_allows(portal, role_type, permission):
    """Reseller-portal document: options by scope, features to different role types."""
    with portal.rollback_after(), portal.transaction() as work:
        if role_type in permission.role_types:
            work.roles.create("R", role_type, [permission.key])
        else:
            with pytest.raises(RoleCannotCarry):
                work.roles.create("R", role_type, [permission.key])


def test_an_unknown_permission_is_refused(work):
    with pytest.raises(UnknownPermission):
        work.roles.create("R", "user", ["presence.acess"])


def test_roles_are_unique_in_the_account_by_any_spelling(work):
    work.roles.create("Front Desk", "user")
    work.roles.create("Other", "user")
    with pytest.raises(NameTaken):
        work.roles.create("FRONT DESK ", "reseller")
    with pytest.raises(NameTaken):
        work.roles.rename("Other", "front desk")


def test_an_edit_changes_what_it_names_and_nothing_else(work):
    work.roles.create("R", "user", ["presence.access"], "d")
    work.roles.edit("R", permissions=["soft_phone.access"])
    assert work.roles.find("R")[3:] == ("user", "d", {"soft_phone.access"})
    work.roles.edit("R", description="")
    assert work.roles.find("R")[3:] == ("user", "", {"soft_phone.access"})
    work.roles.edit("R", role_type="customer", permissions=[])
    assert work.roles.find("R")[3:] == ("customer", "", frozenset())


def test_the_type_changes_while_nobody_is_assigned(work, clock):
    """Reseller-portal document: the type defines where it can be assigned."""
    work.roles.create("R", "user", ["presence.access"])
    work.assignments.grant("R", "noah", SOON)
    clock.advance(hours=2)
    with pytest.raises(TypeInUse):  # an assignment that has ended is still there
        work.roles.edit("R", role_type="customer")
    work.roles.edit("R", role_type="user")
    work.assignments.revoke("R", "noah")
    work.roles.edit("R", role_type="customer")
    assert work.roles.find("R").type == "customer"


def test_a_new_type_must_be_able_to_carry_what_the_role_has(work):
    work.roles.create("R", "reseller", ["roles.manage", "presence.access"])
    with pytest.raises(TypeCannotCarry, match=r"carries roles\.manage"):
        work.roles.edit("R", role_type="user")
    with pytest.raises(RoleCannotCarry):
        work.roles.edit("R", role_type="user", permissions=["roles.manage"])
    work.roles.edit("R", role_type="user", permissions=["presence.access"])


def test_a_renamed_role_keeps_its_holders(work):
    work.roles.create("Reception", "user")
    work.assignments.grant("Reception", "noah")
    work.roles.rename("reception", "Front Desk")
    with pytest.raises(AlreadyAssigned):
        work.assignments.grant("front desk", "noah")
    work.roles.rename("front desk", "FRONT DESK")
    assert work.roles.find("front desk").name == "FRONT DESK"


def test_a_role_that_somebody_has_is_not_deleted(work, clock):
    work.roles.create("R", "user", ["presence.access"])
    work.assignments.grant("R", "noah", SOON)
    clock.advance(hours=2)
    with pytest.raises(RoleInUse):
        work.roles.delete("R")
    work.assignments.revoke("R", "noah")
    work.roles.delete("R")
    with pytest.raises(UnknownRole):
        work.roles.find("R")


def test_what_does_not_exist_is_neither_given_nor_taken(work):
    work.roles.create("R", "user")
    with pytest.raises(UnknownRole):
        work.assignments.grant("S", "noah")
    with pytest.raises(UnknownUser):
        work.assignments.grant("R", "nobody")
    with pytest.raises(NotAssigned):
        work.assignments.revoke("R", "noah")
    with pytest.raises(NotAssigned):
        work.assignments.redate("R", "noah", None)
    for write in (work.roles.delete, work.roles.edit):
        with pytest.raises(UnknownRole):
            write("S")


def test_an_ended_assignment_holds_nothing_and_is_replaced_by_a_new_one(portal, clock):
    with portal.transaction() as work:
        work.roles.create("R", "user", ["presence.access"])
        work.assignments.grant("R", "noah", SOON)
        with pytest.raises(AlreadyAssigned):
            work.assignments.grant("R", "noah")
    asked = ("noah", "presence.access", "/acme/london")
    clock.now = SOON - timedelta(microseconds=1)
    assert portal.check(*asked).allowed
    clock.now = SOON
    assert not portal.check(*asked).allowed
    assert len(portal.read().assignments) == 1
    with portal.transaction() as work:
        with pytest.raises(NotAssigned):
            work.assignments.redate("R", "noah", None)
        work.assignments.grant("R", "noah")
    assert portal.check(*asked).allowed
    assert [one.expires for one in portal.read().assignments] == [None]


def test_an_assignment_gets_another_end(portal):
    with portal.transaction() as work:
        work.roles.create("R", "user")
        work.assignments.grant("R", "noah")
        work.assignments.redate("R", "noah", SOON)
        with pytest.raises(NaiveInstant):
            work.assignments.redate("R", "noah", SOON.replace(tzinfo=None))
    assert [one.expires for one in portal.read().assignments] == [SOON]
