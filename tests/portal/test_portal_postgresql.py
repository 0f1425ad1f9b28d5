"""What is so of PostgreSQL alone: a server that others use, that may be away, with its own mind."""

import gc
import subprocess
import sys
import threading
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from portal_world import LONDON, MANAGERS, Clock

from reconciler.portal import Portal
from reconciler.portal import store as store_module
from reconciler.portal.errors.database import (
    DatabaseBusy,
    DatabaseExists,
    DatabaseFailed,
    NoDatabase,
)

LATEST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


@pytest.fixture
def other(cluster, populated):
    """Somebody else in the database of the small portal."""
    with cluster.connect(populated().rpartition("/")[2]) as connection:
        yield connection


@pytest.fixture
def portal(populated, other):  # noqa: ARG001 - it is made as it was when somebody else comes
    with Portal.open(populated(), clock=Clock()) as opened:
        yield opened


def waits(other):
    """Whether somebody waits for a lock."""
    found = other.execute("select count(*) from pg_locks where not granted").fetchone()
    return found != (0,)


def test_an_empty_database_is_told_how_to_become_a_portal(postgresql):
    with pytest.raises(NoDatabase, match=f"reconciler portal init {postgresql} --from FILE"):
        Portal.open(postgresql)


def test_a_server_that_is_away_and_a_database_that_is_not_there_are_said_on_one_line(postgresql):
    for url, said in (
        ("postgresql://127.0.0.1:1/x", r"Connection refused"),
        (f"{postgresql}_none", r'database "portal_number_\d+_none" does not exist'),
    ):
        with pytest.raises(DatabaseFailed, match=said) as failure:
            Portal.open(url)
        assert "\n" not in str(failure.value)


def test_the_second_writer_waits_for_the_first_and_sees_what_it_wrote(portal, other):
    seen = []

    def write():
        with Portal.open(portal._store.url) as second, second.transaction() as work:
            seen.append(work.users.home("first").path)

    with portal.transaction() as work:
        work.users.create(LONDON, "first")
        thread = threading.Thread(target=write)
        thread.start()
        while not waits(other):
            assert thread.is_alive()
        assert seen == []
    thread.join()
    assert seen == ["/Acme/London"]


WRITER = """
import sys
from reconciler.portal import Portal

url, name = sys.argv[1:]
with Portal.open(url) as portal:
    for number in range(20):
        with portal.transaction() as work:
            work.users.create("/acme/london", f"{name}-{number}")
"""


def test_of_processes_that_write_at_once_nothing_is_lost(portal):
    before = len(portal.read().users)
    command = [sys.executable, "-c", WRITER, portal._store.url]
    writers = [subprocess.Popen([*command, name]) for name in "abc"]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    assert len(portal.read().users) == before + 3 * 20


def test_two_who_make_a_portal_in_one_place_make_one(postgresql):
    made = []

    def make(name):
        with suppress(DatabaseExists), Portal.create(postgresql, name) as portal:
            made.append(portal.account)

    threads = [threading.Thread(target=make, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Portal.open(postgresql) as portal:
        assert made == [portal.account]


def test_a_lock_that_somebody_else_holds_on_a_row_ends_in_one_clear_error(
    portal, other, monkeypatch
):
    monkeypatch.setattr(store_module, "_PATIENCE", 0.05)
    with other.transaction(force_rollback=True):
        other.execute("update users set active = false where folded = 'noah'")
        with pytest.raises(DatabaseBusy), portal.transaction() as work:
            work.users.deactivate("noah")
    assert portal.read().users[portal.read().user_ids["noah"]].active


@pytest.mark.parametrize("state", ["40001", "40P01"])
def test_a_race_that_the_database_sees_is_a_database_that_is_busy(portal, state):
    raising = f"do $$ begin raise exception 'a race' using errcode = '{state}'; end $$"
    with pytest.raises(DatabaseBusy), portal._store.transaction() as connection:
        connection.exec_driver_sql(raising)


def test_a_connection_that_is_lost_ends_the_transaction_and_not_the_portal(postgresql, cluster):
    with Portal.create(postgresql, "northwind") as portal:
        with pytest.raises(DatabaseFailed):
            lose_the_connection(portal, lambda: end_all(cluster, postgresql))
        assert portal.read().users == {}
        end_all(cluster, postgresql)
        assert portal.read().users == {}


def test_who_forgets_to_close_a_portal_leaves_no_connection_behind(postgresql, cluster):
    Portal.create(postgresql, "northwind")
    gc.collect()
    name = postgresql.rpartition("/")[2]
    with cluster.connect("postgres") as other:
        other.execute(f"drop database {name}")  # refused while anybody is connected
        other.execute(f"create database {name}")


def lose_the_connection(portal, end):
    with portal.transaction() as work:
        work.users.create("/", "lost")
        end()
        with work.savepoint():
            work.users.create("/", "never")


def end_all(cluster, url):
    """End everybody's connection to a database."""
    ending = "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = %s"
    with cluster.connect("postgres") as other:
        other.execute(ending, [url.rpartition("/")[2]])


def test_the_last_second_that_there_is_comes_back_from_a_database_far_in_the_east(portal, other):
    other.execute("alter role current_user set timezone = 'Pacific/Kiritimati'")
    try:
        with Portal.open(portal._store.url, clock=Clock()) as eastern:
            with eastern.transaction() as work:
                work.groups.create(LONDON, MANAGERS)
                work.memberships.grant(LONDON, MANAGERS, "noah", LATEST)
            ends = {one.expires for one in eastern.read().members}
    finally:
        other.execute("alter role current_user reset timezone")
    assert ends == {None, LATEST}


def test_what_is_not_said_in_the_address_comes_from_the_variables_of_libpq(
    portal, cluster, monkeypatch
):
    for variable, value in {**cluster.variables, "PGCLIENTENCODING": "LATIN1"}.items():
        monkeypatch.setenv(variable, value)
    name = portal._store.url.rpartition("/")[2]
    with Portal.open(f"postgresql:///{name}") as opened, opened.transaction() as work:
        work.users.create("/", "李")
    assert "李" in {user.name for user in portal.read().users.values()}
