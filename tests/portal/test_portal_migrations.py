"""Migrations: from every version there was to this one, on each kind of database."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from portal_world import Clock, populate
from sqlalchemy import inspect

from reconciler.portal import Portal, migrations
from reconciler.portal.errors.database import (
    NewerSchema,
    NoDatabase,
    NotAPortal,
    OlderSchema,
    StoreError,
)
from reconciler.portal.store import Store
from reconciler.portal.tables import metadata, schema_version

DATA = Path(__file__).parent / "migrations"
VERSIONS = range(1, migrations.head() + 1)
LATER = migrations.head() + 1


def at_version(url, version):
    """A portal as that version would have left it: with rows from each version on the way."""
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir()
    with closing(Store(url)) as store, store.transaction() as connection:
        for number in range(1, version + 1):
            migrations.migrate(connection, number - 1, number)
            rows = DATA / f"rows_{number:04}.sql"
            for statement in rows.read_text().split(";\n") if rows.exists() else ():
                connection.exec_driver_sql(statement.strip() or "select 1")


@pytest.fixture
def later(tmp_path, monkeypatch):
    """A version after this one: what its migration does is a file, as of every other."""
    monkeypatch.setattr(migrations, "__path__", [*migrations.__path__, str(tmp_path)])

    def later(*lines):
        text = "\n    ".join(["from sqlalchemy import *\n\ndef upgrade(op):", *lines])
        (tmp_path / f"m{LATER:04}_{tmp_path.name}.py").write_text(text)

    return later


def structure(connection):
    """All that the database says of its tables."""
    found = inspect(connection)
    return {
        name: {
            "columns": [
                (one["name"], str(one["type"]), one["nullable"]) for one in found.get_columns(name)
            ],
            "key": found.get_pk_constraint(name)["constrained_columns"],
            "references": in_order(found.get_foreign_keys(name)),
            "unique": in_order(found.get_unique_constraints(name)),
            "checks": in_order(found.get_check_constraints(name)),
            "indexes": in_order(found.get_indexes(name)),
        }
        for name in found.get_table_names()
    }


def in_order(constraints):
    return sorted(repr(sorted(one.items(), key=repr)) for one in constraints)


def test_the_migrations_are_numbered_without_a_gap():
    assert [number for number, _ in migrations._all()] == list(VERSIONS)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_portal_of_every_version_comes_up_to_this_one_with_all_that_is_in_it(url, version):
    at_version(url, version)
    with closing(Store(url)) as store:
        assert store.migrate() == (version, migrations.head())
        assert store.migrate() == (migrations.head(), migrations.head())
    with Portal.open(url, "amelia") as portal:
        snapshot = portal.read()
        assert [user.name for user in snapshot.users.values()] == ["Amelia", "noah"]
        assert [snapshot.group_path(one.group) for one in snapshot.members] == [
            "Top Role",
            "Top Role/Sales",
        ]
        assert [one.expires for one in snapshot.assignments] == [datetime(2027, 1, 31, tzinfo=UTC)]
        assert portal.check("noah", "soft_phone.access", "/acme/london").allowed
    with Portal.open(url) as portal:
        assert [event.after for event in portal.events()] == [{"expires": None}]
        with portal.transaction() as work:
            work.users.create("/acme/london", "isla")


@pytest.mark.parametrize("version", VERSIONS)
def test_what_is_migrated_is_laid_out_exactly_as_the_tables_say(url, version):
    at_version(url, version)
    with closing(Store(url)) as store:
        store.migrate()
        with store.reading() as connection:
            assert compare_metadata(MigrationContext.configure(connection), metadata) == []
            migrated = structure(connection)
        with store.transaction() as connection:
            metadata.drop_all(connection)
            metadata.create_all(connection)
            assert migrated == structure(connection)


def test_a_lock_that_was_held_before_it_had_a_place_is_at_the_reseller(url):
    at_version(url, 3)
    with closing(Store(url)) as store:
        store.migrate()
    with Portal.open(url) as portal:
        for who, user in ((None, "amelia"), ("amelia", "")):
            with portal.acting_as(who).reading() as reading:
                assert (reading.lock.id, reading.lock.user) == ("c3", user)


def test_a_portal_that_the_first_version_has_stamped_is_taken_as_it_is(tmp_path):
    file = tmp_path / "found.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript((DATA / "found_1.sql").read_text())
    with closing(Store(f"sqlite:///{file}")) as store, store.reading() as connection:
        found = structure(connection)
    at_version(f"sqlite:///{tmp_path}/deep/1.db", 1)
    with closing(Store(f"sqlite:///{tmp_path}/deep/1.db")) as store, store.reading() as connection:
        assert structure(connection) == found
    with closing(Store(f"sqlite:///{file}")) as store:
        assert store.migrate() == (1, migrations.head())
    with Portal.open(f"sqlite:///{file}") as portal:
        assert len(portal.events()) == 10


def test_a_portal_of_an_earlier_version_is_refused_and_the_command_is_named(made, later):
    later("op.create_table('notes', Column('id', Integer, primary_key=True))")
    with pytest.raises(OlderSchema, match=f"{LATER}, so run `reconciler portal migrate {made}"):
        Portal.open(made)
    with closing(Store(made)) as store:
        assert store.migrate() == (LATER - 1, LATER)
    with Portal.open(made) as portal:
        assert len(portal.read().users) == 14


def test_a_new_portal_is_made_with_all_migrations_and_their_stamp(url, later):
    later("op.create_table('notes', Column('id', Integer, primary_key=True))")
    Portal.create(url, "northwind", clock=Clock(), fill=populate).close()
    with closing(Store(url)) as store, store.reading() as connection:
        assert store._version(connection) == LATER
        assert "notes" in inspect(connection).get_table_names()


def test_a_migration_that_fails_leaves_the_portal_as_it_was(made, later):
    later(
        "op.add_column('roles', Column('colour', String))",
        "op.execute('update roles set nonsense = 1')",
    )
    with closing(Store(made)) as store:
        before = structure_of(store)
        with pytest.raises(StoreError):
            store.migrate()
        assert structure_of(store) == before
        with store.reading() as connection:
            assert store._version(connection) == LATER - 1


def structure_of(store):
    with store.reading() as connection:
        return structure(connection)


def test_what_cannot_be_migrated_is_refused_and_left_alone(url, tmp_path):
    (tmp_path / "deep").mkdir()
    with closing(Store(url)) as store:
        with pytest.raises(NoDatabase):
            store.migrate()
        with store.transaction() as connection:
            connection.exec_driver_sql("create table mine (x integer)")
        with pytest.raises(NotAPortal):
            store.migrate()
        with store.transaction() as connection:
            connection.exec_driver_sql("drop table mine")
            migrations.migrate(connection, 0, migrations.head())
            connection.execute(schema_version.update().values(version=LATER))
        with pytest.raises(NewerSchema):
            store.migrate()
        with store.transaction() as connection:
            connection.exec_driver_sql("delete from schema_version")
        with pytest.raises(NotAPortal):
            store.migrate()
