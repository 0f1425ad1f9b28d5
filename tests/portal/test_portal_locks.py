"""The lock of the portal: one holder at a time, for as long as it gives signs of life."""

import threading
from dataclasses import asdict
from datetime import timedelta

import pytest
from portal_world import LONDON

from reconciler.portal import Lock, Portal, store
from reconciler.portal.errors.database import DatabaseBusy
from reconciler.portal.errors.rule import LockLost
from reconciler.portal.errors.unknown import NoSuchLock
from reconciler.portal.locks import LEASE

IVY = {"user": "ivy", "host": "desk", "link": "https://ci.example/17", "commit": "c0ffee"}


@pytest.fixture
def portal(made, clock):
    """The small portal where several may come at once: in a file, and on a server."""
    with Portal.open(made, clock=clock) as portal:
        yield portal


@pytest.fixture
def gina(portal):
    """Of the other customer: she sees nobody of the first one."""
    return portal.acting_as("gina")


def take(portal, name, replaces=None):
    lock = Lock(**{"id": name, "process": "p1", "since": portal.now(), **IVY})
    with portal.transaction() as work:
        other = work.locks.take(lock, replaces)
    return other and other.id


def holder(portal):
    with portal.reading() as reading:
        return reading.lock


def renew(portal, name):
    with portal.transaction() as work:
        return work.locks.renew(name)


def release(portal, name):
    with portal.transaction() as work:
        work.locks.release(name)


def test_who_comes_second_is_told_who_was_first(portal):
    assert take(portal, "first") is None
    assert take(portal, "second") == "first"


def test_what_is_given_back_is_free(portal):
    take(portal, "first")
    release(portal, "first")
    assert take(portal, "second") is None


def test_a_holder_without_a_sign_of_life_is_replaced_when_the_lease_is_over(portal, clock):
    take(portal, "first")
    clock.now += LEASE - timedelta(seconds=1)
    assert take(portal, "second") == "first"
    clock.now += timedelta(seconds=1)
    assert take(portal, "second") is None
    assert (renew(portal, "first"), renew(portal, "second")) == (False, True)


def test_a_sign_of_life_begins_a_new_lease(portal, clock):
    take(portal, "first")
    for _ in range(5):
        clock.now += LEASE / 2
        assert renew(portal, "first")
    assert take(portal, "second") == "first"


def test_a_holder_that_is_known_to_be_dead_is_replaced_at_once_and_no_other(portal):
    take(portal, "first")
    assert take(portal, "second", replaces="another") == "first"
    assert take(portal, "second", replaces="first") is None
    assert take(portal, "third", replaces="first") == "second"


def test_who_asks_again_goes_on_holding_it_for_a_whole_lease(portal, clock):
    take(portal, "first")
    began = holder(portal).since
    clock.now += LEASE / 2
    assert take(portal, "first") is None
    assert holder(portal).since == began
    clock.now += LEASE / 2
    assert take(portal, "second") == "first"


def test_who_was_replaced_gives_nothing_back(portal):
    take(portal, "first")
    take(portal, "second", replaces="first")
    release(portal, "first")
    assert take(portal, "third") == "second"


def test_only_its_very_id_breaks_a_lock_and_the_log_says_whose_it_was(portal):
    take(portal, "first")
    with pytest.raises(NoSuchLock), portal.transaction() as work:
        work.locks.break_("second")
    assert renew(portal, "first")
    with portal.transaction() as work:
        assert work.locks.break_("first").user == "ivy"
    assert not renew(portal, "first")
    last = portal.events()[-1]
    assert (last.action, last.scope, last.subject) == ("lock.break", "/", "ivy on desk")
    assert last.before["commit"] == "c0ffee"


def test_of_many_who_ask_at_once_one_gets_it(portal):
    answers, start = [], threading.Barrier(8)

    def ask(name):
        with portal.twin() as own:
            start.wait()
            answers.append((name, take(own, name)))

    threads = [threading.Thread(target=ask, args=(str(number),)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (holder,) = [name for name, other in answers if other is None]
    assert {other for _, other in answers} == {None, holder}


# Tenants


def test_who_does_not_see_the_place_of_the_holder_learns_that_there_is_one(portal, gina):
    take(portal.acting_as("amanda"), "first")
    assert holder(portal.acting_as("adam")).host == "desk"
    assert holder(gina) == holder(portal).hidden()
    assert set(IVY.values()).isdisjoint(asdict(holder(gina)).values())


@pytest.mark.parametrize("who", [None, "olivia"])
def test_the_owner_of_the_database_and_the_reseller_are_at_one_place(portal, gina, who):
    take(portal.acting_as(who), "first")
    assert [holder(portal.acting_as(one)).user for one in (None, "rhea")] == ["ivy", "ivy"]
    assert holder(gina).user == ""


def test_the_lock_of_another_tenant_is_neither_broken_nor_replaced_nor_used(portal, gina):
    take(portal.acting_as("amanda"), "first")
    assert take(gina, "second", replaces="first") == "first"
    assert take(gina, "first") == "first"
    assert not renew(gina, "first")
    release(gina, "first")
    with pytest.raises(NoSuchLock), gina.transaction() as work:
        work.locks.break_("first")
    with pytest.raises(LockLost), gina.transaction() as work:
        work.locks.demand("first")
    assert renew(portal.acting_as("amanda"), "first")


def test_a_lease_that_is_over_is_over_for_every_tenant(portal, gina, clock):
    take(portal.acting_as("amanda"), "first")
    clock.now += LEASE
    assert take(gina, "second") is None
    assert holder(portal.acting_as("amanda")).user == ""


def test_that_a_lock_was_broken_is_logged_where_its_holder_is(portal):
    take(portal.acting_as("amelia"), "first")
    with portal.acting_as("amanda").transaction() as work:
        work.locks.break_("first")
    last = portal.events()[-1]
    assert (last.actor, last.scope) == ("amanda", "/Acme/London")


# The fence


def write(portal, lock, name):
    """A slice of a run."""
    with portal.transaction() as work:
        work.locks.demand(lock)
        work.users.create(LONDON, name)


def names(portal):
    return {user.name for user in portal.read().users.values()}


def test_what_belongs_to_a_run_is_written_while_it_holds_the_lock_and_no_longer(portal):
    take(portal, "first")
    write(portal, "first", "while")
    take(portal, "second", replaces="first")
    with pytest.raises(LockLost, match="The lock first is not held any more"):
        write(portal, "first", "after")
    release(portal, "second")
    with pytest.raises(LockLost):
        write(portal, "second", "after")
    assert "while" in names(portal)
    assert "after" not in names(portal)


def test_a_lease_that_is_over_is_no_lock_lost_until_somebody_else_has_it(portal, clock):
    take(portal, "first")
    clock.now += LEASE
    write(portal, "first", "late")
    take(portal, "second")
    with pytest.raises(LockLost):
        write(portal, "first", "later")


@pytest.fixture
def other(portal, monkeypatch):
    """Another connection to the same database; neither waits for long."""
    monkeypatch.setattr(store, "_PATIENCE", 0.05)
    with portal.twin() as impatient, portal.twin() as other:
        yield impatient, other


def test_nobody_takes_or_breaks_a_lock_while_a_slice_is_written_under_it(other):
    run, other = other
    take(run, "first")
    with run.transaction() as work:
        work.locks.demand("first")
        for act in (lambda: break_(other, "first"), lambda: take(other, "second", "first")):
            with pytest.raises(DatabaseBusy):
                act()
        work.users.create(LONDON, "whole")
    break_(other, "first")
    assert "whole" in names(run)


def test_no_slice_is_written_while_its_lock_is_taken(other):
    run, other = other
    take(run, "first")
    with other.transaction() as work:
        work.locks.break_("first")
        with pytest.raises(DatabaseBusy):
            write(run, "first", "never")
    with pytest.raises(LockLost):
        write(run, "first", "never")
    assert "never" not in names(other)


def test_a_slice_that_had_to_wait_sees_that_its_lock_is_gone(portal):
    take(portal, "first")
    begun, said = threading.Event(), []

    def slice_():
        with portal.twin() as run:
            begun.set()
            try:
                write(run, "first", "never")
            except LockLost as error:
                said.append(error.code)

    thread = threading.Thread(target=slice_)
    with portal.transaction() as work:
        work.locks.break_("first")
        thread.start()
        begun.wait()
    thread.join()
    assert said == ["lock-lost"]
    assert "never" not in names(portal)


def break_(portal, name):
    with portal.transaction() as work:
        work.locks.break_(name)
