"""The fault-injecting proxy does what each fault says, and nothing else."""

import json
import socket
import ssl
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, IncompleteRead, RemoteDisconnected
from threading import Event
from urllib.parse import urlsplit

import pytest
import trustme

from reconciler.testing.faults import Fault, random_plan
from reconciler.testing.misdeeds import Manner
from reconciler.testing.proxy import Proxy
from tests.providers.http.things import live

MANNER = Manner(pause=0.01, retry_after="7", elsewhere="https://elsewhere.invalid")


def ask(url, method="GET", path="/things", body=None, timeout=1.5):
    """Status, headers and body of one call, by the plainest client there is."""
    place = urlsplit(url)
    connection = HTTPConnection(place.hostname, place.port, timeout=timeout)
    try:
        connection.request(method, path, json.dumps(body) if body else None)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


def create(url, **more):
    return ask(url, "POST", body={"name": "new", "value": 2}, **more)


@pytest.fixture
def system():
    with live() as (things, url):
        things.url = url
        yield things


def faulty(system, fault, **more):
    return Proxy(system.url, {1: fault}, MANNER, **more)


def test_without_a_fault_a_call_passes(system):
    with Proxy(system.url, {}) as proxy:
        assert create(proxy.url)[0] == 201
        assert json.loads(ask(proxy.url)[2]) == {"things": {"old": 1, "new": 2}}
    assert proxy.seen == ["POST /things", "GET /things"]


@pytest.mark.parametrize(
    ("fault", "status", "changes"),
    [
        (Fault.ERROR_BEFORE, 500, 0),
        (Fault.ERROR_AFTER, 500, 1),
        (Fault.UNAVAILABLE, 503, 0),
        (Fault.THROTTLED, 429, 0),
        (Fault.UNAUTHORIZED, 401, 0),
        (Fault.FORBIDDEN, 403, 0),
        (Fault.NOT_FOUND, 404, 0),
        (Fault.CONFLICT, 409, 0),
        (Fault.PRECONDITION, 412, 0),
        (Fault.PARTIAL, 206, 1),
        (Fault.TRUNCATED, 201, 1),
        (Fault.HTML_PAGE, 200, 0),
        (Fault.REDIRECT, 307, 0),
        (Fault.TWICE, 409, 1),
        (Fault.REORDERED, 201, 1),
        (Fault.LAGGING_LIST, 201, 1),
    ],
)
def test_a_fault_answers_with_its_status_before_or_after_the_effect(system, fault, status, changes):
    with faulty(system, fault) as proxy:
        assert create(proxy.url)[0] == status
    assert len(system.changes) == changes


@pytest.mark.parametrize(
    ("fault", "error", "changes"),
    [
        (Fault.CONNECTION_REFUSED, ConnectionRefusedError, 0),
        (Fault.NAME_NOT_FOUND, socket.gaierror, 0),
        (Fault.RESET_BEFORE, ConnectionError, 0),
        (Fault.RESET_AFTER, ConnectionResetError, 0),
        (Fault.ANSWER_LOST, RemoteDisconnected, 1),
        (Fault.TIMEOUT_BEFORE, TimeoutError, 0),
        (Fault.TIMEOUT_AFTER, TimeoutError, 1),
        (Fault.WRONG_LENGTH, IncompleteRead, 1),
        (Fault.SILENCE, TimeoutError, 1),
    ],
)
def test_a_fault_ends_the_call_before_or_after_the_effect(system, fault, error, changes):
    with faulty(system, fault) as proxy:
        with pytest.raises(error):
            create(proxy.url, timeout=0.2 if error is TimeoutError else 1.5)
        assert ask(proxy.url)[0] == 200
    assert len(system.changes) == changes


@pytest.mark.parametrize("fault", [Fault.UNAVAILABLE, Fault.THROTTLED])
def test_who_is_to_come_back_is_told_when(system, fault):
    with faulty(system, fault) as proxy:
        assert ask(proxy.url)[1]["Retry-After"] == "7"


def test_a_redirect_points_elsewhere(system):
    with faulty(system, Fault.REDIRECT) as proxy:
        assert ask(proxy.url)[1]["Location"] == "https://elsewhere.invalid/things"


@pytest.mark.parametrize("fault", [Fault.TRUNCATED, Fault.PARTIAL])
def test_half_an_answer_is_half(system, fault):
    with faulty(system, fault) as proxy:
        assert ask(proxy.url)[2] == b'{"things": '[: len(b'{"things": {"old": 1}}') // 2]


def test_a_dripping_answer_comes_whole_if_one_waits(system):
    with Proxy(system.url, {1: Fault.DRIPPING}, Manner(pause=0.0001)) as proxy:
        assert json.loads(ask(proxy.url)[2]) == {"things": {"old": 1}}


def test_a_lagging_list_is_what_it_was_before(system):
    with Proxy(system.url, {3: Fault.LAGGING_LIST}) as proxy:
        before = ask(proxy.url)[2]
        create(proxy.url)
        assert ask(proxy.url)[2] == before
        assert ask(proxy.url)[2] != before


def test_a_request_that_is_held_up_arrives_after_another(system):
    with Proxy(system.url, {1: Fault.REORDERED}, Manner(pause=1)) as proxy:
        with ThreadPoolExecutor() as threads:
            first = threads.submit(create, proxy.url)
            while not proxy.seen:
                Event().wait(0.001)
            ask(proxy.url, "DELETE", "/things/old")
        assert first.result()[0] == 201
    assert system.changes == ["delete old", "create new"]


def test_a_handshake_fails(system):
    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    ours = ssl.create_default_context()
    authority.configure_trust(ours)
    with faulty(system, Fault.TLS_FAILURE, tls=context) as proxy:
        place = urlsplit(proxy.url)
        with (
            socket.create_connection((place.hostname, place.port)) as plain,
            pytest.raises(ssl.SSLError),
        ):
            ours.wrap_socket(plain, server_hostname=place.hostname)


def test_a_handshake_that_cannot_fail_is_not_promised(system):
    with pytest.raises(ValueError, match="no handshake"):
        faulty(system, Fault.TLS_FAILURE)


def test_only_the_proxys_address_is_looked_up_wrongly(system):
    with faulty(system, Fault.NAME_NOT_FOUND) as proxy:
        assert ask(system.url)[0] == 200
        with pytest.raises(socket.gaierror):
            ask(proxy.url)


@pytest.mark.parametrize("fault", [Fault.CONNECTION_REFUSED, Fault.NAME_NOT_FOUND])
def test_who_looks_up_no_address_here_is_reset(system, fault):
    def first_byte():
        with socket.socket() as other:
            other.settimeout(1)
            other.connect((urlsplit(proxy.url).hostname, urlsplit(proxy.url).port))
            return other.recv(1)

    with faulty(system, fault) as proxy, pytest.raises(ConnectionResetError):
        first_byte()


def test_every_fault_is_explained_and_the_same_seed_gives_the_same_plan():
    assert [fault for fault in Fault if not fault.sentence.endswith(".")] == []
    assert random_plan(7, 100, 0.3) == random_plan(7, 100, 0.3)
    assert random_plan(7, 100, 0.3) != random_plan(8, 100, 0.3)
    assert set(random_plan(7, 100, 1)) == set(range(1, 101))
