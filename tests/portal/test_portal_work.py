"""How much work a caller's writes and questions are, counted: nothing grows with the rest."""

from portal_world import LONDON, MANAGERS, SALES, TOP, Clock, populate

from reconciler.portal import Portal
from tests.counting import calls, queries

SMALL, LARGER = 10, 100
"""How many groups stand beside those that it is about."""


def make(groups):
    portal = Portal.create("sqlite://", "northwind", clock=Clock(), fill=populate)
    with portal.transaction() as work:
        work.groups.create(LONDON, MANAGERS, ["role_membership.manage", "presence.access"])
        work.groups.create(LONDON, SALES, ["presence.access"])
        work.memberships.grant(LONDON, MANAGERS, "noah")
        for number in range(groups):
            work.groups.create(LONDON, (*TOP, f"Group {number}"), ["presence.access"])
    return portal


def grant(portal):
    with portal.acting_as("noah").transaction() as work:
        for user in ("isla", "jack", "ivy"):
            with work.savepoint():
                work.memberships.grant(LONDON, SALES, user)


def ask(portal):
    portal.check("noah", "role_membership.manage", LONDON, None)
    assert portal.explain("noah", "role_permissions.manage", LONDON, SALES)


def work(measure, groups, act):
    with make(groups) as portal:
        grant(portal)  # so that what is loaded on demand is there
        with portal.transaction() as owner:
            for user in ("isla", "jack", "ivy"):
                owner.memberships.revoke(LONDON, SALES, user)
        with measure() as found:
            act(portal)
    return found


def test_a_grant_by_a_caller_takes_the_same_beside_ten_groups_or_a_hundred():
    assert work(queries, LARGER, grant) == work(queries, SMALL, grant)
    assert work(calls, LARGER, grant) == work(calls, SMALL, grant)


def test_a_question_takes_the_same_beside_ten_groups_or_a_hundred():
    assert work(queries, LARGER, ask) == work(queries, SMALL, ask)
    assert work(calls, LARGER, ask) == work(calls, SMALL, ask)


def test_the_rules_of_one_grant_look_once_at_what_its_caller_holds():
    found = work(queries, SMALL, grant)
    looks = [one for one in found if "FROM members" in one and "IN (" in one]
    assert len(looks) == 3  # one for each grant
    assert len(found) < 3 * 20
