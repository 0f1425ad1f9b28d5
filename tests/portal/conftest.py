"""Fixtures of the small portal."""

import pytest
from portal_world import LONDON, MANAGERS, SALES, SUPPORT, Clock, populate

from reconciler.portal import Portal
from tests.putback import put_back


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(params=["sqlite", "postgresql"])
def portal(request, clock):
    """The small portal, on each kind of database."""
    with request.getfixturevalue(f"on_{request.param}")(clock) as made:
        yield made


@pytest.fixture
def on_sqlite():
    return lambda clock: Portal.create("sqlite://", "northwind", clock=clock, fill=populate)


@pytest.fixture
def on_postgresql(populated):
    return lambda clock: Portal.open(populated(), clock=clock)


@pytest.fixture(scope="session")
def populated(cluster):
    with put_back(cluster, clock=Clock(), fill=populate) as again:
        yield again


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """A place for a new portal, on each kind of database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/deep/portal.db"
    return request.getfixturevalue("postgresql")


@pytest.fixture
def made(url):
    """The address of the small portal, which nobody has open."""
    Portal.create(url, "northwind", clock=Clock(), fill=populate).close()
    return url


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
