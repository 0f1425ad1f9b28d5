"""Slices over HTTP: what becomes of each change when the batch, the portal or the line is bad."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from reconciler.core.change import Change
from reconciler.core.model import Container, Group, Membership, Ref, Role
from reconciler.core.outcome import Status
from reconciler.core.scope import ROOT, Scope
from reconciler.errors import Locked, NothingWritten
from reconciler.portal import Portal
from reconciler.providers.base import Run
from reconciler.providers.http import Client, Limits, Patience, Transport
from reconciler.providers.portal import open_provider
from reconciler.providers.portal.remote import slice as slices
from reconciler.providers.portal.remote.account import WHO
from reconciler.providers.portal.remote.slice import Slice
from reconciler.providers.portal.remote.state import Addresses
from reconciler.providers.portal.target import portal_target
from reconciler.testing import EVERYTHING, world
from reconciler.testing.faults import Fault
from reconciler.testing.misdeeds import Manner
from reconciler.testing.proxy import Proxy
from tests.providers.portals import portal_with
from tests.providers.served import served

OWNER = {"RECONCILER_TOKEN": "rcp_of-the-owner"}
RUN = Run(datetime(2026, 5, 1, tzinfo=UTC), digest="d1", commit="c1", actor="pipeline")
RULES = portal_target("northwind").names
LONDON = Scope("/acme/london")
LONG = "x" * 70_000


def role(name, description="", permissions=()):
    return Role(Ref("role", ROOT, (name,)), "user", description, frozenset(permissions))


def group(*names):
    return Group(Ref("group", LONDON, ("top role", *names)), "", frozenset())


def seat(user, *names, expires=None):
    return Membership(user, Container.of(group(*names).ref), expires)


@pytest.fixture
def file(tmp_path):
    url = f"sqlite:///{tmp_path / 'portal.db'}"
    portal_with(world(portal_target("northwind")), url).portal.close()
    return url


@pytest.fixture
def provider(file):
    with served(file) as url:
        yield open_provider(url, "northwind", OWNER)


def statuses(provider, *changes, run=RUN):
    return [outcome.status for outcome in provider.apply(changes, run)]


def reasons(provider, *changes):
    return [outcome.reason for outcome in provider.apply(changes, RUN)]


def events(file):
    with Portal.open(file) as portal:
        return [event for event in portal.events() if event.run]


def test_a_slice_is_one_request_and_says_in_the_log_what_run_it_was(file):
    changes = [Change(None, role(f"new {number}")) for number in range(100)]
    with served(file) as url, Proxy(url, {}) as proxy:
        provider = open_provider(proxy.url, "northwind", OWNER)
        provider.describe()
        asked = len(proxy.seen)
        assert statuses(provider, *changes) == [Status.APPLIED] * 100
        assert proxy.seen[asked:] == ["POST /v1/batch"]
    assert {(event.run["digest"], event.run["actor"]) for event in events(file)} == {
        ("d1", "pipeline")
    }


def test_a_batch_is_no_larger_than_the_portal_takes(file, monkeypatch):
    monkeypatch.setattr(slices, "_LARGEST", 400)
    changes = [Change(None, role(f"new {number}", "x" * 90)) for number in range(7)]
    with served(file) as url, Proxy(url, {}) as proxy:
        provider = open_provider(proxy.url, "northwind", OWNER)
        assert statuses(provider, *changes) == [Status.APPLIED] * 7
        assert proxy.seen.count("POST /v1/batch") == 4


def test_one_write_that_no_portal_can_read_leaves_the_others_their_outcomes(provider):
    """The batch is refused whole for it; alone, each is told its own reason."""
    changes = [Change(None, role("one")), Change(None, role("two", LONG)), Change(None, role("3"))]
    assert statuses(provider, *changes) == [Status.APPLIED, Status.FAILED, Status.APPLIED]
    assert {role("one").ref, role("3").ref} <= provider.observe(EVERYTHING).roles.keys()
    assert "65536" in reasons(provider, changes[1])[0]


def test_what_has_no_place_in_a_portal_is_not_sent(provider):
    elsewhere = Role(Ref("role", LONDON, ("local",)), "user", "", frozenset())
    stranger = Membership("/acme:bob.acme", Container.of(group().ref))
    nested = Membership(group("x").ref, Container.of(group().ref))
    held = Membership("ann.london", Container(elsewhere.ref, LONDON))
    assert reasons(
        provider, *(Change(None, one) for one in (elsewhere, stranger, nested, held))
    ) == [
        "Roles are made at /, not at /acme/london.",
        "There is no user /acme:bob.acme at /acme/london.",
        "Only users are members of roles and groups.",
        "There are no roles at /acme/london.",
    ]


def test_somebody_who_is_gone_has_nothing_that_could_be_taken(provider):
    """And nothing whose end could be moved; to give them something fails with the reason."""
    clerk = Container(Ref("role", ROOT, ("clerk user",)), LONDON)
    end = datetime(2090, 1, 1, tzinfo=UTC)
    nobody = Membership("nobody", clerk)
    assert statuses(
        provider,
        Change(nobody, None),
        Change(seat("nobody"), None),
        Change(None, nobody),
        Change(nobody, replace(nobody, expires=end)),
    ) == [Status.ALREADY, Status.ALREADY, Status.FAILED, Status.FAILED]


def test_a_membership_that_ends_before_it_is_moved_is_a_conflict(file):
    """The portal finds what was expected, and it holds nothing any more."""
    soon = datetime.now(UTC) + timedelta(days=1)
    with served(file) as url:
        provider = open_provider(url, "northwind", OWNER)
        (name, *_) = sorted(provider.observe(EVERYTHING).users[LONDON].active)
        there = Membership(name, Container.of(group("new").ref), soon)
        made = [Change(None, group("new")), Change(None, there)]
        assert [statuses(provider, one) for one in made] == [[Status.APPLIED], [Status.APPLIED]]
    later = Change(there, replace(there, expires=None))
    with served(file, clock=lambda: soon) as url:
        provider = open_provider(url, "northwind", OWNER)
        provider._clock = lambda: soon
        (outcome,) = provider.apply([later], RUN)
    assert (outcome.status, outcome.reason) == (
        Status.CONFLICT,
        "it has ended since the plan was made",
    )


def test_what_has_ended_is_given_again_unless_somebody_was_faster(file):
    """Only the version that was told is written over."""
    past = datetime.now(UTC) - timedelta(days=1)
    with served(file) as url:
        provider = open_provider(url, "northwind", OWNER)
        (name, *_) = sorted(provider.observe(EVERYTHING).users[LONDON].active)
        there = Membership(name, Container.of(group("new").ref), past)
        assert statuses(provider, Change(None, group("new"))) == [Status.APPLIED]
        assert statuses(provider, Change(None, there)) == [Status.APPLIED]
        grant = Change(None, replace(there, expires=None))
        client = Overtaken(provider._client, file, name)
        at = Addresses(RULES)
        (outcome,) = Slice(client, at, RUN, "", datetime.now(UTC)).apply([grant])
        assert outcome.status is Status.CONFLICT
        assert statuses(provider, Change(None, replace(there, expires=client.end))) == [
            Status.ALREADY
        ]


class Overtaken:
    """A client before whose second batch somebody else writes the same membership."""

    end = datetime(2091, 1, 1, tzinfo=UTC)

    def __init__(self, client, file, user):
        self.client, self.file, self.user, self.batches = client, file, user, 0

    def write(self, call):
        self.batches += 1
        if self.batches == 2:
            with Portal.open(self.file) as portal, portal.transaction() as work:
                work.memberships.grant("/acme/london", ("Top Role", "New"), self.user, self.end)
        return self.client.write(call)


def test_a_slice_whose_lock_is_lost_is_not_written(provider):
    at = Addresses(RULES)
    gone = Slice(provider._client, at, RUN, "0123456789abcdef", datetime.now(UTC))
    with pytest.raises(Locked, match="taken by somebody else"):
        list(gone.apply([Change(None, role("new"))]))
    assert role("new").ref not in provider.observe(EVERYTHING).roles


def test_a_run_whose_lock_was_taken_writes_no_more(file):
    with served(file) as url:
        run, other = (open_provider(url, "northwind", OWNER) for _ in range(2))
        with run.lock(RUN):
            assert statuses(run, Change(None, role("first"))) == [Status.APPLIED]
            other.unlock(run._held)
            with pytest.raises(Locked, match="taken by somebody else"):
                statuses(run, Change(None, role("second")))
        assert statuses(run, Change(None, role("third"))) == [Status.APPLIED]  # none is held
        assert role("second").ref not in other.observe(EVERYTHING).roles


def test_a_portal_that_is_away_has_written_nothing(file):
    with served(file) as url:
        provider = hasty(url)
        provider.describe()
    with pytest.raises(NothingWritten, match="refused the connection"):
        statuses(provider, Change(None, role("new")))


# Faults on the way

HASTY = Patience(attempts=4, seconds=3, settling=1, first=0.001, longest=0.002)


def hasty(url):
    provider = open_provider(url, "northwind", OWNER)
    transport = Transport(url, OWNER, Limits(connect=1, read=0.5, deadline=0.8))
    provider._client = Client(transport, WHO, HASTY)
    provider._reader = replace(provider._reader, client=provider._client)
    return provider


def untroubled():
    return [fault for fault in Fault if fault is not Fault.TLS_FAILURE]


@pytest.mark.parametrize("fault", untroubled(), ids=lambda fault: fault.value)
def test_a_slice_is_written_once_or_known_not_to_be(fault, file):
    """Its key lets it be sent again: no fault makes two writes of one, or a wrong outcome."""
    change = Change(None, role("new"))
    with served(file) as url:
        calm = open_provider(url, "northwind", OWNER)
        with Proxy(url, {3: fault}, Manner(pause=0.05, retry_after="0")) as proxy:
            provider = hasty(proxy.url)
            provider.describe()
            try:
                (outcome,) = provider.apply([change], RUN)
            except NothingWritten:
                outcome = None
            except Locked:  # a conflict that no portal spoke of
                outcome = None
        made = [event for event in events(file) if event.refused is None]
        is_there = role("new").ref in calm.observe(EVERYTHING).roles
    assert len(made) == is_there
    if outcome is None or outcome.status is Status.FAILED:
        assert not is_there
    elif outcome.status is not Status.UNKNOWN:
        assert (outcome.status, is_there) == (Status.APPLIED, True)


def test_what_was_never_answered_is_unknown_and_may_be_there(file):
    """Neither done nor failed: whoever looks afterwards knows."""
    never = dict.fromkeys(range(3, 20), Fault.ANSWER_LOST)
    with served(file) as url, Proxy(url, never) as proxy:
        provider = hasty(proxy.url)
        provider.describe()
        (outcome,) = provider.apply([Change(None, role("new"))], RUN)
        calm = open_provider(url, "northwind", OWNER)
        assert role("new").ref in calm.observe(EVERYTHING).roles
    assert (outcome.status, "not known" in outcome.reason) == (Status.UNKNOWN, True)
    assert proxy.seen.count("POST /v1/batch") == HASTY.attempts
