"""The SQL of the portal's rules is everybody's: what they send PostgreSQL could read as well."""

import re
from datetime import timedelta

import pytest
from portal_world import LONDON, MANAGERS, SALES, SUPPORT, Clock, populate
from sqlalchemy import Engine, event
from sqlalchemy.dialects import postgresql

from reconciler.portal import Portal

_ONLY_SQLITE = re.compile(r"\bOR (REPLACE|IGNORE|ABORT|FAIL|ROLLBACK)\b|\bPRAGMA\b", re.IGNORECASE)


@pytest.fixture
def statements():
    """Every statement that is sent while the test runs."""
    found = []

    def collect(_connection, statement, *_values):
        found.append(statement)

    event.listen(Engine, "before_execute", collect)
    yield found
    event.remove(Engine, "before_execute", collect)


def write_groups(work, now):
    work.groups.create(LONDON, MANAGERS, ["role_permissions.manage", "users.access"])
    work.groups.create(LONDON, SALES)
    work.groups.create(LONDON, SUPPORT)
    work.groups.edit(LONDON, SALES, permissions=["presence.access"], description="d")
    work.groups.edit(LONDON, SALES, permissions=[])
    work.groups.move(LONDON, SALES, (*SUPPORT, "Sales"))
    work.memberships.grant(LONDON, MANAGERS, "noah")
    work.memberships.grant(LONDON, SUPPORT, "isla", now - timedelta(days=1))
    work.memberships.grant(LONDON, SUPPORT, "isla")
    work.memberships.redate(LONDON, SUPPORT, "isla", now)
    work.memberships.revoke(LONDON, SUPPORT, "isla")
    work.groups.delete(LONDON, (*SUPPORT, "Sales"))


def write_roles(work, now):
    work.roles.create("R", "user", ["presence.access"])
    work.roles.edit("R", permissions=["soft_phone.access"], description="d")
    work.roles.rename("R", "S")
    work.assignments.grant("S", "jack", now - timedelta(days=1))
    work.assignments.grant("S", "jack")
    work.assignments.redate("S", "jack", now)
    work.assignments.revoke("S", "jack")
    work.roles.delete("S")
    work.roles.create("T", "user")
    work.assignments.grant("T", "ivy")


def write_users(work):
    work.users.deactivate("jack")
    work.users.activate("jack")
    work.users.remove("ivy")


def test_every_statement_is_one_that_postgresql_can_read(statements):
    clock = Clock()
    with Portal.create("sqlite://", "northwind", clock=clock, fill=populate) as portal:
        with portal.transaction() as work:
            write_groups(work, clock.now)
            write_roles(work, clock.now)
            write_users(work)
        with portal.acting_as("noah").transaction() as work:
            work.groups.create(LONDON, (*MANAGERS, "Crew"))
        portal.read()
        portal.events()
        portal.check("amelia", "users.access", LONDON, on="noah")
    sent = {str(one.compile(dialect=postgresql.dialect())) for one in statements}
    assert {one.split()[0] for one in sent} >= {"CREATE", "INSERT", "SELECT", "UPDATE", "DELETE"}
    assert [one for one in sent if _ONLY_SQLITE.search(one)] == []
