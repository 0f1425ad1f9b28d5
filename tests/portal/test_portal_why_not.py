"""Why not: every reason of a no, in words, and none for a yes."""

from datetime import timedelta

import pytest
from portal_world import LONDON, MANAGERS, NOW, OSLO, PARIS, SALES, SUPPORT, TOP, grant_role

from reconciler.portal import catalog, check
from reconciler.portal.access import On, Question
from reconciler.portal.questions import Asked, ask
from reconciler.portal.whynot import explain

AT = "at /Acme/London"
SOON = NOW + timedelta(hours=12)


@pytest.fixture
def give(tree):
    def give(path, *permissions):
        with tree.transaction() as work:
            work.groups.edit(LONDON, path, permissions=permissions)

    return give


@pytest.fixture
def why_not(tree):
    def why_not(*asked):
        return list(tree.explain(*asked))

    return why_not


def test_a_yes_needs_no_explanation(give, why_not):
    give(MANAGERS, "users.access")
    assert why_not("noah", "users.access", LONDON, "isla") == []


def test_somebody_who_is_deactivated(tree, give, why_not):
    give(MANAGERS, "users.access")
    with tree.transaction() as work:
        work.users.deactivate("noah")
    assert why_not("noah", "users.access", LONDON, "isla") == ["noah is deactivated"]
    assert why_not("noah", "users.access", LONDON, "ivy") == [
        "noah is deactivated",
        f"group Top Role/Managers {AT} carries it, but ivy is in Top Role/Support, not below it",
    ]


def test_nothing_is_held_there(portal):
    assert portal.explain("noah", "users.access", LONDON) == (
        "noah holds nothing at /Acme/London: no group there, and no role",
    )
    assert portal.explain("amelia", "users.access", OSLO) == (
        "amelia holds nothing at /Globex/Oslo: amelia belongs to /Acme/London",
    )
    assert portal.explain("amelia", "users.access", "/acme") == (
        "amelia holds nothing at /Acme: amelia belongs to /Acme/London",
    )


def test_a_group_or_a_role_that_does_not_carry_it(tree, why_not):
    role = grant_role(tree, "noah", "presence.access", role_type="user")
    assert why_not("noah", "users.access", LONDON) == [
        f"noah is in group Top Role/Managers {AT}, which does not carry users.access",
        f"noah has role {role} {AT}, which does not carry users.access",
    ]


def test_several_that_do_not_carry_it_are_counted(tree, why_not):
    grant_role(tree, "noah", "presence.access", role_type="user")
    grant_role(tree, "noah", "billing.access", role_type="user")
    with tree.transaction() as work:
        work.memberships.grant(LONDON, SUPPORT, "noah")
    assert why_not("noah", "users.access", LONDON) == [
        f"noah is in 2 groups {AT}, and none carries users.access",
        f"noah has 2 roles {AT}, and none carries users.access",
    ]


def test_what_has_ended(tree, clock, give, why_not):
    give(MANAGERS, "users.access")
    role = grant_role(tree, "noah", "users.access", role_type="user", expires=SOON)
    with tree.transaction() as work:
        work.memberships.redate(LONDON, MANAGERS, "noah", SOON)
    clock.now = SOON
    ended = "carries it, but that has ended (through 2026-11-01)"
    assert why_not("noah", "users.access", LONDON) == [
        "noah holds nothing at /Acme/London: no group there, and no role",
        f"group Top Role/Managers {AT} {ended}",
        f"role {role} {AT} {ended}",
    ]


def test_what_has_ended_and_would_not_carry_it_is_no_reason(tree, clock, why_not):
    with tree.transaction() as work:
        work.memberships.redate(LONDON, MANAGERS, "noah", SOON)
    clock.now = SOON
    assert why_not("noah", "users.access", LONDON) == [
        "noah holds nothing at /Acme/London: no group there, and no role"
    ]


def test_users_that_a_group_does_not_reach(tree, give, why_not):
    give(MANAGERS, "users.access")
    with tree.transaction() as work:
        work.users.create(LONDON, "new")
        work.memberships.grant(LONDON, MANAGERS, "ivy")
    group = f"group Top Role/Managers {AT} carries it, but"
    reasons = {
        "noah": "through a group nobody reaches themselves",
        "ivy": "ivy is in Top Role/Managers and Top Role/Support, not below it",
        "new": "new is in no group",
        "pia": "pia belongs to /Acme/Paris, outside /Acme/London",
    }
    for user, reason in reasons.items():
        assert why_not("noah", "users.access", LONDON, user) == [f"{group} {reason}"]


def test_groups_that_a_group_does_not_reach(give, why_not):
    give(MANAGERS, "role_membership.manage")
    group = f"group Top Role/Managers {AT} carries it, but"
    reasons = {
        TOP: "Top Role stands at the top, and through a group only what is below it is reached",
        MANAGERS: "it reaches the groups below that one, not itself",
        SUPPORT: "Top Role/Support is not below it",
    }
    for path, reason in reasons.items():
        assert why_not("noah", "role_membership.manage", LONDON, path) == [f"{group} {reason}"]


def test_users_in_a_group_when_those_in_none_are_meant(tree, give, why_not):
    key = "users.access_without_role"
    give(MANAGERS, key)
    role = grant_role(tree, "amanda", key, role_type="customer")
    taken = "isla is in Top Role/Managers/Sales, and it reaches users in no group"
    assert why_not("noah", key, LONDON, "isla") == [
        f"group Top Role/Managers {AT} carries it, but {taken}"
    ]
    assert why_not("amanda", key, "/acme", "isla") == [
        f"role {role} at /Acme carries it, but {taken}"
    ]
    assert why_not("amanda", key, "/acme", "adam") == [
        f"role {role} at /Acme carries it, but adam belongs to /Acme, which is no phone system"
    ]


def test_users_outside_the_scope_that_is_asked_about(tree, why_not):
    role = grant_role(tree, "amanda", "users.access", role_type="customer")
    assert why_not("amanda", "users.access", PARIS, "noah") == [
        f"role {role} at /Acme carries it, but noah belongs to /Acme/London, outside /Acme/Paris"
    ]


def test_every_way_that_fails_is_said(tree, give, why_not):
    give(MANAGERS, "users.access")
    give(SUPPORT, "users.access")
    role = grant_role(tree, "noah", "presence.access", role_type="user")
    with tree.transaction() as work:
        work.memberships.grant(LONDON, SUPPORT, "noah")
    assert why_not("noah", "users.access", LONDON, "ivy") == [
        f"noah has role {role} {AT}, which does not carry users.access",
        f"group Top Role/Managers {AT} carries it, but ivy is in Top Role/Support, not below it",
        f"group Top Role/Support {AT} carries it, but ivy is in Top Role/Support, not below it",
    ]


def test_a_no_always_has_a_reason_and_a_yes_never_has_one(tree, give):
    give(MANAGERS, "users.access", "role_membership.manage", "users.access_without_role")
    give(SALES, "presence.access")
    grant_role(tree, "amanda", "users.access", "users.access_without_role", role_type="customer")
    with tree.transaction() as work:
        work.users.deactivate("jack")
    snapshot = tree.read()
    places = ("/", "/acme", LONDON, PARIS, OSLO)
    keys = ("users.access", "users.access_without_role", "presence.access", "roles.manage")
    for key in keys:
        reaches_users = catalog.BY_KEY[key].reach in ("users", "ungrouped")
        whom = [None, *snapshot.user_ids] if reaches_users else [None]
        for user in snapshot.user_ids:
            for asked in (Asked(user, key, place, on) for place in places for on in whom):
                question = ask(snapshot, asked)
                allowed = check(snapshot, question, NOW).allowed
                lines = explain(snapshot, question, NOW)
                assert allowed == (not lines), (asked, lines)


def test_the_portal_explains_as_a_whole_snapshot_does(tree, give):
    give(MANAGERS, "users.access", "users.access_without_role")
    snapshot = tree.read()
    for key in ("users.access", "users.access_without_role"):
        for user in ("noah", "pia", "amanda"):
            for on in ("noah", "isla", "ivy", "pia", "adam"):
                asked = (user, key, LONDON, on)
                expected = explain(snapshot, ask(snapshot, Asked(*asked)), NOW)
                assert expected == tree.explain(*asked)


def test_a_question_that_nobody_can_type_is_answered_too(tree, give):
    give(MANAGERS, "presence.access")
    snapshot = tree.read()
    noah, isla = snapshot.user_ids["noah"], snapshot.user_ids["isla"]
    question = Question(noah, "presence.access", snapshot.scope_ids[LONDON], On("user", isla))
    assert explain(snapshot, question, NOW) == (
        f"group Top Role/Managers {AT} carries it, but it does not work on a user",
    )
