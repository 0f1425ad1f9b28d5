"""One server for each file of tests, with a portal of its own."""

import pytest
from serving import Client, issue, make_portal, serving


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    url = f"sqlite:///{tmp_path_factory.mktemp('api')}/portal.db"
    make_portal(url)
    return url


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    return tmp_path_factory.mktemp("log") / "requests"


@pytest.fixture(scope="module")
def base(url, log):
    with serving(url, log, "--rate", "0") as base:
        yield base


@pytest.fixture(scope="module")
def as_user(base, url):
    """A client with a token of that user."""
    clients = {}

    def make(user, kind="write", **more):
        key = (user, kind, *more.items())
        if key not in clients:
            clients[key] = Client(base, issue(url, user, kind, **more))
        return clients[key]

    yield make
    for client in clients.values():
        client.session.close()


@pytest.fixture(scope="module")
def olivia(as_user):
    return as_user("olivia")


@pytest.fixture(scope="module")
def gina(as_user):
    return as_user("gina")
