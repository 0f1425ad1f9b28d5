"""The database, of each kind: opened, stamped, written in transactions, by several at once."""

import threading
from contextlib import suppress

import pytest
from portal_world import LONDON, Clock, write_at_once
from sqlalchemy import event, insert, update
from sqlalchemy.exc import IntegrityError

from reconciler.portal import Portal, tables
from reconciler.portal import store as store_module
from reconciler.portal.errors.base import PortalError
from reconciler.portal.errors.database import DatabaseBusy, DatabaseExists, NewerSchema, NotAPortal
from reconciler.portal.errors.malformed import NameEmpty
from reconciler.portal.errors.unknown import UnknownUser
from reconciler.portal.migrations import head
from reconciler.portal.store import Store


def users(portal):
    return sorted(user.name for user in portal.read().users.values())


def test_a_portal_is_found_again(made):
    with Portal.open(made) as portal:
        assert portal.account == "northwind"
        assert len(portal.read().users) == 14


def rows_of(url, statement):
    """What the database says without the portal."""
    store = Store(url)
    with store.transaction() as connection:
        found = connection.exec_driver_sql(statement)
        rows = found.fetchall() if found.returns_rows else []
    store.close()
    return rows


def test_a_new_portal_is_stamped_with_the_version_of_its_tables(made):
    assert rows_of(made, "select version from schema_version") == [(head(),)]


def test_a_newer_schema_is_refused(made):
    rows_of(made, "update schema_version set version = 9999")
    with pytest.raises(NewerSchema, match=f"has schema 9999; this version reads up to {head()}"):
        Portal.open(made)


def test_the_database_of_something_else_is_refused_and_left_alone(url, tmp_path):
    (tmp_path / "deep").mkdir()
    rows_of(url, "create table mine (x integer)")
    with pytest.raises(NotAPortal):
        Portal.open(url)
    with pytest.raises(DatabaseExists):
        Portal.create(url, "a")
    rows_of(url, "drop table mine")
    Portal.create(url, "a").close()


def test_a_portal_is_not_made_twice(made):
    with pytest.raises(DatabaseExists):
        Portal.create(made, "other")
    with Portal.open(made) as portal:
        assert (portal.account, len(portal.read().users)) == ("northwind", 14)


def fail_halfway(work):
    work.scopes.create_customer("Acme")
    work.users.create("/", "")


def test_a_new_portal_that_cannot_be_filled_leaves_nothing_behind(url):
    with pytest.raises(NameEmpty):
        Portal.create(url, "northwind", fill=fail_halfway)
    Portal.create(url, "northwind").close()


def test_an_unknown_caller_is_refused_when_the_portal_is_opened(made):
    with pytest.raises(UnknownUser):
        Portal.open(made, "nobody")
    with Portal.open(made, "Amelia") as portal:
        assert not portal.check("amelia", "roles.manage", LONDON).allowed


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
        assert "inner" not in {user.name for user in portal.read().users.values()}
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
    event.listen(engine, "before_cursor_execute", lambda *call: counted.append(call[2]))
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


def test_a_writer_who_finds_the_database_locked_writes_nothing(made, monkeypatch):
    monkeypatch.setattr(store_module, "_PATIENCE", 0.05)
    with Portal.open(made) as holder, holder.transaction(), Portal.open(made) as portal:
        with pytest.raises(DatabaseBusy), portal.transaction() as work:
            work.users.create("/", "new")
        assert "new" not in users(portal)


def test_who_reads_sees_one_moment_while_others_write(postgresql):
    Portal.create(postgresql, "northwind").close()
    with Portal.open(postgresql) as reader, Portal.open(postgresql) as writer:
        with reader._store.reading() as moment:
            before = moment.execute(tables.users.select()).all()
            with writer.transaction() as work:
                work.users.create("/", "new")
            assert moment.execute(tables.users.select()).all() == before
        assert users(reader) == ["new"]


def test_several_who_write_at_once_wait_for_each_other(made):
    assert write_at_once(made, "abcd") == []
    with Portal.open(made) as portal:
        assert len(portal.read().users) == 14 + 4 * 15 * 2


def take_the_first_seat(url, name, results):
    """Two phone systems' worth of trouble: both want to be the first user."""
    with Portal.open(url, clock=Clock()) as portal, portal.transaction() as work:
        work.users.create("/acme/rome", name)
        results.append(name)


def test_of_two_who_create_the_first_user_at_once_one_is_in_top_role(made):
    with Portal.open(made) as portal, portal.transaction() as work:
        work.scopes.create_phone_system("/acme", "Rome")
    results = []
    threads = [
        threading.Thread(target=take_the_first_seat, args=(made, name, results)) for name in "xy"
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Portal.open(made) as portal:
        snapshot = portal.read()
    rome = snapshot.scope_ids["/acme/rome"]
    seats = [
        snapshot.users[one.user].name
        for one in snapshot.members
        if snapshot.groups[one.group].scope == rome
    ]
    assert sorted(results) == ["x", "y"]
    assert seats == [results[0]]
