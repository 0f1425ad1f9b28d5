"""A listing says what a snapshot says, with names in the place of rows."""

from datetime import timedelta

import pytest
from portal_world import LONDON, MANAGERS, NOW, SALES, Clock

from reconciler.portal import Portal
from reconciler.portal.listing import Held, Listing, People


@pytest.fixture
def tree(portal):
    """London with people who are away, written in capitals, with odd names, and who end."""
    with portal.transaction() as work:
        for name in ("Zoë", "O/Brien", "a:b", "x,y", "100% _"):
            work.users.create(LONDON, name)
        work.groups.create(LONDON, MANAGERS, ["users.access"])
        work.groups.create(LONDON, SALES)
        work.memberships.grant(LONDON, MANAGERS, "noah")
        work.memberships.grant(LONDON, SALES, "zoë", NOW + timedelta(days=1))
        work.memberships.grant(LONDON, SALES, "o/brien", NOW - timedelta(days=1))
        work.memberships.grant(LONDON, SALES, "x,y")
        work.roles.create("Desk", "user", ["presence.access", "soft_phone.access"])
        work.roles.create("Clerk", "customer")
        for holder in ("Zoë", "ola", "isla"):
            work.assignments.grant("Desk", holder, NOW if holder == "ola" else None)
        work.users.deactivate("isla")
    return portal


@pytest.mark.parametrize("caller", [None, "rhea", "adam", "amelia"])
def test_it_says_the_same_to_everybody(tree, caller):
    portal = tree.acting_as(caller)
    assert portal.listing() == Listing.of(portal.read())


def test_an_empty_portal_has_an_empty_listing(url):
    with Portal.create(url, "northwind", clock=Clock()) as portal:
        listing = portal.listing()
    assert [scope.key for scope in listing.scopes.values()] == ["/"]
    assert (listing.people, listing.members, listing.assignments) == ({}, {}, {})


def test_people_are_listed_by_scope(tree):
    listing = tree.listing()
    (london,) = (id_ for id_, scope in listing.scopes.items() if scope.key == LONDON)
    assert listing.people[london] == People(
        active=frozenset(
            ["amelia", "noah", "jack", "ivy", "zoë", "o/brien", "a:b", "x,y", "100% _"]
        ),
        inactive=frozenset(["isla"]),
        written={"zoë": "Zoë", "o/brien": "O/Brien"},
    )


def test_memberships_are_listed_by_group_and_by_role_and_scope(tree):
    listing = tree.listing()
    groups = {group.name: id_ for id_, group in listing.groups.items()}
    assert listing.members[groups["Sales"]] == Held(
        frozenset(["zoë", "o/brien", "x,y"]),
        {"zoë": NOW + timedelta(days=1), "o/brien": NOW - timedelta(days=1)},
    )
    roles = {role.name: id_ for id_, role in listing.roles.items()}
    scopes = {scope.key: id_ for id_, scope in listing.scopes.items()}
    assert listing.assignments == {
        (roles["Desk"], scopes[LONDON]): Held(frozenset(["zoë", "isla"])),
        (roles["Desk"], scopes["/globex/oslo"]): Held(frozenset(["ola"]), {"ola": NOW}),
    }
