"""Sight: a caller sees their own scope and what is below it, and one tenant never sees another."""

from datetime import timedelta

import pytest
from portal_world import LONDON, MANAGERS, NOW, OSLO, PARIS, SALES, SUPPORT, TOP, grant_role

from reconciler.portal import About
from reconciler.portal.errors.forbidden import CallerInactive, MayNotManageMembers, OutOfSight
from reconciler.portal.errors.unknown import UnknownUser

SOON = NOW + timedelta(hours=1)
FROM_LONDON = "only what is at /Acme/London and below it."


def seen(snapshot):
    """All that a snapshot shows, by name: scopes, users, roles, groups, who has and is in what."""
    users, roles = snapshot.users, snapshot.roles
    return {
        "scopes": {scope.path for scope in snapshot.scopes.values()},
        "users": {user.name for user in users.values()},
        "roles": {role.name for role in roles.values()},
        "groups": {snapshot.group_path(group) for group in snapshot.groups},
        "assigned": {f"{users[a.user].name} as {roles[a.role].name}" for a in snapshot.assignments},
        "members": {
            f"{users[m.user].name} in {snapshot.group_path(m.group)}" for m in snapshot.members
        },
    }


@pytest.fixture
def held(tree):
    """A role that somebody of every level and tenant has."""
    with tree.transaction() as work:
        work.groups.create(OSLO, (*TOP, "Fjord"))
    for user, role_type in (("olivia", "reseller"), ("gina", "customer"), ("pia", "user")):
        grant_role(tree, user, role_type=role_type)
    grant_role(tree, "ivy", role_type="user")
    return tree


ROLES = {"olivia", "gina", "pia", "ivy"}


def test_a_user_of_a_phone_system_sees_that_one_and_the_roles_of_the_account(held):
    assert seen(held.acting_as("isla").read()) == {
        "scopes": {"/Acme/London"},
        "users": {"amelia", "noah", "isla", "jack", "ivy"},
        "roles": ROLES,
        "groups": {
            *["Top Role", "Top Role/Managers", "Top Role/Managers/Sales", "Top Role/Support"]
        },
        "assigned": {"ivy as ivy"},
        "members": {
            *["amelia in Top Role", "noah in Top Role/Managers", "ivy in Top Role/Support"],
            *["isla in Top Role/Managers/Sales", "jack in Top Role/Managers/Sales"],
        },
    }


def test_a_user_of_a_customer_sees_it_with_its_phone_systems(held):
    found = seen(held.acting_as("adam").read())
    assert found["scopes"] == {"/Acme", "/Acme/London", "/Acme/Paris"}
    acme = {"amanda", "adam", "amelia", "noah", "isla", "jack", "ivy", "pia", "pedro"}
    assert found["users"] == acme
    assert found["roles"] == ROLES
    assert found["assigned"] == {"ivy as ivy", "pia as pia"}
    assert "Top Role/Fjord" not in found["groups"]


@pytest.mark.parametrize("caller", ["rhea", None])
def test_users_of_the_reseller_and_the_owner_see_everything(held, caller):
    everything = held.read()
    assert len(everything.users) == 14
    assert held.acting_as(caller).read() == everything


def test_a_scope_whose_name_only_begins_like_ones_own_stays_unseen(held):
    with held.transaction() as work:
        work.scopes.create_customer("Acme%")
        work.scopes.create_customer("Acmes")
        work.scopes.create_phone_system("/acmes", "London")
        work.scopes.create_customer("A_")
        work.scopes.create_customer("Ab")
        work.scopes.create_phone_system("/ab", "York")
        work.users.create("/a_", "ann")
    assert "/Acmes" not in seen(held.acting_as("adam").read())["scopes"]
    assert seen(held.acting_as("ann").read())["scopes"] == {"/A_"}


# What is refused, whether it exists or not.


def refused(portal, caller, ask):
    """What a caller is told, and what the log says of it: actor, action, subject and code."""
    with pytest.raises(OutOfSight) as found:
        ask(portal.acting_as(caller))
    event = portal.events()[-1]
    assert event.reason == str(found.value)
    return str(found.value), (event.actor, event.action, event.subject, event.refused)


@pytest.mark.parametrize("scope", ["/", "/acme", PARIS, OSLO, "/nowhere", "/acme/londons"])
def test_a_scope_above_or_beside_is_refused_like_one_that_does_not_exist(tree, scope):
    told = f"isla sees no scope {scope}: {FROM_LONDON}"
    assert refused(tree, "isla", lambda portal: portal.read({scope, LONDON})) == (
        told,
        ("isla", "portal.read", f"within {' '.join(sorted({scope, LONDON}))}", "out-of-sight"),
    )
    assert refused(tree, "isla", lambda portal: portal.check("isla", "users.access", scope)) == (
        told,
        (
            *("isla", "access.check"),
            f"user isla, permission users.access, scope {scope}",
            "out-of-sight",
        ),
    )


@pytest.mark.parametrize("name", ["ola", "pia", "amanda", "olivia", "nobody"])
def test_a_user_above_or_beside_is_refused_like_one_who_does_not_exist(tree, name):
    told = f"isla sees no user {name}: {FROM_LONDON}"
    asked = ("users.access", LONDON)
    for ask in (
        lambda portal: portal.check(name, *asked),
        lambda portal: portal.explain(name, *asked),
        lambda portal: portal.check("isla", *asked, on=name),
    ):
        said, (actor, action, _, code) = refused(tree, "isla", ask)
        assert (said, actor, action, code) == (told, "isla", "access.check", "out-of-sight")


def test_who_sees_everything_is_told_that_a_user_does_not_exist(tree):
    with pytest.raises(UnknownUser):
        tree.acting_as("rhea").check("nobody", "users.access", LONDON)


def test_what_is_in_sight_is_answered_without_any_permission(tree):
    grant_role(tree, "adam", "users.access", role_type="customer")
    isla = tree.acting_as("isla")
    assert isla.check("amelia", "users.access", LONDON, on="isla").allowed
    assert isla.check("amelia", "role_membership.manage", LONDON, on=SUPPORT).allowed
    sales = "group Top Role/Managers/Sales at /Acme/London"
    assert isla.explain("isla", "presence.access", LONDON) == (
        f"isla is in {sales}, which does not carry presence.access",
    )
    acme = tree.acting_as("amanda")
    assert acme.check("adam", "users.access", LONDON, on="noah").allowed
    assert acme.check("adam", "users.access", PARIS, on="pedro").allowed


def test_a_deactivated_caller_sees_nothing(tree):
    with tree.transaction() as work:
        work.users.deactivate("isla")
    isla = tree.acting_as("isla")
    for look in (
        isla.read,
        lambda: isla.read({LONDON}),
        lambda: isla.check("isla", "users.access", LONDON),
        lambda: isla.explain("isla", "users.access", LONDON),
    ):
        with pytest.raises(CallerInactive):
            look()
        assert tree.events()[-1].refused == "caller-inactive"


# Writes: what is not seen cannot be written, and the refusal says nothing about it.

WRITES = {
    "a group is made": lambda work: work.groups.create(OSLO, (*TOP, "New")),
    "a group is looked up": lambda work: work.groups.find(OSLO, TOP),
    "a group is edited": lambda work: work.groups.edit(OSLO, TOP, description="d"),
    "a group is moved": lambda work: work.groups.move(OSLO, SALES, SUPPORT),
    "a group is deleted": lambda work: work.groups.delete(OSLO, SALES),
    "a group gets a member": lambda work: work.memberships.grant(OSLO, TOP, "isla"),
    "a member gets an end": lambda work: work.memberships.redate(OSLO, TOP, "isla", SOON),
    "a member is taken out": lambda work: work.memberships.revoke(OSLO, TOP, "isla"),
    "a phone system is made": lambda work: work.scopes.create_phone_system("/globex", "New"),
    "a user is made": lambda work: work.users.create(OSLO, "new"),
    "a user is looked up": lambda work: work.users.home("ola"),
    "a user is switched off": lambda work: work.users.deactivate("ola"),
    "a user is switched on": lambda work: work.users.activate("ola"),
    "a user is removed": lambda work: work.users.remove("ola"),
    "a role is given": lambda work: work.assignments.grant("R", "ola"),
    "a role gets an end": lambda work: work.assignments.redate("R", "ola", SOON),
    "a role is taken": lambda work: work.assignments.revoke("R", "ola"),
    "a stranger is put into a group": lambda work: work.memberships.grant(LONDON, SALES, "ola"),
    "a stranger gets an end": lambda work: work.memberships.redate(LONDON, SALES, "ola", SOON),
    "a stranger is taken out": lambda work: work.memberships.revoke(LONDON, SALES, "ola"),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_one_tenant_never_changes_another_nor_learns_of_it(tree, write):
    with tree.transaction() as work:
        work.roles.create("R", "user")

    def try_it(portal):
        with portal.transaction() as work:
            write(work)

    before = tree.read()
    told, (*_, code) = refused(tree, "amelia", try_it)
    assert (code, told.endswith(FROM_LONDON)) == ("out-of-sight", True)
    assert "Globex" not in told
    assert tree.read() == before


def test_an_excerpt_is_refused_to_a_deactivated_caller_and_logged(tree):
    with tree.transaction() as work:
        work.users.deactivate("isla")
    about = About([LONDON], ["isla"], ["R"], [(LONDON, SALES)])
    with pytest.raises(CallerInactive), tree.acting_as("isla").transaction() as work:
        work.excerpt(about)
    event = tree.events()[-1]
    assert (event.actor, event.action, event.refused) == ("isla", "portal.read", "caller-inactive")
    assert event.subject == ("about /acme/london /acme/london:Top Role/Managers/Sales R isla")


def test_what_is_seen_is_judged_by_the_rules_of_delegation(tree):
    with pytest.raises(MayNotManageMembers), tree.acting_as("isla").transaction() as work:
        work.memberships.grant(LONDON, SALES, "ivy")


def test_an_excerpt_shows_a_caller_no_more_than_a_whole_read(held):
    about = About(
        scopes=[OSLO],
        users=["ola", "isla", "ivy", "pia"],
        roles=["ivy", "pia"],
        groups=[(OSLO, TOP), (LONDON, SALES), (LONDON, MANAGERS)],
    )
    with held.acting_as("isla").transaction() as work:
        assert seen(work.excerpt(about)) == {
            "scopes": {"/Acme/London"},
            "users": {"isla", "ivy"},
            "roles": {"ivy", "pia"},
            "groups": {"Top Role", "Top Role/Managers", "Top Role/Managers/Sales"},
            "assigned": {"ivy as ivy"},
            "members": {"isla in Top Role/Managers/Sales"},
        }
