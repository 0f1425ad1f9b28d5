"""Fixtures of the small portal."""

import pytest
from portal_world import LONDON, MANAGERS, SALES, SUPPORT, Clock, populate

from reconciler.portal import Portal


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def portal(clock):
    with Portal.create("sqlite://", "northwind", clock=clock, fill=populate) as made:
        yield made


@pytest.fixture
def work(portal):
    """The owner's writes, all in one transaction."""
    with portal.transaction() as unit:
        yield unit


@pytest.fixture
def tree(portal):
    """Managers with noah, Sales below it with isla and jack, Support beside it with ivy."""
    with portal.transaction() as work:
        work.groups.create(LONDON, MANAGERS)
        work.groups.create(LONDON, SALES)
        work.groups.create(LONDON, SUPPORT)
        work.memberships.grant(LONDON, MANAGERS, "noah")
        work.memberships.grant(LONDON, SALES, "isla")
        work.memberships.grant(LONDON, SALES, "jack")
        work.memberships.grant(LONDON, SUPPORT, "ivy")
    return portal
