"""Every fault at every kind of call, over real sockets: done once, not done, or said to be unknown.

A write that is done is live exactly once. One that failed is not live. One whose effect is unknown
may be. Whatever it was, looking and writing again without a fault ends with the effect there once.
"""

import ssl
from dataclasses import dataclass

import pytest
import trustme

from reconciler.providers.http import Call, Client, Effect, Limits, Patience, Transport
from reconciler.providers.http.errors import (
    Conflict,
    Denied,
    EffectUnknown,
    HttpError,
    NotFound,
    Redirected,
)
from reconciler.testing.faults import Fault
from reconciler.testing.misdeeds import Manner
from reconciler.testing.proxy import Proxy
from tests.providers.http.serving import CANARY
from tests.providers.http.things import live

LIMITS = Limits(connect=1, read=0.25, deadline=0.4)
PATIENCE = Patience(attempts=4, seconds=3, settling=1, first=0.001, longest=0.002)
MANNER = Manner(pause=0.05, retry_after="0")
READ = Call("GET", "/things")


@dataclass(frozen=True)
class Kind:
    """One kind of write, what it changes, and what is live afterwards."""

    call: Call
    change: str
    after: dict


KINDS = {
    "create": Kind(
        Call("POST", "/things", {"name": "new", "value": 2}), "create new", {"old": 1, "new": 2}
    ),
    "create with a key": Kind(
        Call("POST", "/things", {"name": "new", "value": 2}, key="k1"),
        "create new",
        {"old": 1, "new": 2},
    ),
    "update": Kind(
        Call("PUT", "/things/old", {"value": 2}, {"If-Match": "1"}), "update old", {"old": 2}
    ),
    "delete": Kind(Call("DELETE", "/things/old"), "delete old", {}),
}
WRITES = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
FAULTS = pytest.mark.parametrize("fault", Fault, ids=lambda fault: fault.value)


@pytest.fixture(scope="module")
def encrypted(tmp_path_factory):
    """How the proxy speaks TLS, and the environment that trusts it."""
    authority = trustme.CA()
    path = tmp_path_factory.mktemp("trust") / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context, {"REQUESTS_CA_BUNDLE": str(path), "RECONCILER_TOKEN": CANARY}


def client(url, environment):
    whoami = Call("GET", "/things//account")
    return Client(Transport(url, environment, LIMITS), whoami, PATIENCE)


def sound(url):
    """A client that is not in a hurry, for a line without faults."""
    return Client(Transport(url, {}))


def verify(kind):
    return lambda read: (
        Effect.THERE if read(READ).data == {"things": kind.after} else Effect.NOT_THERE
    )


def attempt(ours, kind):
    """What the client says became of a write: done, failed or unknown."""
    try:
        ours.write(kind.call, verify(kind))
    except EffectUnknown:
        return "unknown"
    except HttpError as error:
        return "failed" if CANARY not in str(error) else str(error)
    return "done"


def judge(outcome, kind, things):
    """What was said is true."""
    truth = {"done": [[kind.change]], "failed": [[]], "unknown": [[], [kind.change]]}
    assert things.changes in truth[outcome]


def repair(ours, kind, things):
    """A look and a write without faults lead to the end."""
    if verify(kind)(ours.read) is Effect.NOT_THERE:
        ours.write(kind.call, verify(kind))
    assert things.changes == [kind.change]


@FAULTS
@WRITES
def test_a_write_survives_a_fault(kind, fault, encrypted):
    context, environment = encrypted
    with live() as (things, url):
        with Proxy(url, {1: fault}, MANNER, context) as proxy:
            outcome = attempt(client(proxy.url, environment), kind)
        judge(outcome, kind, things)
        repair(sound(url), kind, things)


@FAULTS
@pytest.mark.parametrize("first", [Fault.ANSWER_LOST, Fault.ERROR_BEFORE], ids=lambda f: f.value)
def test_a_write_survives_a_fault_of_the_look_at_it(first, fault, encrypted):
    context, environment = encrypted
    kind = KINDS["create"]
    with live() as (things, url):
        with Proxy(url, {1: first, 2: fault}, MANNER, context) as proxy:
            outcome = attempt(client(proxy.url, environment), kind)
        judge(outcome, kind, things)
        repair(sound(url), kind, things)


def test_a_look_that_lags_behind_does_not_write_twice(encrypted):
    context, environment = encrypted
    kind, plan = KINDS["create"], {2: Fault.ANSWER_LOST, 3: Fault.LAGGING_LIST}
    with live() as (things, url), Proxy(url, plan, MANNER, context) as proxy:
        ours = client(proxy.url, environment)
        ours.read(READ)
        assert attempt(ours, kind) == "done"
        judge("done", kind, things)
    assert proxy.seen == ["GET /things", *["POST /things", "GET /things"] * 2]


@FAULTS
def test_a_read_is_right_or_an_error(fault, encrypted):
    context, environment = encrypted
    with live() as (_, url), Proxy(url, {1: fault}, MANNER, context) as proxy:
        try:
            found = client(proxy.url, environment).read(READ).data
        except HttpError as error:
            found = type(error)
    final = {
        Fault.UNAUTHORIZED: Denied,
        Fault.FORBIDDEN: Denied,
        Fault.NOT_FOUND: NotFound,
        Fault.CONFLICT: Conflict,
        Fault.PRECONDITION: Conflict,
        Fault.REDIRECT: Redirected,
    }
    assert found == final.get(fault, {"things": {"old": 1}})
