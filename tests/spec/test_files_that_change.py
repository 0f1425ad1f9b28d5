"""Files that change under the reader's hands: a finding, and nothing of what was not looked at."""

import os

import pytest

from reconciler.spec import load as loading
from reconciler.spec.discover import discover
from reconciler.spec.files import read_bytes

FILE = "scope: /\n"
CHANGED = "RC0001 the file changed while it was read"


def replaced_by_a_link(path, outside):
    path.unlink()
    path.symlink_to(outside)


def replaced_by_a_pipe(path, _):
    path.unlink()
    os.mkfifo(path)


def replaced_by_another_file(path, outside):
    outside.replace(path)


def replaced_by_a_folder(path, _):
    path.unlink()
    path.mkdir()


def truncated(path, _):
    os.truncate(path, 3)


def grown(path, _):
    path.write_text(FILE + "roles: []\n")


def written_anew(path, _):
    path.write_text("scope: x")
    os.utime(path, ns=(0, 0))


CHANGES = [
    replaced_by_a_link,
    replaced_by_a_pipe,
    replaced_by_another_file,
    replaced_by_a_folder,
    truncated,
    grown,
    written_anew,
]


@pytest.fixture
def outside(tmp_path_factory):
    path = tmp_path_factory.mktemp("outside") / "secret.yaml"
    path.write_text("scope: [canary]\n")
    return path


def before(monkeypatch, name, act):
    """Do something once, right before the next call of a function of `os`."""
    call = getattr(os, name)

    def acting(*args, **options):
        monkeypatch.setattr(os, name, call)
        act()
        return call(*args, **options)

    monkeypatch.setattr(os, name, acting)


def said(world):
    data, findings = read_bytes(world.root, "a.yaml")
    assert data is None
    return [f"{finding.code} {finding.message}" for finding in findings]


@pytest.mark.parametrize("change", CHANGES)
def test_a_file_that_changes_before_it_is_opened_is_not_read(world, outside, monkeypatch, change):
    path = world.file("a.yaml", FILE)
    before(monkeypatch, "open", lambda: change(path, outside))
    assert said(world) == [CHANGED]


@pytest.mark.parametrize("change", CHANGES[-3:])
def test_a_file_that_changes_while_it_is_read_is_not_taken(world, outside, monkeypatch, change):
    path = world.file("a.yaml", FILE)
    before(
        monkeypatch,
        "fstat",
        lambda: before(monkeypatch, "fstat", lambda: change(path, outside)),
    )
    assert said(world) == [CHANGED]


def test_a_folder_that_becomes_a_link_while_a_file_is_opened_leads_nowhere(
    world, outside, monkeypatch
):
    path = world.file("sub/secret.yaml", FILE)
    os.link(path, outside.parent / "same.yaml")

    def swap():
        path.unlink()
        path.parent.rmdir()
        (outside.parent / "same.yaml").replace(outside)
        path.parent.symlink_to(outside.parent)

    before(monkeypatch, "close", swap)
    data, (finding,) = read_bytes(world.root, "sub/secret.yaml")
    assert (data, f"{finding.code} {finding.message}") == (None, CHANGED)


def test_a_link_that_is_turned_while_it_is_read_is_not_taken(world, monkeypatch):
    world.file("a.txt", FILE)
    world.file("b.txt", FILE)
    link = world.root / "a.yaml"
    link.symlink_to("a.txt")

    def turn():
        link.unlink()
        link.symlink_to("b.txt")

    before(monkeypatch, "close", turn)
    assert said(world) == [CHANGED]


def test_a_file_that_is_gone_before_it_is_opened_is_missed(world, monkeypatch):
    path = world.file("a.yaml", FILE)
    before(monkeypatch, "open", path.unlink)
    assert said(world) == ["RC0001 there is no such file"]


def test_a_file_that_vanishes_between_listing_and_reading_is_missed(world, monkeypatch):
    path = world.write(a=FILE, b="scope: /b\n").root / "a.roles.yaml"

    def discovered(project):
        files = discover(project)
        path.unlink()
        return files

    monkeypatch.setattr(loading, "discover", discovered)
    assert world.said() == ["RC0001 a.roles.yaml:1:1"]


def test_a_folder_that_vanishes_while_it_is_walked_is_no_folder(world, monkeypatch):
    world.file("sub/x.roles.yaml", FILE)
    world.write(b=FILE)

    def vanish():
        (world.root / "sub/x.roles.yaml").unlink()
        (world.root / "sub").rmdir()

    before(monkeypatch, "scandir", lambda: before(monkeypatch, "scandir", vanish))
    assert world.declared().state.scopes
