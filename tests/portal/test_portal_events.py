"""The event log: who changed what, when, before and after; and refusals with their reasons."""

from contextlib import suppress
from datetime import timedelta

import pytest
from portal_world import LONDON, MANAGERS, NOW, SALES, TOP, grant_role

from reconciler.portal import Forbidden, RunNote
from reconciler.portal.errors.forbidden import MayNotManageGroup, MayNotReadEvents
from reconciler.portal.errors.rule import NameTaken


def test_a_change_is_logged_with_who_what_when_before_and_after(tree, clock):
    clock.advance(minutes=5)
    with tree.transaction() as work:
        work.groups.edit(LONDON, SALES, permissions=["presence.access"], description="d")
    event = tree.events()[-1]
    assert (event.at, event.actor, event.scope) == (clock.now, "local", "/Acme/London")
    assert (event.action, event.subject) == ("group.edit", "/Acme/London:Top Role/Managers/Sales")
    path = ["Top Role", "Managers", "Sales"]
    assert event.before == {"path": path, "description": "", "permissions": []}
    assert event.after == {"path": path, "description": "d", "permissions": ["presence.access"]}
    assert (event.refused, event.reason, event.run) == (None, None, None)


def test_every_write_is_one_event_and_a_first_user_is_two(portal, clock):
    before = len(portal.events())
    with portal.transaction() as work:
        work.scopes.create_phone_system("/acme", "Rome")
        work.users.create("/acme/rome", "rita")
        work.users.create("/acme/rome", "rick")
        work.users.deactivate("rick")
        work.users.activate("rick")
        work.roles.create("R", "user", ["presence.access"])
        work.roles.edit("R", description="d")
        work.roles.rename("R", "S")
        work.assignments.grant("S", "rick")
        work.assignments.redate("S", "rick", clock.now)
        work.assignments.revoke("S", "rick")
        work.roles.delete("S")
        work.groups.create("/acme/rome", (*TOP, "G"))
        work.groups.move("/acme/rome", (*TOP, "G"), (*TOP, "H"))
        work.memberships.grant("/acme/rome", (*TOP, "H"), "rick")
        work.memberships.redate("/acme/rome", (*TOP, "H"), "rick", clock.now)
        work.memberships.revoke("/acme/rome", (*TOP, "H"), "rick")
        work.groups.delete("/acme/rome", (*TOP, "H"))
        work.users.remove("rick")
    events = portal.events()[before:]
    assert [event.action for event in events] == [
        *["phone_system.create", "user.create", "membership.grant", "user.create"],
        *["user.deactivate", "user.activate"],
        *["role.create", "role.edit", "role.rename"],
        *["assignment.grant", "assignment.redate", "assignment.revoke", "role.delete"],
        *["group.create", "group.move"],
        *["membership.grant", "membership.redate", "membership.revoke"],
        *["group.delete", "user.remove"],
    ]
    created, deleted = events[6], events[12]
    assert created.before is None
    assert created.after["permissions"] == ["presence.access"]
    assert deleted.before["name"] == "S"
    assert deleted.after is None
    assert (events[10].before, events[10].after) == (
        {"expires": None},
        {"expires": clock.now.isoformat()},
    )


def test_a_run_leaves_its_digest_commit_link_and_actor(portal):
    note = RunNote(digest="abc", commit="def", link="https://ci.example/1", actor="pipeline")
    with portal.transaction(note) as work:
        work.users.create("/", "new")
    assert portal.events()[-1].run == {
        "digest": "abc",
        "commit": "def",
        "link": "https://ci.example/1",
        "actor": "pipeline",
    }


def test_the_removal_of_a_user_says_what_was_held_and_until_when(tree, clock):
    end, ended = clock.now + timedelta(days=1), clock.now - timedelta(days=1)
    with tree.transaction() as work:
        work.roles.create("Z", "user")
        work.roles.create("A", "user")
        work.assignments.grant("Z", "noah")
        work.assignments.grant("A", "noah", ended)
        work.memberships.grant(LONDON, TOP, "noah", end)
        work.users.remove("noah")
    assert tree.events()[-1].before == {
        "name": "noah",
        "active": True,
        "memberships": [
            {"path": list(TOP), "expires": end.isoformat()},
            {"path": list(MANAGERS), "expires": None},
        ],
        "roles": [
            {"name": "A", "expires": ended.isoformat()},
            {"name": "Z", "expires": None},
        ],
    }


def undo(portal, write):
    """Let a savepoint fail after a write, inside a transaction that goes on."""
    with portal.transaction() as work:
        with suppress(KeyError), work.savepoint():
            write(work)
            raise KeyError
        work.users.create("/", "two")


def test_a_write_that_was_undone_is_not_in_the_log(portal):
    before = portal.events()
    undo(portal, lambda work: work.users.create("/", "one"))
    assert [event.subject for event in portal.events()[len(before) :]] == ["two"]


def refused_edit(portal):
    with portal.acting_as("Noah").transaction() as work:
        work.groups.edit(LONDON, SALES, permissions=["presence.access"])


def test_a_refusal_is_logged_with_who_what_and_why_though_the_write_is_undone(tree):
    with pytest.raises(MayNotManageGroup):
        refused_edit(tree)
    event = tree.events()[-1]
    assert (event.at, event.actor, event.scope) == (NOW, "noah", "/Acme/London")
    assert event.action == "group.edit"
    assert event.subject == (
        "scope /acme/london, path Top Role/Managers/Sales, permissions presence.access"
    )
    assert event.refused == "may-not-manage-group"
    assert "role_permissions.manage" in event.reason


def refused_in_savepoint(portal):
    with portal.acting_as("noah").transaction() as work, suppress(Forbidden), work.savepoint():
        work.groups.edit(LONDON, SALES, description="d")


def refused_inside_what_is_undone(portal):
    """The owner's transaction fails after a delegated one inside it was refused."""
    with suppress(KeyError), portal.transaction():
        refused_in_savepoint(portal)
        with suppress(Forbidden):
            refused_edit(portal)
        raise KeyError


def test_a_refusal_that_the_transaction_survives_is_logged_once(tree):
    before = len(tree.events())
    refused_in_savepoint(tree)
    assert [event.refused for event in tree.events()[before:]] == ["may-not-manage-group"]


def test_a_refusal_inside_a_transaction_that_is_undone_later_is_still_logged(tree):
    before = len(tree.events())
    refused_inside_what_is_undone(tree)
    found = [(event.actor, event.refused) for event in tree.events()[before:]]
    assert found == [("noah", "may-not-manage-group")] * 2


def test_trying_things_out_leaves_no_refusal_behind(tree):
    before = tree.events()
    with tree.rollback_after():
        refused_in_savepoint(tree)
    with tree.transaction():
        pass
    assert tree.events() == before


def test_every_rule_that_refuses_a_delegated_caller_is_logged(tree):
    with tree.transaction() as work:
        work.groups.edit(LONDON, MANAGERS, permissions=["role_permissions.manage"])
    with pytest.raises(NameTaken), tree.acting_as("noah").transaction() as work:
        work.groups.create(LONDON, SALES)
    assert tree.events()[-1].refused == "name-taken"


def test_what_is_refused_to_the_owner_is_not_logged(tree):
    before = tree.events()
    with pytest.raises(NameTaken), tree.transaction() as work:
        work.groups.create(LONDON, SALES)
    assert tree.events() == before


@pytest.mark.parametrize(
    ("caller", "permission", "expected"),
    [
        ("olivia", "reseller.access_events", {"/"}),
        ("olivia", "customer.access_events", {"/Acme", "/Acme/London", "/Acme/Paris"}),
        ("amanda", "customer.access_events", {"/Acme", "/Acme/London", "/Acme/Paris"}),
    ],
)
def test_events_are_read_by_who_may_access_events_of_their_level(
    portal, caller, permission, expected
):
    role_type = "reseller" if caller == "olivia" else "customer"
    grant_role(portal, caller, permission, role_type=role_type)
    seen = {event.scope for event in portal.acting_as(caller).events()}
    if (caller, permission) == ("olivia", "customer.access_events"):
        expected |= {"/Globex", "/Globex/Oslo"}
    assert seen == expected


def test_events_are_hidden_from_everybody_else(portal):
    for caller in ("olivia", "amanda", "amelia"):
        with pytest.raises(MayNotReadEvents, match="access_events"):
            portal.acting_as(caller).events()
        event = portal.events()[-1]
        assert (event.actor, event.action, event.refused) == (
            caller,
            "events.read",
            "may-not-read-events",
        )
