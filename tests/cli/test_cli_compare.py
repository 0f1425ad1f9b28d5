"""Two commits compared: what their files lead to, in the live system of today."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from reconciler.cli.main import main
from reconciler.errors import Exit
from tests.cli.asked import LONDON, PEOPLE, PROJECT


@pytest.fixture(autouse=True)
def git(tmp_path, monkeypatch, capsys):
    """A repository with one commit; commits what is there by now, and says its name."""
    monkeypatch.chdir(tmp_path)
    files = {"reconciler": PROJECT, "people": PEOPLE, "london": LONDON, "acme": "scope: /acme\n"}
    for name, text in files.items():
        (tmp_path / f"{name}.yaml").write_text(text)
    assert main(["portal", "init", "portal.db", "--from", "people.yaml"]) == Exit.OK
    assert main(["catalog", "pull"]) == Exit.OK
    (tmp_path / ".gitignore").write_text("*.db*\n")
    capsys.readouterr()

    def run(*words):
        named = ("-c", "user.name=Amelia", "-c", "user.email=amelia@example.net")
        environment = {**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null"}
        command = ["git", *named, *words]
        done = subprocess.run(command, env=environment, capture_output=True, check=True)
        return done.stdout.decode().strip()

    run("init", "--quiet", "--initial-branch", "main")

    def commit():
        run("add", "--all")
        run("commit", "--quiet", "--message", "a change")
        return run("rev-parse", "HEAD")

    commit()
    return commit


@pytest.fixture
def compared(capsys):
    def run(*words, code=Exit.OK):
        assert main(["compare", *words]) == code
        printed = capsys.readouterr()
        return printed.out + printed.err

    return run


def write(text):
    Path("london.yaml").write_text(text)


def test_what_a_branch_changes(git, compared):
    write(LONDON.replace("members: [noah]", "members: [noah, isla]"))
    said = compared("--from", "main")
    assert "+ member  isla" in said
    assert "isla gains users.access at /acme/london" in said
    assert "From main to the files as they are, 1 membership differs." in said
    second = git()
    assert "From HEAD~1 to HEAD, 1 membership differs." in compared(
        "--from", "HEAD~1", "--to", "HEAD"
    )
    assert f"From {second} to the files as they are, nothing differs." in compared("--from", second)


def test_a_rename_is_none_of_what_comes_and_goes(compared):
    assert main(["apply", "--auto-approve"]) == Exit.OK
    renamed = LONDON.replace("name: Sales", "name: Trade, previously: Sales")
    write(renamed)
    said = compared("--from", "HEAD")
    assert "> group Top Role/Managers/Sales  ->  Top Role/Managers/Trade" in said
    assert "From HEAD to the files as they are, 1 role or group differs." in said


def test_as_data_it_outlives_the_files_of_the_commit(git, compared):
    write(LONDON.replace("members: [noah]", "members: []"))
    git()
    found = json.loads(compared("--from", "HEAD~1", "--to", "HEAD", "--format", "json"))
    (change,) = found["compare"]["changes"]
    assert (change["action"], change["place"]) == ("revoke", {"file": "london.yaml", "line": 9})


def test_a_scope_that_one_commit_manages_is_not_compared(compared):
    wider = PROJECT.replace("[/acme/**]", "[/acme/**, /other]")
    wider += "  - {files: other.yaml, within: /other}\n"
    Path("reconciler.yaml").write_text(wider)
    Path("other.yaml").write_text("scope: /other\n")
    assert "it was read on one side only: /other" in compared("--from", "HEAD")


def test_errors_in_the_files_of_a_commit_are_shown_as_they_stood_there(git, compared):
    write(LONDON.replace("users.access", "users.acess"))
    broken = git()
    write(LONDON)
    said = compared("--from", broken, code=Exit.ERROR)
    assert "permissions: [users.acess]" in said
    assert f"error: {broken}: Nothing is planned from files with errors." in said


def test_the_live_system_is_the_one_that_is_named_today(git, compared):
    elsewhere = PROJECT.replace("portal.db", "elsewhere.db")
    Path("reconciler.yaml").write_text(elsewhere)
    evil = git()
    Path("reconciler.yaml").write_text(PROJECT)
    assert "nothing differs" in compared("--from", evil)


def test_an_unknown_commit_is_one_clear_error(compared):
    said = compared("--from", "mian", code=Exit.ERROR)
    assert said == "error: There is no revision `mian`: did you mean `main`?\n"
