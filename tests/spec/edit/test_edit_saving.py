"""Files are written all or not at all, and as they were: mode, links, what others did meanwhile."""

from pathlib import Path

import pytest

from reconciler.spec.edit.saving import Edited, save


@pytest.fixture
def files(tmp_path):
    """Two files that shall change."""
    (tmp_path / "a.yaml").write_bytes(b"a\n")
    (tmp_path / "b").mkdir()
    (tmp_path / "b/b.yaml").write_bytes(b"b\n")
    return [Edited("a.yaml", b"a\n", b"A\n"), Edited("b/b.yaml", b"b\n", b"B\n")]


def said(findings):
    return [f"{finding.code} {finding.origin.path}" for finding in findings]


def content(root):
    return [(root / name).read_bytes() for name in ("a.yaml", "b/b.yaml")]


def names(root):
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*"))


def test_all_files_are_written_and_keep_their_modes(tmp_path, files):
    (tmp_path / "a.yaml").chmod(0o640)
    assert save(tmp_path, files) == []
    assert content(tmp_path) == [b"A\n", b"B\n"]
    assert (tmp_path / "a.yaml").stat().st_mode & 0o777 == 0o640
    assert names(tmp_path) == ["a.yaml", "b", "b/b.yaml"]


def test_what_an_interrupted_run_left_is_in_nobodys_way(tmp_path, files):
    (tmp_path / ".a.yaml.new").write_text("half")
    assert save(tmp_path, files) == []
    assert names(tmp_path) == ["a.yaml", "b", "b/b.yaml"]


def test_a_file_that_somebody_else_changed_keeps_all_from_being_written(tmp_path, files):
    (tmp_path / "b/b.yaml").write_bytes(b"theirs\n")
    assert said(save(tmp_path, files)) == ["RC0703 b/b.yaml"]
    assert content(tmp_path) == [b"a\n", b"theirs\n"]


def test_a_file_that_is_gone_keeps_all_from_being_written(tmp_path, files):
    (tmp_path / "b/b.yaml").unlink()
    assert said(save(tmp_path, files)) == ["RC0001 b/b.yaml"]
    assert (tmp_path / "a.yaml").read_bytes() == b"a\n"


def test_a_link_is_not_written_through(tmp_path, files):
    (tmp_path / "a.yaml").rename(tmp_path / "real.yaml")
    (tmp_path / "a.yaml").symlink_to("real.yaml")
    assert said(save(tmp_path, files)) == ["RC0705 a.yaml"]
    assert content(tmp_path) == [b"a\n", b"b\n"]


def test_a_folder_that_is_a_link_is_not_written_through(tmp_path, files):
    (tmp_path / "b").rename(tmp_path / "c")
    (tmp_path / "b").symlink_to("c")
    assert said(save(tmp_path, files)) == ["RC0705 b/b.yaml"]


def test_where_one_file_cannot_be_prepared_none_changes(tmp_path, files):
    (tmp_path / "b/.b.yaml.new").mkdir()
    assert said(save(tmp_path, files)) == ["RC0704 b/b.yaml"]
    assert content(tmp_path) == [b"a\n", b"b\n"]
    assert names(tmp_path) == ["a.yaml", "b", "b/.b.yaml.new", "b/b.yaml"]


def test_where_the_system_fails_half_way_what_was_written_is_put_back(tmp_path, files, monkeypatch):
    replace = Path.replace

    def full(self, target):
        if target.name == "b.yaml":
            raise OSError(28, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", full)
    assert said(save(tmp_path, files)) == ["RC0704 b/b.yaml"]
    assert content(tmp_path) == [b"a\n", b"b\n"]
    assert names(tmp_path) == ["a.yaml", "b", "b/b.yaml"]


def test_nothing_to_write_is_no_problem(tmp_path):
    assert save(tmp_path, []) == []
