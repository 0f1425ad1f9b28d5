"""Reading many files: in several processes as in one."""

import os
import signal
import subprocess
import sys
from textwrap import dedent

import pytest

from reconciler.spec import reading
from reconciler.spec.discover import SourceFile, discover
from reconciler.spec.project import read_project
from reconciler.spec.reading import SHARE, shares

PROJECT = """\
version: 1
target: {provider: portal, url: "sqlite:///portal.db", account: northwind}
manage: [/**]
sources: [{files: files/*.yaml, within: /**}]
catalog: catalog.yaml
"""
PRINT = """
import sys
from pathlib import Path
from reconciler.spec import load, reading
from reconciler.spec.project import read_project

def end(*_):
    import os
    os._exit(3)

reading.processors = lambda: int(sys.argv[1])
if sys.argv[2] == "broken":
    reading._read_whole = end
project, _ = read_project(Path("reconciler.yaml"))
files, trees = load.discover(project)[0], []
for tree, findings in reading.read_all(project, files):
    print(tree and hash(str(tree.data)), tree and tree.places, findings)
"""


def files(*sizes):
    return [SourceFile(f"{number}", None, "", size) for number, size in enumerate(sizes)]


def paths(found):
    return [[file.path for file in share] for share in found]


@pytest.mark.parametrize(
    ("sizes", "most", "expected"),
    [
        ((), 4, [[]]),
        ((SHARE, SHARE - 1), 4, [["0", "1"]]),
        ((SHARE, SHARE), 1, [["0", "1"]]),
        ((SHARE, SHARE), 4, [["0"], ["1"]]),
        ((1, SHARE * 4, 1), 2, [["0", "1"], ["2"]]),
        ((SHARE, SHARE, SHARE, SHARE), 2, [["0", "1"], ["2", "3"]]),
        ((0, 0, 0), 2, [["0", "1", "2"]]),
    ],
)
def test_files_are_shared_out_in_order_by_their_bytes(sizes, most, expected):
    assert paths(shares(files(*sizes), most)) == expected


@pytest.fixture
def read(tmp_path):
    """Read a large project, with a mistake in some files, in a process of its own."""
    (tmp_path / "reconciler.yaml").write_text(PROJECT)
    folder = tmp_path / "files"
    folder.mkdir()
    for number in range(9):
        names = "".join(f"      - user {number} {line:0100}\n" for line in range(SHARE // 400))
        mistake = "mode: [\n" if number % 4 == 3 else ""
        text = f"scope: /a{number}\ngroups:\n  - name: A\n    members:\n{names}{mistake}"
        (folder / f"{number}.yaml").write_text(text)

    def run(*arguments):
        command = [sys.executable, "-c", dedent(PRINT), *arguments]
        done = subprocess.run(
            command,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            env={"PYTHONHASHSEED": "1"},
        )
        assert done.stderr == ""
        return done.stdout

    return run


def test_what_several_processes_read_is_what_one_reads(read):
    alone = read("1", "whole")
    assert alone.count("Finding(") == 2
    assert read("2", "whole") == alone
    assert read("3", "whole") == alone


def test_what_a_process_did_not_read_before_it_died_is_read_here(read):
    assert read("2", "broken") == read("1", "whole")


@pytest.fixture
def project(tmp_path):
    """A project of four small files."""
    (tmp_path / "reconciler.yaml").write_text(PROJECT)
    (tmp_path / "files").mkdir()
    for number in range(4):
        (tmp_path / f"files/{number}.yaml").write_text(f"scope: /a{number}\n")
    found, _ = read_project(tmp_path / "reconciler.yaml")
    return found


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_each_process_has_its_share_and_the_order_stays(project, monkeypatch):
    monkeypatch.setattr(reading, "SHARE", 10)
    monkeypatch.setattr(reading, "processors", lambda: 3)
    files, _ = discover(project)
    assert len(shares(files, 3)) == 3
    scopes = [tree.data["scope"] for tree, _ in reading.read_all(project, files)]
    assert scopes == ["/a0", "/a1", "/a2", "/a3"]


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_share_whose_process_fails_is_read_here(project, monkeypatch):
    monkeypatch.setattr(reading, "SHARE", 20)
    monkeypatch.setattr(reading, "processors", lambda: 2)
    monkeypatch.setattr(reading, "_ignore_signals", fails)
    files, _ = discover(project)
    scopes = [tree.data["scope"] for tree, _ in reading.read_all(project, files)]
    assert scopes == ["/a0", "/a1", "/a2", "/a3"]


def fails():
    sys.stderr = None  # the executor reports it
    os._exit(3)


def test_whoever_ends_a_run_ends_its_first_process():
    known = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
    before = [signal.getsignal(one) for one in known]
    try:
        reading._ignore_signals()
        assert [signal.getsignal(one) for one in known] == [
            signal.SIG_IGN,
            signal.SIG_DFL,
            signal.SIG_DFL,
        ]
    finally:
        for one, answer in zip(known, before, strict=True):
            signal.signal(one, answer)


def test_where_processes_do_not_start_as_copies_there_is_one(monkeypatch):
    assert reading.processors() >= 1
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    assert reading.processors() == 1


def test_a_share_is_read_whole(project):
    files, _ = discover(project)
    assert [tree.data["scope"] for tree, _ in reading._read_whole(project, files)] == [
        "/a0",
        "/a1",
        "/a2",
        "/a3",
    ]
