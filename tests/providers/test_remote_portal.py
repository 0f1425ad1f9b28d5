"""The portal over HTTP: whose it is, what is seen of it, and that all of it is of one moment."""

from contextlib import contextmanager

import pytest
import requests

from reconciler.core.scope import Pattern, Scope, Selection
from reconciler.errors import TargetError, UsageError
from reconciler.portal import Portal
from reconciler.providers.http import Answer, Client, Time
from reconciler.providers.http.errors import BadAnswer, CredentialsRefused
from reconciler.providers.portal import open_provider
from reconciler.providers.portal.local.provider import PortalProvider
from reconciler.providers.portal.remote import reading
from reconciler.providers.portal.remote.account import Account
from reconciler.providers.portal.remote.reading import READINGS, Reader
from reconciler.providers.portal.target import portal_target
from reconciler.testing import EVERYTHING, world
from reconciler.testing.proxy import Proxy
from tests.providers.portals import portal_with
from tests.providers.served import served
from tests.worlds import portals
from tests.worlds.build import NOW

OWNER = {"RECONCILER_TOKEN": "rcp_of-the-owner"}


@pytest.fixture
def file(tmp_path):
    """The address of a portal in a file that holds the world."""
    url = f"sqlite:///{tmp_path / 'portal.db'}"
    portal_with(world(portal_target("northwind")), url).portal.close()
    return url


def token(url, user, **more):
    with Portal.open(url) as portal, portal.transaction() as work:
        return {"RECONCILER_TOKEN": work.tokens.create(user, **more)[1]}


# Whose it is, and as whom it is spoken to


def test_another_account_is_told_before_anything_else_is_asked(file):
    with (
        served(file) as url,
        Proxy(url, {}) as proxy,
        pytest.raises(TargetError, match="the portal of northwind, not of southwind"),
    ):
        open_provider(proxy.url, "southwind", OWNER)
    assert proxy.seen == ["GET /v1/account"]


def test_the_target_is_the_live_catalog(file):
    with served(file) as url:
        assert open_provider(url, "northwind", OWNER).describe() == portal_target("northwind")


def test_a_token_is_needed(file):
    with served(file) as url, pytest.raises(UsageError, match="set RECONCILER_TOKEN"):
        open_provider(url, "northwind", {})


def test_a_token_that_is_none_is_refused(file):
    with (
        served(file, owner=False) as url,
        pytest.raises(CredentialsRefused, match="answered 401"),
    ):
        open_provider(url, "northwind", {"RECONCILER_TOKEN": "rcp_nobody"})


def test_a_token_acts_as_its_user_and_nobody_else(file):
    with served(file) as url, pytest.raises(UsageError, match="RECONCILER_AS"):
        open_provider(url, "northwind", OWNER | {"RECONCILER_AS": "ann.root"})


@pytest.mark.parametrize("said", ["0", "101", "many", "-1", "٣"])
def test_how_many_at_once_is_a_number_from_1_to_100(said, file):
    with served(file) as url, pytest.raises(UsageError, match="from 1 to 100"):
        open_provider(url, "northwind", OWNER | {"RECONCILER_PARALLELISM": said})


# What is seen


@pytest.mark.parametrize("number", range(8))
@pytest.mark.parametrize("limit", [1, 2, 5000])
def test_what_is_read_is_what_the_database_holds(number, limit, tmp_path, monkeypatch):
    """However many pages it takes: a container may go on in the next one."""
    monkeypatch.setattr(reading, "LIMIT", limit)
    database = f"sqlite:///{tmp_path / 'portal.db'}"
    expected = portals.portal(number, database).observe(EVERYTHING)
    with served(database, clock=lambda: NOW) as url:
        assert open_provider(url, "northwind", OWNER).observe(EVERYTHING) == expected


@pytest.mark.parametrize("limit", [1, 5000])
def test_a_caller_sees_over_http_what_they_see_in_the_database(limit, file, monkeypatch):
    monkeypatch.setattr(reading, "LIMIT", limit)
    of = Selection((Pattern(Scope("/acme"), deep=True),))
    with Portal.open(file, "bob.acme") as portal:
        expected = PortalProvider(portal).observe(of)
    with served(file, owner=False) as url:
        found = open_provider(url, "northwind", token(file, "bob.acme")).observe(of)
    assert found == expected
    assert found.caller == "/acme:bob.acme"


def test_what_a_token_does_not_see_is_an_error(file):
    with served(file, owner=False) as url:
        provider = open_provider(url, "northwind", token(file, "ann.root", scope="/acme"))
        with pytest.raises(TargetError, match="sees nothing of /: it is for /acme and below"):
            provider.observe(EVERYTHING)


# One moment


@contextmanager
def interfered(file, times):
    """A reader whose pages are written between, so many times."""
    with served(file) as url, Portal.open(file) as portal:
        provider = open_provider(url, "northwind", OWNER)
        left = iter(range(times))

        def read(call):
            if "users" in call.path and next(left, None) is not None:
                with portal.transaction() as work:
                    work.scopes.create_customer(f"new {next(names)}")
            return provider._client.read(call)

        names = iter(range(1000))
        client = Client(provider._client.transport)
        client.read = read
        yield Reader(client, provider._client.transport.origin, 1), provider


def test_what_changes_while_it_is_read_is_read_again(file):
    with interfered(file, READINGS - 1) as (reader, provider):
        found = reader.read()
        names = {one["path"] for one in found.scopes}
        assert {f"/new {number}" for number in range(READINGS - 1)} <= names
        assert found == provider._reader.read()


def test_what_never_stands_still_is_an_error(file):
    with (
        interfered(file, 1000) as (reader, _),
        pytest.raises(TargetError, match="others wrote while it was read, 5 times"),
    ):
        reader.read()


# Answers that are none of a portal


class Says:
    """A network where somebody else answers, always the same."""

    time = Time()

    def __init__(self, data):
        self.data = data

    def send(self, *_):
        return Answer(200, {}, self.data)


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (None, "all of it"),
        ([], "all of it"),
        ({"account": "northwind"}, "caller"),
        ({"account": 7, "caller": {}, "token": {}}, "account"),
        ({"account": "x", "caller": {"user": "a"}, "token": {"scope": "/"}}, "caller/scope"),
    ],
)
def test_an_answer_of_another_shape_is_refused_with_the_place_and_unquoted(data, place):
    with pytest.raises(BadAnswer) as refused:
        Account.read(Client(Says(data)))
    assert str(refused.value) == (
        f"GET /v1/account: the answer is not of the shape that was asked for, at {place}"
    )


def test_a_page_of_another_shape_is_refused(file):
    with served(file) as url:
        origin = open_provider(url, "northwind", OWNER)._reader.origin
    page = {"items": [{"path": "/", "name": 1}], "next": None, "version": 1}
    with pytest.raises(BadAnswer, match=r"GET /v1/\w+: the answer is not of the shape"):
        Reader(Client(Says(page)), origin, 1).read()


def test_a_portal_of_other_levels_is_not_understood(file):
    with served(file) as url:
        provider = open_provider(url, "northwind", OWNER)
        catalog = requests.get(f"{url}/v1/catalog", timeout=10).json()
    provider._client = Client(Says(catalog | {"levels": ["galaxy"]}))
    with pytest.raises(TargetError, match="levels that are not known here"):
        provider.describe()
