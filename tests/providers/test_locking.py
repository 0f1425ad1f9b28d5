"""Locking: what holds of every lock, in a file and in the portal's database."""

import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reconciler.core.change import Change
from reconciler.core.model import Ref, Role
from reconciler.core.outcome import Status
from reconciler.core.scope import ROOT
from reconciler.errors import Locked, UsageError
from reconciler.portal import Portal
from reconciler.providers.base import Run
from reconciler.providers.lock_file import LockFile
from reconciler.providers.locking import Locking
from reconciler.providers.portal import open_provider
from reconciler.providers.portal.local import lock as local_lock
from reconciler.providers.portal.local.provider import PortalProvider
from reconciler.providers.portal.remote import lock as remote_lock
from tests.providers.served import served

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
IVY = Run(NOW, "", "c0ffee", "ivy", "https://ci.example/17", "desk")
LEO = Run(NOW, actor="leo", host="shelf")
OWNER = {"RECONCILER_TOKEN": "rcp_of-the-owner"}

HOLD = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from reconciler.providers.base import Run
from reconciler.providers.lock_file import LockFile
from reconciler.providers.portal import open_provider
OWNER = {"RECONCILER_TOKEN": "rcp_of-the-owner"}
kind, place = sys.argv[1:]
locking = LockFile(Path(place)) if kind == "file" else open_provider(place, "northwind", OWNER)
with locking.lock(Run(datetime.now(UTC), actor="ivy", host="desk")):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture(params=["file", "portal", "service"])
def place(request, tmp_path):
    """The kind of a lock, and where it is."""
    url = f"sqlite:///{tmp_path}/portal.db"
    if request.param != "file":
        Portal.create(url, "northwind").close()
    match request.param:
        case "file":
            yield request.param, str(tmp_path / "target.lock")
        case "portal":
            yield request.param, url
        case _:
            with served(url) as address:
                yield request.param, address


@pytest.fixture
def opened(place):
    """The same lock, as often as it is asked for, each time as another process would see it."""
    kind, where = place
    portals = []

    def one():
        if kind == "file":
            return LockFile(Path(where))
        if kind == "service":
            return open_provider(where, "northwind", OWNER)
        portals.append(Portal.open(where))
        return PortalProvider(portals[-1])

    yield one
    for portal in portals:
        portal.close()


def id_of(locking):
    """The ID that who comes second is told."""
    with pytest.raises(Locked) as raised, locking.lock(LEO):
        pass
    return str(raised.value).partition("Lock ")[2].partition(".")[0]


def test_it_speaks_the_protocol(opened):
    assert isinstance(opened(), Locking)


def test_who_comes_second_is_told_who_was_first(opened):
    with opened().lock(IVY) as still:
        with pytest.raises(Locked, match=r"ivy on desk, since 20.+, commit c0ffee, https://ci"):
            opened().lock(LEO).__enter__()
        still()


def test_who_holds_it_is_known_without_taking_it(opened):
    assert opened().holder() is None
    with opened().lock(IVY) as still:
        held = opened().holder()
        assert (held.user, held.host, held.commit) == ("ivy", "desk", "c0ffee")
        assert held.id == id_of(opened())
        still()
    assert opened().holder() is None


def test_it_is_given_back_however_the_block_ends(opened):
    with pytest.raises(KeyboardInterrupt), opened().lock(IVY):
        raise KeyboardInterrupt
    with opened().lock(LEO) as still:
        still()


def test_unlocked_by_its_id_it_is_lost_and_the_next_one_has_it(opened):
    with opened().lock(IVY) as still:
        holder = opened().unlock(id_of(opened()))
        assert (holder.user, holder.host, holder.commit) == ("ivy", "desk", "c0ffee")
        with pytest.raises(Locked, match="taken by somebody else"):
            still()
        with opened().lock(LEO) as other:
            with pytest.raises(Locked):
                still()
            other()
    with pytest.raises(UsageError, match="nobody is applying"):
        opened().unlock(holder.id)


def test_who_lost_it_does_not_give_back_the_lock_of_the_next(opened):
    first = opened().lock(IVY)
    first.__enter__()
    opened().unlock(id_of(opened()))
    with opened().lock(LEO) as still:
        first.__exit__(None, None, None)
        still()


def test_another_id_unlocks_nothing(opened):
    with opened().lock(IVY) as still:
        with pytest.raises(UsageError, match=r"There is no lock 0ddba11c: it is .+ ivy on desk"):
            opened().unlock("0ddba11c")
        still()


def test_one_that_was_killed_holds_nothing(opened, place):
    process = subprocess.Popen([sys.executable, "-c", HOLD, *place], stdout=subprocess.PIPE)
    try:
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(Locked, match=r"ivy on desk"):
            opened().lock(LEO).__enter__()
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
    assert opened().holder() is None
    with opened().lock(LEO) as still:
        still()


def test_a_holder_that_has_not_said_its_name_yet_is_somebody(tmp_path):
    lock = LockFile(tmp_path / "target.lock")
    with lock.lock(IVY):
        lock.path.write_text("")
        with pytest.raises(Locked, match="somebody on some host"):
            LockFile(lock.path).lock(LEO).__enter__()


@pytest.fixture(params=["sqlite", "postgresql"])
def at(request, tmp_path):
    """Providers of one portal, on each kind of database."""
    url = f"sqlite:///{tmp_path}/portal.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql")
    with Portal.create(url, "northwind", fill=two_tenants) as first, first.twin() as second:
        yield PortalProvider(first), PortalProvider(second)


def two_tenants(work):
    for name in ("Acme", "Globex"):
        work.scopes.create_customer(name)
        work.users.create(f"/{name}", f"of {name}")


def test_a_slice_is_not_written_whose_run_has_lost_the_portals_lock(at):
    run, other = at
    with run.lock(IVY):
        assert [one.status for one in run.apply([new_role("first")], IVY)] == [Status.APPLIED]
        other.unlock(id_of(other))
        with other.lock(LEO), pytest.raises(Locked, match="taken by somebody else"):
            list(run.apply([new_role("second")], IVY))
    with run.lock(IVY):  # another lock, with an ID of its own
        assert [one.status for one in run.apply([new_role("third")], IVY)] == [Status.APPLIED]
    names = {role.name for role in run.portal.read().roles.values()}
    assert names == {"first", "third"}


def test_whoever_holds_no_lock_is_not_asked_for_one(at):
    run, other = at
    with run.lock(IVY):
        assert [one.status for one in other.apply([new_role("first")], LEO)] == [Status.APPLIED]
    assert [one.status for one in run.apply([new_role("second")], IVY)] == [Status.APPLIED]


def test_another_tenants_lock_is_told_of_without_names_and_not_taken_away(at):
    portal = at[0].portal
    acme, globex = (PortalProvider(portal.acting_as(f"of {name}")) for name in ("Acme", "Globex"))
    with acme.lock(IVY) as still:
        with pytest.raises(Locked, match="somebody on some host") as raised:
            globex.lock(LEO).__enter__()
        lock = str(raised.value).partition("Lock ")[2].partition(".")[0]
        with pytest.raises(UsageError, match=f"The lock {lock} is held by somebody whom you do"):
            globex.unlock(lock)
        still()


def new_role(name):
    return Change(None, Role(Ref("role", ROOT, (name,)), "user", "", frozenset()))


@pytest.fixture(params=["portal", "service"])
def beating(request, tmp_path, monkeypatch):
    """A portal, and a run on it that gives a sign of life a hundred times a second."""
    for kind in (local_lock, remote_lock):
        monkeypatch.setattr(kind, "BEAT", 0.01)
    url = f"sqlite:///{tmp_path}/portal.db"
    with Portal.create(url, "northwind") as portal, served(url) as address:
        provider = PortalProvider(portal)
        if request.param == "service":
            provider = open_provider(address, "northwind", OWNER)
        yield portal, provider


def test_the_portal_sees_signs_of_life_while_the_run_is_at_work(beating):
    portal, provider = beating
    with provider.lock(IVY):
        first = end_of_lease(portal)
        until = time.monotonic() + 30
        while end_of_lease(portal) == first:
            assert time.monotonic() < until, "it gave none"


def end_of_lease(portal):
    with portal._store.reading() as connection:
        return connection.exec_driver_sql("select until from locks").scalar_one()
