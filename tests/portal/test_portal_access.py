"""Access: all 27 permissions by reach, through groups and through roles, with every reason."""

from datetime import timedelta

import pytest
from portal_world import (
    LONDON,
    MANAGERS,
    NOW,
    OSLO,
    PARIS,
    SALES,
    SUPPORT,
    TOP,
    grant_role,
)

from reconciler.portal import Reason, catalog, check
from reconciler.portal.errors.malformed import NotAskable
from reconciler.portal.errors.unknown import (
    UnknownGroup,
    UnknownPermission,
    UnknownScope,
    UnknownUser,
)
from reconciler.portal.questions import Asked, ask

EVERYBODY = [
    *["olivia", "rhea", "amanda", "adam", "amelia", "noah", "isla", "jack", "ivy"],
    *["pia", "pedro", "gina", "ola", "odd"],
]
SCOPES = ["/", "/acme", LONDON, PARIS, "/globex", OSLO]
GROUPS = {
    LONDON: [TOP, MANAGERS, SALES, SUPPORT],
    PARIS: [TOP],
    OSLO: [TOP],
}
SOON = NOW + timedelta(hours=1)


def keys(*reaches):
    return [one.key for one in catalog.PERMISSIONS if one.reach in reaches and _is_of_unit(one)]


def _is_of_unit(permission):
    return permission.level == "phone_system"


def asker(portal):
    """One snapshot for many questions."""
    snapshot, now = portal.read(), portal._clock()
    return lambda *asked: check(snapshot, ask(snapshot, Asked(*asked)), now).allowed


def held(portal, user, permission):
    """Where a permission is held at all."""
    allowed = asker(portal)
    return [scope for scope in SCOPES if allowed(user, permission, scope)]


def reached(portal, user, permission, scope):
    """Whom a permission reaches at one scope."""
    allowed = asker(portal)
    return [one for one in EVERYBODY if allowed(user, permission, scope, one)]


def reached_groups(portal, user, permission):
    allowed = asker(portal)
    places = [(scope, path) for scope, paths in GROUPS.items() for path in paths]
    return [(scope, path) for scope, path in places if allowed(user, permission, scope, path)]


def give(portal, path, *permissions):
    with portal.transaction() as work:
        work.groups.edit(LONDON, path, permissions=permissions)


# --- through a group ------------------------------------------------------------------------------


@pytest.mark.parametrize("key", sorted(catalog.TOP_ROLE))
def test_a_group_gives_a_permission_at_its_phone_system_and_nowhere_else(tree, key):
    """Role-group document, step 7: permissions the users allocated to this group have."""
    give(tree, MANAGERS, key)
    assert held(tree, "noah", key) == [LONDON]
    assert held(tree, "isla", key) == []
    assert held(tree, "amelia", key) == [LONDON]


@pytest.mark.parametrize("key", keys("users"))
def test_a_group_reaches_the_users_in_the_groups_strictly_below_it(tree, key):
    """Role-group document, step 10: access to other users needs a subgroup with them."""
    with tree.transaction() as work:
        work.groups.create(LONDON, (*SALES, "Juniors"))
        work.memberships.revoke(LONDON, SALES, "jack")
        work.memberships.grant(LONDON, (*SALES, "Juniors"), "jack")
        work.memberships.grant(LONDON, MANAGERS, "ivy")
    give(tree, MANAGERS, key)
    assert reached(tree, "noah", key, LONDON) == ["isla", "jack"]
    assert reached(tree, "amelia", key, LONDON) == ["noah", "isla", "jack", "ivy"]
    assert reached(tree, "noah", key, PARIS) == []


@pytest.mark.parametrize("key", keys("users"))
def test_through_a_group_nobody_reaches_themselves(tree, key):
    """Role-group document, step 10: other users."""
    give(tree, MANAGERS, key)
    with tree.transaction() as work:
        work.memberships.grant(LONDON, SALES, "noah")
    assert reached(tree, "noah", key, LONDON) == ["isla", "jack"]


@pytest.mark.parametrize("key", keys("groups"))
def test_a_group_reaches_the_groups_strictly_below_it(tree, key):
    """Role-group document, User Role Permissions: for sub-groups."""
    give(tree, MANAGERS, key)
    assert reached_groups(tree, "noah", key) == [(LONDON, SALES)]
    assert reached_groups(tree, "amelia", key) == [
        (LONDON, MANAGERS),
        (LONDON, SALES),
        (LONDON, SUPPORT),
    ]


@pytest.mark.parametrize("key", keys("ungrouped"))
def test_a_group_reaches_users_of_its_phone_system_who_are_in_no_group(tree, key):
    """Role-group document, Access Users without Role."""
    give(tree, SUPPORT, key)
    assert reached(tree, "ivy", key, LONDON) == []
    with tree.transaction() as work:
        work.memberships.revoke(LONDON, MANAGERS, "noah")
        work.users.deactivate("jack")
        work.memberships.revoke(LONDON, SALES, "jack")
    assert reached(tree, "ivy", key, LONDON) == ["noah", "jack"]


# --- through a role -------------------------------------------------------------------------------

BELOW = {
    "olivia": ("reseller", SCOPES),
    "amanda": ("customer", ["/acme", LONDON, PARIS]),
    "noah": ("user", [LONDON]),
}


@pytest.mark.parametrize("key", sorted(catalog.TOP_ROLE))
@pytest.mark.parametrize("user", BELOW)
def test_a_role_gives_a_permission_at_its_scope_and_below(portal, user, key):
    """Reseller-portal document, the three bullets."""
    role_type, expected = BELOW[user]
    grant_role(portal, user, key, role_type=role_type)
    assert held(portal, user, key) == expected


@pytest.mark.parametrize(
    "permission",
    [one for one in catalog.PERMISSIONS if one.level != "phone_system"],
    ids=lambda one: one.key,
)
def test_what_the_portal_checks_is_held_at_the_scope_and_below_too(portal, permission):
    grant_role(portal, "olivia", permission.key)
    assert held(portal, "olivia", permission.key) == SCOPES
    if permission.level == "customer":
        grant_role(portal, "amanda", permission.key, role_type="customer")
        assert held(portal, "amanda", permission.key) == ["/acme", LONDON, PARIS]


@pytest.mark.parametrize("key", keys("users"))
def test_a_role_reaches_every_user_at_its_scope_and_below(portal, key):
    grant_role(portal, "amanda", key, role_type="customer")
    assert reached(portal, "amanda", key, "/acme") == [
        "amanda",
        "adam",
        *["amelia", "noah", "isla", "jack", "ivy"],
        *["pia", "pedro"],
    ]
    assert reached(portal, "amanda", key, PARIS) == ["pia", "pedro"]
    assert reached(portal, "amanda", key, "/") == []
    assert reached(portal, "amanda", key, OSLO) == []


@pytest.mark.parametrize("key", keys("groups"))
def test_a_role_reaches_every_group_at_its_scope_and_below_top_role_too(tree, key):
    grant_role(tree, "amanda", key, role_type="customer")
    assert reached_groups(tree, "amanda", key) == [
        *[(LONDON, path) for path in GROUPS[LONDON]],
        (PARIS, TOP),
    ]


@pytest.mark.parametrize("key", keys("ungrouped"))
def test_a_role_reaches_users_in_no_group_at_every_phone_system_below(tree, key):
    grant_role(tree, "olivia", key)
    assert reached(tree, "olivia", key, "/") == ["pedro", "odd"]
    assert reached(tree, "olivia", key, "/acme") == ["pedro"]
    assert reached(tree, "olivia", key, LONDON) == []


# --- ends and deactivation ------------------------------------------------------------------------


def test_a_deactivated_user_holds_nothing_and_is_still_reached(tree):
    give(tree, MANAGERS, "users.access")
    grant_role(tree, "noah", "presence.access", role_type="user")
    with tree.transaction() as work:
        work.users.deactivate("noah")
        work.users.deactivate("isla")
    assert held(tree, "noah", "users.access") == []
    assert held(tree, "noah", "presence.access") == []
    assert reached(tree, "amelia", "users.access", LONDON) == ["noah", "isla", "jack", "ivy"]


def test_a_membership_that_has_ended_holds_nothing_and_reaches_nobody(tree, clock):
    give(tree, MANAGERS, "users.access")
    with tree.transaction() as work:
        work.memberships.redate(LONDON, MANAGERS, "noah", SOON)
        work.memberships.redate(LONDON, SALES, "isla", SOON)
    assert reached(tree, "noah", "users.access", LONDON) == ["isla", "jack"]
    clock.now = SOON
    assert held(tree, "noah", "users.access") == []
    assert reached(tree, "amelia", "users.access", LONDON) == ["jack", "ivy"]
    assert reached(tree, "amelia", "users.access_without_role", LONDON) == ["noah", "isla"]


# --- reasons --------------------------------------------------------------------------------------


def test_every_reason_is_given_and_each_path_is_one(tree):
    give(tree, MANAGERS, "users.access")
    role = grant_role(tree, "noah", "users.access", role_type="user", expires=SOON)
    with tree.transaction() as work:
        work.memberships.grant(LONDON, TOP, "noah")
        work.memberships.grant(LONDON, SUPPORT, "jack")
    decision = tree.check("noah", "users.access", LONDON, "jack")
    at = "/Acme/London"
    assert decision.reasons == (
        Reason("group", "Top Role", at, "Top Role/Managers/Sales"),
        Reason("group", "Top Role", at, "Top Role/Support"),
        Reason("group", "Top Role/Managers", at, "Top Role/Managers/Sales"),
        Reason("role", role, at, until=SOON),
    )
    assert str(decision.reasons[0]) == (
        "group Top Role at /Acme/London, over Top Role/Managers/Sales"
    )
    assert str(decision.reasons[3]).endswith(" at /Acme/London (until 2026-11-01T13:00:00Z)")


def test_no_reason_means_no(tree):
    decision = tree.check("ivy", "users.access", LONDON)
    assert not decision.allowed
    assert decision.reasons == ()


def test_permissions_imply_nothing(tree):
    give(tree, MANAGERS, "users.manage_devices")
    assert held(tree, "noah", "users.access") == []


# --- asking ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        (("nobody", "users.access", LONDON), UnknownUser),
        (("noah", "users.acess", LONDON), UnknownPermission),
        (("noah", "users.access", "/acme/rome"), UnknownScope),
        (("noah", "users.access", LONDON, "nobody"), UnknownUser),
        (("noah", "role_permissions.manage", LONDON, (*TOP, "X")), UnknownGroup),
        (("noah", "presence.access", LONDON, "jack"), NotAskable),
        (("noah", "users.access", LONDON, TOP), NotAskable),
        (("noah", "role_membership.manage", LONDON, "jack"), NotAskable),
    ],
)
def test_a_question_about_nothing_is_refused(portal, asked, refusal):
    with pytest.raises(refusal):
        portal.check(*asked)
    with pytest.raises(refusal):
        ask(portal.read(), Asked(*asked))


def test_a_whole_snapshot_answers_as_the_portal_does(tree):
    give(tree, MANAGERS, "users.access", "role_membership.manage", "users.access_without_role")
    grant_role(tree, "amanda", "users.access", "presence.access", role_type="customer")
    snapshot = tree.read()
    about = {"users": ["jack", "noah", None], "ungrouped": ["pedro", None]}
    questions = [
        Asked(user, one.key, scope, on)
        for user in ("noah", "amanda", "amelia")
        for one in catalog.PERMISSIONS
        for scope in ("/acme", LONDON)
        for on in about.get(one.reach, [None])
    ]
    for question in questions:
        expected = tree.check(question.user, question.permission, question.scope, question.on)
        assert expected == check(snapshot, ask(snapshot, question), NOW)
