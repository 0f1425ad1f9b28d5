import os
import re
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.cli import sources
from reconciler.cli.sources import FileSources, Lines


def test_lines_end_where_the_yaml_parser_ends_them(tmp_path):
    (tmp_path / "a.yaml").write_bytes("\ufeffa\r\nb\rc\nd\u2028e\x0bf".encode())
    lines = FileSources(tmp_path)("a.yaml")
    assert (list(lines), len(lines)) == (["a", "b", "c", "d", "e\x0bf"], 5)
    assert (lines[-1], lines[1:3], lines[0]) == ("e\x0bf", ["b", "c"], "a")


TEXTS = st.text(st.sampled_from("ab\n\r\x85\u2028\u2029\u00e9"), max_size=40)


@given(text=TEXTS, piece=st.integers(1, 5))
def test_lines_end_there_in_a_long_file_too(text, piece):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sources, "_PIECE", piece)
        lines = Lines(text.encode())
        expected = re.split("\r\n|[\n\r\x85\u2028\u2029]", text)
        assert (list(lines), len(lines)) == (expected, len(expected))
        starts = [lines.start(number) for number in range(len(lines))]
    ends = re.finditer("\r\n|[\n\r\x85\u2028\u2029]", text)
    assert starts == [0, *(len(text[: end.end()].encode()) for end in ends)]


def test_bytes_that_are_no_text_are_still_shown(tmp_path):
    (tmp_path / "a.yaml").write_bytes(b"a\n\xff\xfe\n")
    assert list(FileSources(tmp_path)("a.yaml")) == ["a", "\ufffd\ufffd", ""]


def test_a_line_is_found_without_making_millions_of_others(tmp_path):
    (tmp_path / "a.yaml").write_bytes(b"first\n" + b"\n" * 1_000_000)
    tracemalloc.start()
    lines = FileSources(tmp_path)("a.yaml")
    assert (lines[0], len(lines)) == ("first", 1_000_002)
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


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
