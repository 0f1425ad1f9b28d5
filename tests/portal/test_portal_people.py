"""Scopes and users: three levels, and each user in exactly one scope."""

import pytest
from portal_world import LONDON, MANAGERS, PARIS, TOP, members

from reconciler.portal.errors.malformed import NameEmpty
from reconciler.portal.errors.rule import AlreadyActive, AlreadyInactive, NameTaken, NotACustomer
from reconciler.portal.errors.unknown import UnknownScope, UnknownUser


def test_a_new_phone_system_has_a_top_role_with_every_permission(portal):
    """Role-group document, introduction: a Top Role is created by default."""
    snapshot = portal.read()
    tops = [group for group in snapshot.groups.values() if group.is_top]
    assert [(snapshot.scopes[top.scope].path, top.name) for top in tops] == [
        ("/Acme/London", "Top Role"),
        ("/Acme/Paris", "Top Role"),
        ("/Globex/Oslo", "Top Role"),
    ]
    assert {len(top.permissions) for top in tops} == {27}


def test_the_first_user_of_a_phone_system_is_put_into_top_role_and_the_next_are_not(portal):
    """Role-group document, introduction: the first user created on the system."""
    assert members(portal, TOP) == ["amelia"]
    assert members(portal, TOP, PARIS) == ["pia"]


def test_users_of_the_reseller_and_of_customers_are_in_no_top_role(portal):
    snapshot = portal.read()
    names = {snapshot.users[one.user].name for one in snapshot.members}
    assert names == {"amelia", "pia", "ola"}


def test_scopes_are_unique_in_their_parent_by_any_spelling(work):
    with pytest.raises(NameTaken):
        work.scopes.create_customer(" ACME")
    with pytest.raises(NameTaken):
        work.scopes.create_phone_system("/acme", "london")
    work.scopes.create_phone_system("/globex", "London")


def test_phone_systems_stand_below_customers_only(work):
    for parent in ("/", LONDON):
        with pytest.raises(NotACustomer):
            work.scopes.create_phone_system(parent, "X")
    with pytest.raises(UnknownScope):
        work.scopes.create_phone_system("/nobody", "X")


def test_a_scope_is_named_with_a_slash_in_it(portal):
    with portal.transaction() as work:
        work.scopes.create_customer("A/B: C")
        work.users.create(r"/a\/b\: c", "abc")
    assert r"/A\/B\: C" in {scope.path for scope in portal.read().scopes.values()}


def test_users_are_unique_in_the_account_by_any_spelling(work):
    with pytest.raises(NameTaken, match="user AMELIA exists already"):
        work.users.create("/globex", "AMELIA")


def test_a_user_needs_a_scope_that_exists_and_a_name(work):
    with pytest.raises(UnknownScope):
        work.users.create("/acme/rome", "x")
    with pytest.raises(NameEmpty):
        work.users.create("/acme", " ")


def test_a_user_is_switched_off_and_on(portal, work):
    work.users.deactivate("Noah")
    assert not next(one for one in portal.read().users.values() if one.name == "noah").active
    with pytest.raises(AlreadyInactive):
        work.users.deactivate("noah")
    work.users.activate("noah")
    with pytest.raises(AlreadyActive):
        work.users.activate("noah")


def test_a_user_who_does_not_exist_is_unknown_everywhere(work):
    for write in (work.users.deactivate, work.users.activate, work.users.remove, work.users.home):
        with pytest.raises(UnknownUser):
            write("nobody")


def test_a_removed_user_leaves_no_membership_and_no_assignment(tree):
    with tree.transaction() as work:
        work.roles.create("R", "user")
        work.assignments.grant("R", "noah")
        work.users.remove("noah")
    snapshot = tree.read()
    assert "noah" not in snapshot.user_ids
    assert members(tree, MANAGERS) == []
    assert snapshot.assignments == []


def test_a_removed_users_name_is_free(work):
    work.users.remove("noah")
    work.users.create("/globex", "noah")
    assert work.users.home("noah").path == "/Globex"
