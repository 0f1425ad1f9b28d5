"""Delegation: a caller's own access decides, and each refusal names what is missing."""

from datetime import timedelta

import pytest
from portal_world import (
    LONDON,
    MANAGERS,
    NOW,
    OSLO,
    SALES,
    SUPPORT,
    TOP,
    grant_role,
    members,
)

from reconciler.portal.errors.forbidden import (
    CallerInactive,
    MayNotAssignRoles,
    MayNotDeactivate,
    MayNotGive,
    MayNotManageCustomers,
    MayNotManageGroup,
    MayNotManageMembers,
    MayNotManagePhoneSystems,
    MayNotManageRoles,
    MayNotManageUsers,
    MayNotPlaceGroup,
    OutOfSight,
)
from reconciler.portal.errors.top_role import TopRolePermissions
from reconciler.portal.errors.unknown import UnknownUser

SOON = NOW + timedelta(hours=1)


@pytest.fixture
def attempt(tree):
    """Try one write as a user; the missing permission, or None where it was done."""

    def attempt(caller, refusal, write):
        with tree.rollback_after(), tree.acting_as(caller).transaction() as work:
            if refusal is None:
                write(work)
                return None
            with pytest.raises(refusal) as refused:
                write(work)
            assert refused.type is refusal
            return refused.value.facts.get("permission")

    return attempt


def give(portal, path, *permissions, scope=LONDON):
    with portal.transaction() as work:
        work.groups.edit(scope, path, permissions=permissions)


# --- roles ----------------------------------------------------------------------------------------

ROLE_WRITES = {
    "create": lambda work: work.roles.create("New", "user"),
    "edit": lambda work: work.roles.edit("Old", description="d"),
    "rename": lambda work: work.roles.rename("Old", "New"),
    "delete": lambda work: work.roles.delete("Old"),
}


@pytest.mark.parametrize("write", ROLE_WRITES.values(), ids=ROLE_WRITES)
def test_roles_are_managed_by_who_holds_roles_manage_at_the_reseller(tree, attempt, write):
    with tree.transaction() as work:
        work.roles.create("Old", "user")
    for caller in ("olivia", "amanda", "amelia"):
        assert attempt(caller, MayNotManageRoles, write) == "roles.manage"
    grant_role(tree, "olivia", "roles.manage")
    assert attempt("olivia", None, write) is None


def test_nobody_puts_into_a_role_what_they_do_not_hold_at_the_reseller(tree, attempt):
    with tree.transaction() as work:
        work.roles.create("Old", "user", ["billing.access"])
    grant_role(tree, "olivia", "roles.manage", "presence.access")
    both = ["presence.access", "soft_phone.access", "call_flow.access"]
    missing = "call_flow.access, soft_phone.access"

    def create(work):
        work.roles.create("New", "user", both)

    def edit(work):
        work.roles.edit("Old", permissions=["billing.access", *both])

    assert attempt("olivia", MayNotGive, create) == missing
    assert attempt("olivia", MayNotGive, edit) == missing
    for keys in (["billing.access", "presence.access"], []):
        attempt("olivia", None, lambda work, keys=keys: work.roles.edit("Old", permissions=keys))


# --- assignments ----------------------------------------------------------------------------------

ASSIGNED = {
    "rhea": ("reseller", "reseller.assign_roles"),
    "adam": ("customer", "customer.assign_roles"),
    "ivy": ("user", "customer.assign_roles"),
}


@pytest.mark.parametrize("user", ASSIGNED)
def test_roles_are_given_and_taken_by_who_assigns_at_the_users_level(tree, attempt, user):
    role_type, permission = ASSIGNED[user]
    with tree.transaction() as work:
        work.roles.create("R", role_type)
        work.roles.create("S", role_type)
        work.assignments.grant("S", user)
    others = {"reseller.assign_roles", "customer.assign_roles"} - {permission}
    grant_role(tree, "olivia", *others)
    writes = [
        lambda work: work.assignments.grant("R", user),
        lambda work: work.assignments.redate("S", user, SOON),
        lambda work: work.assignments.revoke("S", user),
    ]
    for write in writes:
        assert attempt("olivia", MayNotAssignRoles, write) == permission
    grant_role(tree, "olivia", permission)
    for write in writes:
        attempt("olivia", None, write)


def test_who_assigns_at_a_customer_assigns_in_its_phone_systems_and_nowhere_else(tree, attempt):
    with tree.transaction() as work:
        work.roles.create("R", "user")
        work.roles.create("C", "customer")
    grant_role(tree, "amanda", "customer.assign_roles", role_type="customer")
    attempt("amanda", None, lambda work: work.assignments.grant("R", "pedro"))
    attempt("amanda", None, lambda work: work.assignments.grant("C", "adam"))
    for role, user in (("R", "odd"), ("C", "gina")):
        attempt(
            "amanda",
            OutOfSight,
            lambda work, role=role, user=user: work.assignments.grant(role, user),
        )


def test_nobody_gives_a_role_that_carries_more_than_they_hold_there(tree, attempt):
    with tree.transaction() as work:
        work.roles.create("R", "user", ["presence.access", "billing.access"])
        work.assignments.grant("R", "pedro", SOON)
    grant_role(tree, "amanda", "customer.assign_roles", role_type="customer")
    grant_role(tree, "amanda", "presence.access", role_type="customer")
    give_it = [
        lambda work: work.assignments.grant("R", "ivy"),
        lambda work: work.assignments.redate("R", "pedro", None),
        lambda work: work.assignments.redate("R", "pedro", SOON + timedelta(1)),
    ]
    for write in give_it:
        assert attempt("amanda", MayNotGive, write) == "billing.access"
    attempt("amanda", None, lambda work: work.assignments.redate("R", "pedro", NOW))
    attempt("amanda", None, lambda work: work.assignments.revoke("R", "pedro"))
    grant_role(tree, "amanda", "billing.access", role_type="customer")
    for write in give_it:
        attempt("amanda", None, write)


# --- groups ---------------------------------------------------------------------------------------


def test_groups_are_edited_by_whose_role_permissions_manage_reaches_them(tree, attempt):
    """Role-group document, Manage Role Permissions: for sub-groups."""
    edits = {
        path: (lambda work, path=path: work.groups.edit(LONDON, path, description="d"))
        for path in (TOP, MANAGERS, SALES, SUPPORT)
    }
    assert attempt("noah", MayNotManageGroup, edits[SALES]) == "role_permissions.manage"
    give(tree, MANAGERS, "role_permissions.manage")
    attempt("noah", None, edits[SALES])
    for path in (MANAGERS, SUPPORT, TOP):
        attempt("noah", MayNotManageGroup, edits[path])
    attempt("amelia", None, edits[MANAGERS])
    attempt("amelia", MayNotManageGroup, edits[TOP])


def test_groups_are_made_by_who_reaches_the_new_parent_or_is_a_member_of_it(tree, attempt):
    def below(path):
        return lambda work: work.groups.create(LONDON, (*path, "New"))

    assert attempt("noah", MayNotPlaceGroup, below(MANAGERS)) == "role_permissions.manage"
    give(tree, MANAGERS, "role_permissions.manage")
    attempt("noah", None, below(MANAGERS))
    attempt("noah", None, below(SALES))
    attempt("noah", MayNotPlaceGroup, below(TOP))
    attempt("noah", MayNotPlaceGroup, below(SUPPORT))
    attempt("amelia", None, below(TOP))


def test_membership_in_the_parent_is_not_enough_when_the_permission_comes_from_elsewhere(
    tree, attempt
):
    with tree.transaction() as work:
        work.memberships.grant(LONDON, SUPPORT, "noah")
    give(tree, MANAGERS, "role_permissions.manage")
    attempt("noah", MayNotPlaceGroup, lambda work: work.groups.create(LONDON, (*SUPPORT, "New")))


def test_a_role_with_role_permissions_manage_reaches_every_group_and_makes_them(tree, attempt):
    grant_role(tree, "amanda", "role_permissions.manage", role_type="customer")
    attempt("amanda", None, lambda work: work.groups.create(LONDON, (*TOP, "New")))
    attempt("amanda", None, lambda work: work.groups.edit(LONDON, SALES, description="d"))
    attempt("amanda", None, lambda work: work.groups.edit(LONDON, TOP, description="d"))
    attempt("amanda", OutOfSight, lambda work: work.groups.create(OSLO, (*TOP, "New")))


def test_top_roles_permissions_stay_fixed_for_all(tree, attempt):
    grant_role(tree, "olivia", *catalog_keys())

    def strip(work):
        with pytest.raises(TopRolePermissions):
            work.groups.edit(LONDON, TOP, permissions=[])

    attempt("olivia", None, strip)


def catalog_keys():
    return ["role_permissions.manage", "role_membership.manage", "presence.access"]


def test_nobody_puts_into_a_group_what_they_do_not_hold_there(tree, attempt):
    give(tree, MANAGERS, "role_permissions.manage", "presence.access")
    give(tree, SALES, "billing.access")

    def create(work):
        work.groups.create(LONDON, (*SALES, "New"), ["presence.access", "call_flow.access"])

    def edit(work):
        work.groups.edit(LONDON, SALES, permissions=["billing.access", "soft_phone.access"])

    assert attempt("noah", MayNotGive, create) == "call_flow.access"
    assert attempt("noah", MayNotGive, edit) == "soft_phone.access"
    for keys in (["billing.access", "presence.access"], []):
        attempt(
            "noah",
            None,
            lambda work, keys=keys: work.groups.edit(LONDON, SALES, permissions=keys),
        )


def test_a_group_is_moved_by_who_reaches_it_and_the_new_place(tree, attempt):
    with tree.transaction() as work:
        work.groups.create(LONDON, (*SALES, "Juniors"))
        work.groups.create(LONDON, (*MANAGERS, "Field"))
    juniors = (*SALES, "Juniors")

    def to(*path):
        return lambda work: work.groups.move(LONDON, juniors, path)

    assert attempt("noah", MayNotManageGroup, to(*MANAGERS, "J")) == "role_permissions.manage"
    give(tree, MANAGERS, "role_permissions.manage")
    attempt("noah", None, to(*SALES, "Seniors"))
    attempt("noah", None, to(*MANAGERS, "Juniors"))
    attempt("noah", None, to(*MANAGERS, "Field", "Juniors"))
    attempt("noah", MayNotPlaceGroup, to(*SUPPORT, "Juniors"))
    attempt("noah", MayNotPlaceGroup, to(*TOP, "Juniors"))
    attempt(
        "noah",
        MayNotManageGroup,
        lambda work: work.groups.move(LONDON, SUPPORT, (*MANAGERS, "Support")),
    )


def test_a_group_is_deleted_by_who_reaches_it(tree, attempt):
    with tree.transaction() as work:
        work.groups.create(LONDON, (*MANAGERS, "Empty"))
        work.groups.create(LONDON, (*TOP, "Empty"))
    give(tree, MANAGERS, "role_permissions.manage")
    attempt("noah", None, lambda work: work.groups.delete(LONDON, (*MANAGERS, "Empty")))
    attempt("noah", MayNotManageGroup, lambda work: work.groups.delete(LONDON, (*TOP, "Empty")))


# --- memberships ----------------------------------------------------------------------------------

MEMBER_WRITES = {
    "grant": lambda work, path: work.memberships.grant(LONDON, path, "amelia"),
    "redate": lambda work, path: work.memberships.redate(LONDON, path, "isla", SOON),
    "revoke": lambda work, path: work.memberships.revoke(LONDON, path, "isla"),
}


@pytest.mark.parametrize("write", MEMBER_WRITES.values(), ids=MEMBER_WRITES)
def test_members_come_and_go_through_whose_role_membership_manage_reaches(tree, attempt, write):
    """Role-group document, Manage Role Membership: for sub-groups."""
    with tree.transaction() as work:
        work.memberships.grant(LONDON, SUPPORT, "isla")
        work.memberships.grant(LONDON, MANAGERS, "isla")
    missing = attempt("noah", MayNotManageMembers, lambda work: write(work, SALES))
    assert missing == "role_membership.manage"
    give(tree, MANAGERS, "role_membership.manage")
    attempt("noah", None, lambda work: write(work, SALES))
    for path in (MANAGERS, SUPPORT):
        attempt("noah", MayNotManageMembers, lambda work, path=path: write(work, path))


def test_nobody_puts_a_user_into_a_group_that_carries_more_than_they_hold_there(tree, attempt):
    give(tree, MANAGERS, "role_membership.manage", "presence.access")
    give(tree, SALES, "presence.access", "billing.access")
    with tree.transaction() as work:
        work.memberships.redate(LONDON, SALES, "jack", SOON)
    gifts = [
        lambda work: work.memberships.grant(LONDON, SALES, "ivy"),
        lambda work: work.memberships.redate(LONDON, SALES, "jack", None),
        lambda work: work.memberships.redate(LONDON, SALES, "jack", SOON + timedelta(1)),
    ]
    for write in gifts:
        assert attempt("noah", MayNotGive, write) == "billing.access"
    attempt("noah", None, lambda work: work.memberships.redate(LONDON, SALES, "isla", SOON))
    attempt("noah", None, lambda work: work.memberships.revoke(LONDON, SALES, "isla"))
    give(tree, SALES, "presence.access")
    for write in gifts:
        attempt("noah", None, write)


def test_top_roles_members_are_managed_through_a_role_and_never_through_a_group(tree, attempt):
    def add(work):
        work.memberships.grant(LONDON, TOP, "noah")

    attempt("amelia", MayNotManageMembers, add)
    grant_role(tree, "amanda", "role_membership.manage", role_type="customer")
    assert "presence.access" in attempt("amanda", MayNotGive, add)
    with tree.transaction() as work:
        snapshot = tree.read()
        every = snapshot.groups[min(snapshot.groups)].permissions
        work.roles.create("All", "customer", every)
        work.assignments.grant("All", "amanda")
    attempt("amanda", None, add)


# --- users and scopes -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scope", "permission"),
    [
        ("/", "reseller.manage_users"),
        ("/acme", "customer.manage_users"),
        (LONDON, "customer.manage_users"),
    ],
)
def test_users_are_made_and_removed_by_who_manages_users_of_the_level(
    tree, attempt, scope, permission
):
    user = {"/": "rhea", "/acme": "adam", LONDON: "ivy"}[scope]
    others = {"reseller.manage_users", "customer.manage_users"} - {permission}
    grant_role(tree, "olivia", *others)
    writes = [
        lambda work: work.users.create(scope, "new"),
        lambda work: work.users.remove(user),
    ]
    for write in writes:
        assert attempt("olivia", MayNotManageUsers, write) == permission
    grant_role(tree, "olivia", permission)
    for write in writes:
        attempt("olivia", None, write)


def test_users_are_switched_by_whose_users_deactivate_reaches_them(tree, attempt):
    """Role-group document, Deactivate Users: deactivate, and reactivate deactivated users."""
    with tree.transaction() as work:
        work.users.deactivate("jack")
    writes = [
        lambda work: work.users.deactivate("isla"),
        lambda work: work.users.activate("jack"),
    ]
    for write in writes:
        assert attempt("noah", MayNotDeactivate, write) == "users.deactivate"
    give(tree, MANAGERS, "users.deactivate")
    for write in writes:
        attempt("noah", None, write)
    for user in ("ivy", "noah", "amelia"):
        attempt("noah", MayNotDeactivate, lambda work, user=user: work.users.deactivate(user))
    for user in ("pedro", "amanda"):
        attempt("noah", OutOfSight, lambda work, user=user: work.users.deactivate(user))
    grant_role(tree, "olivia", "users.deactivate")
    for user in ("rhea", "amanda", "pedro"):
        attempt("olivia", None, lambda work, user=user: work.users.deactivate(user))


def test_customers_are_made_by_who_holds_customers_manage(tree, attempt):
    def write(work):
        work.scopes.create_customer("New")

    assert attempt("olivia", MayNotManageCustomers, write) == "customers.manage"
    grant_role(tree, "olivia", "customers.manage")
    attempt("olivia", None, write)


def test_phone_systems_are_made_by_who_holds_phone_systems_manage_there(tree, attempt):
    def at(customer):
        return lambda work: work.scopes.create_phone_system(customer, "New")

    assert attempt("amanda", MayNotManagePhoneSystems, at("/acme")) == "phone_systems.manage"
    grant_role(tree, "amanda", "phone_systems.manage", role_type="customer")
    attempt("amanda", None, at("/acme"))
    attempt("amanda", OutOfSight, at("/globex"))


# --- callers --------------------------------------------------------------------------------------


def test_a_caller_must_be_an_active_user(tree, attempt):
    with tree.transaction() as work:
        work.memberships.grant(LONDON, TOP, "noah")
        work.users.deactivate("noah")
    attempt("noah", CallerInactive, lambda work: work.groups.edit(LONDON, SUPPORT, description="d"))
    with pytest.raises(UnknownUser):
        tree.acting_as("nobody")


def test_what_a_caller_held_until_an_instant_is_missing_from_then_on(tree, attempt, clock):
    give(tree, MANAGERS, "role_permissions.manage")
    with tree.transaction() as work:
        work.memberships.redate(LONDON, MANAGERS, "noah", SOON)

    def write(work):
        work.groups.edit(LONDON, SALES, description="d")

    attempt("noah", None, write)
    clock.now = SOON
    attempt("noah", MayNotManageGroup, write)


def test_the_owner_of_the_database_is_bound_by_no_delegation(tree):
    with tree.transaction() as work:
        work.memberships.grant(LONDON, TOP, "noah")
        work.roles.create("All", "reseller", ["roles.manage"])
    assert members(tree, TOP) == ["amelia", "noah"]
