"""Plan files on disk: for their owner, whole or not at all, through no link, within bounds."""

import json
import os
import stat

import pytest

from reconciler.errors import PlanFileError, UsageError
from reconciler.report import planfile
from reconciler.report.planfile import open_plan, save_plan

DATA = {"format_version": "9.0", "tool_version": "2.1", "changes": []}
OLDER = {"format_version": "1.0", "tool_version": "0.1.0", "changes": []}


def refusal(path):
    with pytest.raises(PlanFileError) as error:
        open_plan(path)
    return str(error.value)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "plan.json"


def test_only_the_owner_may_read_it(path):
    before = os.umask(0)
    try:
        save_plan(path, DATA)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text()) == DATA


def test_another_plan_takes_its_place_and_its_mode(path):
    save_plan(path, OLDER)
    path.chmod(0o644)
    save_plan(path, DATA)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["plan.json"]


@pytest.mark.parametrize(
    "text",
    [
        "scope: /acme/leeds\n",
        "notes",
        "[]",
        json.dumps({"format_version": "1.0", "command": "plan", "plan": OLDER}),
        json.dumps({"format_version": "1.0", "account": "northwind", "outcomes": []}),
    ],
    ids=["a role file", "notes", "some JSON", "what a command said", "a receipt"],
)
def test_what_is_no_plan_is_not_replaced(path, text):
    path.write_text(text)
    with pytest.raises(UsageError) as error:
        save_plan(path, DATA)
    assert str(error.value) == (
        f"{path} is no saved plan, so it is not replaced. Move it away, or name another file."
    )
    assert [(each.name, each.read_text()) for each in path.parent.iterdir()] == [(path.name, text)]


def test_an_empty_file_is_nothing_to_lose(path):
    path.touch()
    save_plan(path, DATA)
    assert json.loads(path.read_text()) == DATA


def test_a_link_in_its_place_is_neither_followed_nor_replaced(path, tmp_path):
    (tmp_path / "precious").write_text("precious")
    path.symlink_to(tmp_path / "precious")
    with pytest.raises(UsageError, match="something else than a file stands there"):
        save_plan(path, DATA)
    assert (path.is_symlink(), (tmp_path / "precious").read_text()) == (True, "precious")


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo], ids=["a folder", "a pipe"])
def test_what_is_no_file_is_not_replaced(path, make):
    make(path)
    with pytest.raises(UsageError, match="something else than a file stands there"):
        save_plan(path, DATA)


def test_a_link_that_waits_under_the_passing_name_is_not_followed(path, tmp_path):
    (tmp_path / "precious").write_text("precious")
    path.with_name(f".plan.json.{os.getpid()}").symlink_to(tmp_path / "precious")
    save_plan(path, DATA)
    assert (tmp_path / "precious").read_text() == "precious"
    assert json.loads(path.read_text()) == DATA


def test_where_it_cannot_be_written_whole_the_old_one_stays(path, monkeypatch):
    save_plan(path, DATA)

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UsageError, match="cannot be written: No space left on device"):
        save_plan(path, {**DATA, "changes": ["more"]})
    assert json.loads(path.read_text()) == DATA
    assert [each.name for each in path.parent.iterdir()] == ["plan.json"]


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(UsageError, match="cannot be written: No such file or directory"):
        save_plan(tmp_path / "none" / "plan.json", DATA)


def test_what_could_not_be_read_again_is_not_written(path, monkeypatch):
    monkeypatch.setattr(planfile, "MAX_BYTES", 10)
    with pytest.raises(UsageError, match="is not written: the plan is larger than"):
        save_plan(path, DATA)
    assert not path.exists()


def test_half_a_character_can_be_saved_all_the_same(path):
    save_plan(path, {**DATA, "commit": "\ud83d"})
    assert json.loads(path.read_text())["commit"] == "\ud83d"


# --- reading --------------------------------------------------------------------------------------


def test_a_file_that_is_not_there_is_said(path):
    assert refusal(path) == f"{path} cannot be read: No such file or directory."


def test_a_name_that_can_be_none_is_said(tmp_path):
    assert refusal(tmp_path / "a\0b").endswith("cannot be read: its name cannot be used.")


def test_a_pipe_is_no_file_and_nobody_waits_for_it(path):
    os.mkfifo(path)
    assert refusal(path) == f"{path} is no file."


def test_a_folder_is_no_file(path):
    path.mkdir()
    assert refusal(path) == f"{path} cannot be read: Is a directory."


def test_a_file_that_is_too_large_is_not_read(path):
    with path.open("wb") as file:
        file.truncate(planfile.MAX_BYTES + 1)
    assert refusal(path) == f"{path} is larger than 256 MiB."
    assert planfile.MAX_BYTES == 256 * 2**20


def test_what_is_read_is_called_by_its_path(path):
    save_plan(path, DATA)
    assert refusal(path).startswith(f"{path} has format 9.0")
