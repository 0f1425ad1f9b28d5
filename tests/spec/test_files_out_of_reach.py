"""What a person may not read, or no system can reach: said, never passed over in silence."""

import os
import stat
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import World

from reconciler.spec.files import read_bytes

FILE = "scope: /\n"
NOBODY = 65534


@contextmanager
def somebody_else():
    """Do without the power of root, for whom nothing is locked."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.fixture
def shared():
    """A project that others can look into, which the usual folders for tests do not allow."""
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        world = World(Path(place)).project()
        yield world
        for folder, _, _ in os.walk(place):
            Path(folder).chmod(stat.S_IRWXU)


def said(world):
    with somebody_else():
        return [f"{each.code} {each.origin}" for each in world.read()[1]]


def test_a_file_that_may_not_be_read_is_a_finding(shared):
    shared.write(b="scope: /b\n").file("a.roles.yaml", FILE).chmod(0)
    assert said(shared) == ["RC0001 a.roles.yaml:1:1"]
    with somebody_else():
        (finding,) = read_bytes(shared.root, "a.roles.yaml")[1]
    assert finding.message == "it cannot be read: permission denied"


@pytest.mark.parametrize("mode", [0, stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH])
def test_a_folder_that_may_not_be_looked_into_is_a_finding(shared, mode):
    shared.write(b="scope: /b\n").file("locked/deeper/a.roles.yaml", FILE)
    (shared.root / "locked").chmod(mode)
    assert said(shared) == ["RC0001 locked/:1:1"]


def test_a_name_in_a_folder_that_may_not_be_looked_into_is_a_finding(shared):
    shared.project(
        "version: 1\ntarget: {provider: p, url: 'sqlite:///x', account: a}\nmanage: [/**]\n"
        "sources:\n  - {files: 'locked/deeper/*.yaml', within: /**}\n"
    ).file("locked/deeper/a.yaml", FILE)
    (shared.root / "locked").chmod(0)
    assert said(shared) == ["RC0001 locked/deeper:1:1", "RC0025 reconciler.yaml:5:13"]


def test_a_link_into_a_folder_that_may_not_be_looked_into_is_a_finding(shared):
    shared.write(b="scope: /b\n").file(".locked/deeper/a.roles.yaml", FILE)
    (shared.root / "link").symlink_to(".locked/deeper")
    (shared.root / ".locked").chmod(0)
    assert said(shared) == ["RC0001 link:1:1"]


def test_folders_nested_hundreds_deep_are_walked(world):
    deep = "d/" * 600
    world.file(f"{deep}a.roles.yaml", FILE)
    assert world.said() == []
    assert len(world.declared().state.scopes) == 1


def test_a_path_that_is_too_long_for_the_system_is_a_finding(world):
    world.write(b=FILE)
    name = "d" * 200
    back = os.open(os.curdir, os.O_RDONLY)
    try:
        os.chdir(world.root)
        for _ in range(25):
            Path(name).mkdir()
            os.chdir(name)
        Path("a.roles.yaml").write_text(FILE)
    finally:
        os.chdir(back)
        os.close(back)
    (finding,) = world.read()[1]
    assert (finding.code, finding.message) == ("RC0001", "the path is too long to be read")
    assert finding.origin.path.startswith(name)


@pytest.mark.parametrize("name", [b"caf\xe9", b"\x83\x5c", b"\xff\xfe"])
def test_a_folder_whose_name_is_no_utf_8_is_a_finding(world, name):
    world.write(b=FILE)
    world.file(f"{os.fsdecode(name)}/a.roles.yaml", FILE)
    (finding,) = world.read()[1]
    assert (finding.code, str(finding.origin)) == ("RC0024", ".:1:1")
    assert finding.message.isascii()


def test_a_folder_named_like_a_role_file_is_a_finding(world):
    world.write(b=FILE).file("x.roles.yaml/inside.roles.yaml", "scope: /a\n")
    (finding,) = world.read()[1]
    assert f"{finding.code} {finding.origin}" == "RC0022 x.roles.yaml:1:1"
    assert finding.message == "a folder stands where a file belongs"


def test_a_file_named_like_a_link_that_is_refused_is_read(world):
    world.file("1.roles.yaml", FILE)
    world.file("q.roles.yaml", "scope: /q\n")
    (world.root / "Q.roles.yaml").symlink_to("1.roles.yaml")
    assert [said.split()[:2] for said in world.said()] == [["RC0026", "Q.roles.yaml:1:1"]]


def test_no_pattern_lists_a_folder_twice(world, monkeypatch):
    listed = []
    scandir = os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: listed.append(path) or scandir(path))
    world.project(
        "version: 1\ntarget: {provider: p, url: 'sqlite:///x', account: a}\nmanage: [/**]\n"
        f"sources:\n  - {{files: '{'**/*/' * 15}**/*.yaml', within: /**}}\n"
    ).file("d/" * 30 + "a.yaml", FILE)
    assert world.said() == []
    assert len(listed) == len(set(listed)) == 31


def test_two_sources_list_a_folder_once(world, monkeypatch):
    listed = []
    scandir = os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: listed.append(path) or scandir(path))
    world.project(
        "version: 1\ntarget: {provider: p, url: 'sqlite:///x', account: a}\nmanage: [/**]\n"
        "sources:\n  - {files: 'd/a*', within: /**}\n  - {files: 'd/b*', within: /**}\n"
    )
    world.file("d/a.yaml", FILE)
    world.file("d/b.yaml", "scope: /b\n")
    assert (world.said(), len(listed)) == ([], 1)


def test_a_pattern_without_an_ending_passes_over_folders_but_not_over_broken_links(world):
    world.project(
        "version: 1\ntarget: {provider: p, url: 'sqlite:///x', account: a}\nmanage: [/**]\n"
        "sources:\n  - {files: 'd/*', within: /**}\n"
    ).file("d/sub.yaml/a.yaml", FILE)
    (world.root / "d/gone").symlink_to("nowhere")
    assert world.said() == ["RC0001 d/gone:1:1"]
