"""What is so of SQLite alone: a database is a file, which may be missing, foreign or in the way."""

import sqlite3
from contextlib import closing

import pytest
from portal_world import populate, write_at_once

from reconciler.portal import Portal
from reconciler.portal.errors.database import DatabaseExists, DatabaseFailed, NoDatabase, NotAPortal
from reconciler.portal.errors.malformed import NameEmpty


def test_a_database_that_is_missing_is_not_made_by_opening_it(tmp_path):
    with pytest.raises(NoDatabase):
        Portal.open(f"sqlite:///{tmp_path}/none.db")
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_something_else_is_refused_and_left_alone(tmp_path):
    text = tmp_path / "text"
    text.write_text("This is no database, and it is long enough to be seen as none.\n" * 20)
    with pytest.raises(NotAPortal):
        Portal.open(f"sqlite:///{text}")
    with pytest.raises(NotAPortal):
        Portal.create(f"sqlite:///{text}", "a")
    assert text.read_text().startswith("This is no database")


def test_a_place_that_cannot_be_written_is_a_clear_refusal(tmp_path):
    (tmp_path / "file").write_text("")
    for path in ("file/portal.db", "."):
        with pytest.raises(DatabaseFailed):
            Portal.create(f"sqlite:///{tmp_path}/{path}", "a")


def test_a_portal_that_is_not_made_twice_stays_as_it_was(tmp_path):
    file = tmp_path / "portal.db"
    Portal.create(f"sqlite:///{file}", "northwind").close()
    before = file.read_bytes()
    with pytest.raises(DatabaseExists):
        Portal.create(f"sqlite:///{file}", "other")
    assert file.read_bytes() == before


def test_a_new_portal_that_cannot_be_filled_leaves_no_file_behind(tmp_path):
    def fail(work):
        work.users.create("/", "")

    with pytest.raises(NameEmpty):
        Portal.create(f"sqlite:///{tmp_path}/deep/portal.db", "northwind", fill=fail)
    assert list((tmp_path / "deep").iterdir()) == []


def test_a_file_that_several_have_written_at_once_is_whole(tmp_path):
    file = tmp_path / "portal.db"
    Portal.create(f"sqlite:///{file}", "northwind", fill=populate).close()
    assert write_at_once(f"sqlite:///{file}", "ab") == []
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
        assert connection.execute("pragma foreign_key_check").fetchall() == []
