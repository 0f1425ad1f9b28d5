"""Several writes of one transaction: each is judged by what those before it have left."""

from contextlib import suppress

import pytest
from portal_world import LONDON, MANAGERS, NOW, SALES, TOP, grant_role

from reconciler.portal.errors.base import PortalError
from reconciler.portal.errors.forbidden import CallerInactive, Forbidden

KEY = "role_permissions.manage"
ROLE = f"noah {KEY}"
FIELD = (*TOP, "Field")


@pytest.fixture
def through_group(tree):
    """Noah may edit what is below Managers."""
    with tree.transaction() as work:
        work.groups.edit(LONDON, MANAGERS, permissions=[KEY, "users.deactivate"])
        work.groups.create(LONDON, FIELD)
    return tree


@pytest.fixture
def through_role(tree):
    """Noah may edit every group."""
    grant_role(tree, "noah", KEY, role_type="user")
    return tree


def may(work, path=SALES):
    """Whether a group may be edited, which changes nothing."""
    return _is_let(lambda: work.groups.edit(LONDON, path))


def may_switch(work, user):
    return _is_let(lambda: work.users.activate(user))


def _is_let(write):
    try:
        write()
    except Forbidden:
        return False
    except PortalError:
        pass  # of the rules of shape, which are asked later
    return True


def as_noah(portal, write, ask=may):
    """What noah may do before and after a write of the owner, all in one transaction."""
    with portal.acting_as("noah").transaction() as work:
        before = ask(work)
        with portal.transaction() as owner:
            write(owner)
        return before, ask(work)


def undone(portal, write, ask=may):
    """What noah may do between and after, when a write of the owner is undone."""
    with portal.acting_as("noah").transaction() as work:
        with suppress(KeyError), portal.transaction() as owner:
            write(owner)
            between = ask(work)
            raise KeyError
        return between, ask(work)


IN_GROUP = {
    "membership.revoke": lambda work: work.memberships.revoke(LONDON, MANAGERS, "noah"),
    "membership.redate": lambda work: work.memberships.redate(LONDON, MANAGERS, "noah", NOW),
    "group.edit": lambda work: work.groups.edit(LONDON, MANAGERS, permissions=[]),
    "user.deactivate": lambda work: work.users.deactivate("noah"),
    "user.remove": lambda work: work.users.remove("noah"),
}
IN_ROLE = {
    "assignment.revoke": lambda work: work.assignments.revoke(ROLE, "noah"),
    "assignment.redate": lambda work: work.assignments.redate(ROLE, "noah", NOW),
    "role.edit": lambda work: work.roles.edit(ROLE, permissions=[]),
    "user.deactivate": lambda work: work.users.deactivate("noah"),
    "user.remove": lambda work: work.users.remove("noah"),
}
BACK_IN_GROUP = {
    "membership.revoke": lambda work: work.memberships.grant(LONDON, MANAGERS, "noah"),
    "membership.redate": lambda work: work.memberships.grant(LONDON, MANAGERS, "noah"),
    "group.edit": lambda work: work.groups.edit(LONDON, MANAGERS, permissions=[KEY]),
    "user.deactivate": lambda work: work.users.activate("noah"),
}
BACK_IN_ROLE = {
    "assignment.revoke": lambda work: work.assignments.grant(ROLE, "noah"),
    "assignment.redate": lambda work: work.assignments.grant(ROLE, "noah"),
    "role.edit": lambda work: work.roles.edit(ROLE, permissions=[KEY]),
    "user.deactivate": lambda work: work.users.activate("noah"),
}


@pytest.mark.parametrize("write", IN_GROUP)
def test_what_is_lost_through_a_group_is_missing_from_the_next_write_on(through_group, write):
    with through_group.rollback_after():
        assert as_noah(through_group, IN_GROUP[write]) == (True, False)
    assert undone(through_group, IN_GROUP[write]) == (False, True)


@pytest.mark.parametrize("write", IN_ROLE)
def test_what_is_lost_through_a_role_is_missing_from_the_next_write_on(through_role, write):
    with through_role.rollback_after():
        assert as_noah(through_role, IN_ROLE[write]) == (True, False)
    assert undone(through_role, IN_ROLE[write]) == (False, True)


@pytest.mark.parametrize("write", BACK_IN_GROUP)
def test_what_is_got_through_a_group_is_held_from_the_next_write_on(through_group, write):
    with through_group.acting_as("noah").transaction() as work:
        with through_group.transaction() as owner:
            IN_GROUP[write](owner)
        assert not may(work)
        with through_group.transaction() as owner:
            BACK_IN_GROUP[write](owner)
        assert may(work)


@pytest.mark.parametrize("write", BACK_IN_ROLE)
def test_what_is_got_through_a_role_is_held_from_the_next_write_on(through_role, write):
    with through_role.acting_as("noah").transaction() as work:
        with through_role.transaction() as owner:
            IN_ROLE[write](owner)
        assert not may(work)
        with through_role.transaction() as owner:
            BACK_IN_ROLE[write](owner)
        assert may(work)


def test_a_group_that_is_moved_is_reached_where_it_is_now(through_group):
    away, moved = (*FIELD, "Sales"), (*MANAGERS, "Field")
    with through_group.acting_as("noah").transaction() as work:
        assert (may(work), may(work, FIELD)) == (True, False)
        with through_group.transaction() as owner:
            owner.groups.move(LONDON, SALES, away)
        assert not may(work, away)
        with through_group.transaction() as owner:
            owner.groups.move(LONDON, FIELD, moved)
        assert (may(work, moved), may(work, (*moved, "Sales"))) == (True, True)


def test_a_user_is_reached_by_the_groups_that_they_are_in_now(through_group):
    with through_group.acting_as("noah").transaction() as work:
        assert (may_switch(work, "jack"), may_switch(work, "ivy")) == (True, False)
        with through_group.transaction() as owner:
            owner.memberships.revoke(LONDON, SALES, "jack")
            owner.memberships.grant(LONDON, SALES, "ivy")
        assert (may_switch(work, "jack"), may_switch(work, "ivy")) == (False, True)


def test_a_group_that_is_deleted_and_made_again_is_another(through_group):
    with through_group.acting_as("noah").transaction() as work:
        work.groups.create(LONDON, (*SALES, "Juniors"))
        assert may(work, (*SALES, "Juniors"))
        work.groups.delete(LONDON, (*SALES, "Juniors"))
        with through_group.transaction() as owner:
            owner.groups.create(LONDON, (*FIELD, "Juniors"))  # may have the same number
        assert not may(work, (*FIELD, "Juniors"))


def test_who_takes_a_right_from_themselves_is_refused_the_next_write(tree):
    grant_role(tree, "amanda", "customer.assign_roles", "presence.access", role_type="customer")
    with tree.transaction() as work:
        work.roles.create("R", "user", ["presence.access"])
    own = "amanda customer.assign_roles presence.access"
    with tree.acting_as("amanda").transaction() as work:
        work.assignments.grant("R", "ivy")
        with suppress(KeyError), work.savepoint():
            work.assignments.revoke(own, "amanda")
            assert not _is_let(lambda: work.assignments.grant("R", "isla"))
            raise KeyError
        work.assignments.grant("R", "isla")
        work.assignments.revoke(own, "amanda")
        assert not _is_let(lambda: work.assignments.grant("R", "jack"))


def test_who_has_removed_themselves_writes_nothing_more(tree):
    grant_role(tree, "amanda", "customer.manage_users", role_type="customer")
    with tree.acting_as("amanda").transaction() as work:
        work.users.remove("amanda")
        with pytest.raises(CallerInactive):
            work.users.create("/acme", "amanda")
