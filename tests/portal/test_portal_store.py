"""The database: opened, stamped, written in transactions, by several at once."""

import sqlite3
import threading
from contextlib import suppress

import pytest
from portal_world import LONDON, Clock, populate
from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from reconciler.portal import Portal, StoreError, tables
from reconciler.portal import store as store_module
from reconciler.portal.errors import (
    BadUrl,
    DatabaseBusy,
    DatabaseExists,
    DatabaseFailed,
    NameEmpty,
    NewerSchema,
    NoDatabase,
    NotAPortal,
    PortalError,
    UnknownUser,
)


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path}/deep/portal.db"


@pytest.fixture
def file(tmp_path, url):
    """A portal in a file, closed again."""
    Portal.create(url, "northwind", fill=populate).close()
    return tmp_path / "deep/portal.db"


def users(portal):
    return sorted(user.name for user in portal.read().users.values())


def test_a_portal_in_a_file_is_found_again(url, file):
    assert file.exists()
    with Portal.open(url) as portal:
        assert portal.account == "northwind"
        assert len(portal.read().users) == 14


def test_the_schema_version_is_stamped_from_the_first_day(file):
    with sqlite3.connect(file) as connection:
        assert connection.execute("select version from schema_version").fetchall() == [(1,)]
    connection.close()


def test_a_newer_schema_is_refused(url, file):
    connection = sqlite3.connect(file)
    with connection:
        connection.execute("update schema_version set version = 2")
    connection.close()
    with pytest.raises(NewerSchema, match="has schema 2; this version reads up to 1"):
        Portal.open(url)


def test_a_database_that_is_missing_is_not_made_by_opening_it(tmp_path):
    with pytest.raises(NoDatabase):
        Portal.open(f"sqlite:///{tmp_path}/none.db")
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_a_portal_is_refused_and_left_alone(tmp_path):
    text, other = tmp_path / "text", tmp_path / "other.db"
    text.write_text("This is no database, and it is long enough to be seen as none.\n" * 20)
    connection = sqlite3.connect(other)
    with connection:
        connection.execute("create table mine (x)")
    connection.close()
    for file in (text, other):
        with pytest.raises(NotAPortal):
            Portal.open(f"sqlite:///{file}")
    with pytest.raises(NotAPortal):
        Portal.create(f"sqlite:///{text}", "a")
    with pytest.raises(DatabaseExists):
        Portal.create(f"sqlite:///{other}", "a")
    assert text.read_text().startswith("This is no database")


@pytest.mark.parametrize(
    "url",
    ["portal.db", "", "mysql://x/y", "sqlite://host/x", "sqlite:///x?mode=ro", "http://h:x/"],
)
def test_an_address_that_is_none_is_refused(url):
    with pytest.raises(BadUrl):
        Portal.open(url)


def test_a_place_that_cannot_be_written_is_a_clear_refusal(tmp_path):
    (tmp_path / "file").write_text("")
    for path in ("file/portal.db", "."):
        with pytest.raises(DatabaseFailed):
            Portal.create(f"sqlite:///{tmp_path}/{path}", "a")


def test_a_portal_is_not_made_twice(url, file):
    before = file.read_bytes()
    with pytest.raises(DatabaseExists):
        Portal.create(url, "other")
    assert file.read_bytes() == before


def fail_halfway(work):
    work.scopes.create_customer("Acme")
    work.users.create("/", "")


def test_a_new_portal_that_cannot_be_filled_leaves_nothing_behind(url, tmp_path):
    with pytest.raises(NameEmpty):
        Portal.create(url, "northwind", fill=fail_halfway)
    assert list((tmp_path / "deep").iterdir()) == []
    Portal.create(url, "northwind").close()


def test_an_unknown_caller_is_refused_when_the_portal_is_opened(url, file):
    assert file.exists()
    with pytest.raises(UnknownUser):
        Portal.open(url, "nobody")
    with Portal.open(url, "Amelia") as portal:
        assert not portal.check("amelia", "roles.manage", "/").allowed


def fail_after(portal, write):
    with suppress(KeyError), portal.transaction() as work:
        write(work)
        raise KeyError


def test_a_transaction_is_written_whole_or_not_at_all(portal):
    before = users(portal)
    fail_after(portal, lambda work: work.users.create("/", "new"))
    assert users(portal) == before


def test_a_savepoint_undoes_only_what_is_inside(portal):
    with portal.transaction() as work:
        work.users.create("/", "one")
        for name in ("two", "noah", "three"):
            with suppress(PortalError), work.savepoint():
                work.users.create("/", f"{name}-first")
                work.users.create("/", name)
    added = {"one", "two", "two-first", "three", "three-first"}
    assert added <= set(users(portal))
    assert "noah-first" not in users(portal)


def test_a_transaction_inside_another_is_a_savepoint_of_it(portal):
    with portal.transaction() as work:
        work.users.create("/", "outer")
        fail_after(portal, lambda inner: inner.users.create("/", "inner"))
        assert "inner" not in {user.name for user in work.read().users.values()}
    assert "outer" in users(portal)


def test_trying_things_out_changes_nothing(portal):
    before, events = users(portal), portal.events()
    with portal.rollback_after():
        with portal.transaction() as work:
            work.users.create("/", "one")
        with portal.transaction() as work:
            work.users.create("/", "two")
        assert set(users(portal)) - set(before) == {"one", "two"}
    assert (users(portal), portal.events()) == (before, events)


def test_everything_is_read_in_few_queries_however_much_there_is(portal):
    counted = []
    engine = portal._store._engine
    store_module.event.listen(
        engine, "before_cursor_execute", lambda *call: counted.append(call[2])
    )
    portal.read()
    assert len([sql for sql in counted if sql.startswith("SELECT")]) == 9


def test_the_database_itself_keeps_names_unique_and_references_whole(portal):
    wrong = [
        insert(tables.users).values(scope=1, name="NOAH", folded="noah", active=True),
        insert(tables.users).values(scope=99, name="x", folded="x", active=True),
        insert(tables.members).values(group=99, user=1),
        insert(tables.scopes).values(parent=1, depth=1, name="ACME", path="/ACME", key="/acme"),
        insert(tables.scopes).values(parent=1, depth=3, name="x", path="/x", key="/x"),
        insert(tables.scopes).values(parent=None, depth=1, name="x", path="/x", key="/x"),
        update(tables.scopes).values(key="/same"),
    ]
    for statement in wrong:
        with portal.rollback_after(), pytest.raises(IntegrityError):
            portal._store._open.execute(statement)


def test_a_writer_who_finds_the_database_locked_writes_nothing(url, file, monkeypatch):
    monkeypatch.setattr(store_module, "_PATIENCE", 0.05)
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("begin immediate")
    with Portal.open(url) as portal, pytest.raises(DatabaseBusy), portal.transaction() as work:
        work.users.create("/", "new")
    holder.rollback()
    holder.close()
    with Portal.open(url) as portal:
        assert "new" not in users(portal)


def write_users(url, prefix, errors):
    try:
        with Portal.open(url, clock=Clock()) as portal:
            for number in range(15):
                with portal.transaction() as work:
                    work.users.create(LONDON, f"{prefix}{number}")
                    work.users.create("/acme", f"{prefix}{number}-customer")
    except StoreError as error:
        errors.append(error)


def test_several_who_write_at_once_wait_for_each_other(url, file):
    errors = []
    threads = [threading.Thread(target=write_users, args=(url, name, errors)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with Portal.open(url) as portal:
        assert len(portal.read().users) == 14 + 4 * 15 * 2
    connection = sqlite3.connect(file)
    assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
    assert connection.execute("pragma foreign_key_check").fetchall() == []
    connection.close()


def take_the_first_seat(url, name, results):
    """Two phone systems' worth of trouble: both want to be the first user."""
    with Portal.open(url, clock=Clock()) as portal, portal.transaction() as work:
        work.users.create("/acme/rome", name)
        results.append(name)


def test_of_two_who_create_the_first_user_at_once_one_is_in_top_role(url, file):
    assert file.exists()
    with Portal.open(url) as portal, portal.transaction() as work:
        work.scopes.create_phone_system("/acme", "Rome")
    results = []
    threads = [
        threading.Thread(target=take_the_first_seat, args=(url, name, results)) for name in "xy"
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Portal.open(url) as portal:
        snapshot = portal.read()
    rome = snapshot.scope_ids["/acme/rome"]
    seats = [
        snapshot.users[one.user].name
        for one in snapshot.members
        if snapshot.groups[one.group].scope == rome
    ]
    assert sorted(results) == ["x", "y"]
    assert seats == [results[0]]
