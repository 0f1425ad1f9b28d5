import os

from reconciler.cli.sources import FileSources


def test_lines_end_where_the_yaml_parser_ends_them(tmp_path):
    (tmp_path / "a.yaml").write_bytes("\ufeffa\r\nb\rc\nd\u2028e\x0bf".encode())
    assert FileSources(tmp_path)("a.yaml") == ["a", "b", "c", "d", "e\x0bf"]


def test_bytes_that_are_no_text_are_still_shown(tmp_path):
    (tmp_path / "a.yaml").write_bytes(b"a\n\xff\xfe\n")
    assert FileSources(tmp_path)("a.yaml") == ["a", "\ufffd\ufffd", ""]


def test_a_file_outside_the_project_is_never_shown(tmp_path):
    project = tmp_path / "project"
    project.mkdir()
    (tmp_path / "secret").write_text("token")
    (project / "link.yaml").symlink_to(tmp_path / "secret")
    sources = FileSources(project)
    assert [sources("link.yaml"), sources("../secret"), sources(str(tmp_path / "secret"))] == [
        None,
        None,
        None,
    ]


def test_what_cannot_be_read_is_not_shown(tmp_path):
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    sources = FileSources(tmp_path)
    assert [sources(path) for path in ("gone", "fifo", "loop", ".", "nul\x00", "x" * 5000)] == (
        [None] * 6
    )
