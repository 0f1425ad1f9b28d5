"""The status command: what it says of runs that ended, did not end, or cannot be read."""

import json
import os
import signal
import subprocess
import sys

import pytest

from reconciler.cli.main import main
from reconciler.errors import Exit
from reconciler.journal import FOLDER

KILLED = """
import os, signal, sys
import reconciler.connect
from reconciler.cli.main import main

class Killed:
    '''Its process is killed when the first slice is written, before anybody is told.'''
    def __init__(self, provider):
        self.provider = provider
    def __getattr__(self, name):
        return getattr(self.provider, name)
    lock = property(lambda self: self.provider.lock)
    unlock = property(lambda self: self.provider.unlock)
    holder = property(lambda self: self.provider.holder)
    def apply(self, changes, run):
        if os.environ["WRITES"]:
            list(self.provider.apply(changes, run))
        os.kill(os.getpid(), signal.SIGKILL)

connect = reconciler.connect.connect
reconciler.connect.connect = lambda *given: Killed(connect(*given))
main()
"""


@pytest.fixture(autouse=True)
def project(story, monkeypatch):
    """A project of ivy, who applies."""
    monkeypatch.setenv("USER", "ivy")
    return story


@pytest.fixture
def told(capsys):
    """What a command prints, on one line."""

    def run(*words, code=Exit.OK):
        capsys.readouterr()
        ended = main(words)
        printed = capsys.readouterr()
        assert ended == code, printed
        return " ".join((printed.err + printed.out).split())

    return run


def killed(*, writes):
    """A run that died with its first slice written, or with nothing."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED, "apply", "--auto-approve"],
        env={**os.environ, "WRITES": "1" if writes else ""},
        capture_output=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done


def journals(project):
    return sorted((project / FOLDER).iterdir())


def test_where_nothing_was_applied_it_says_so_and_what_would_be(told):
    assert told("status", "--offline") == "No run has left a journal here."
    assert told("status").startswith("No run has left a journal here. Next: Plan: ")


def test_a_run_that_ended_leaves_nothing_open(told):
    told("apply", "--auto-approve")
    said = told("status")
    assert said.startswith("The run of ivy on ")
    assert " has ended. Applied " in said
    assert said.endswith(". Next: No changes.")


@pytest.mark.parametrize(("writes", "found"), [(True, "applied"), (False, "not applied")])
def test_what_a_dead_run_left_unknown_is_settled_by_what_is_live(told, writes, found):
    killed(writes=writes)
    said = json.loads(told("status", "--format", "json"))["status"]
    (run,) = said["runs"]
    assert (run["state"], {one["live"] for one in run["unknown"]}) == ("dead", {found})
    assert len(run["unknown"]) == run["counts"]["unknown"] > 0
    assert said["next"].startswith("Next: Plan: ")
    text = told("status")
    assert "did not end: its process is dead." in text
    assert f"Of what is unknown, by what is live: {len(run['unknown'])} {found}." in text


def test_what_was_changed_by_hand_since_is_something_else_by_now(told):
    told("apply", "--auto-approve")
    told("portal", "group", "edit", "/acme/london", "Top Role/Sales", "--remove", "presence.access")
    killed(writes=False)
    told("portal", "group", "edit", "/acme/london", "Top Role/Sales", "--add", "call_flow.access")
    assert "1 something else by now" in told("status")


def test_offline_it_says_what_the_journal_says_and_connects_to_nothing(told, project):
    killed(writes=True)
    (project / ".reconciler/portal.db").unlink()
    said = json.loads(told("status", "--offline", "--format", "json"))["status"]
    assert {one["live"] for one in said["runs"][0]["unknown"]} == {None}
    assert said["next"] is None
    told("status", code=Exit.TARGET)


def test_the_next_plan_says_it_and_writes_nothing_down(told, project):
    killed(writes=True)
    (journal,) = journals(project)
    before = journal.read_bytes()
    for _ in range(2):
        assert "did not end: its process is dead." in told("plan")
    assert journal.read_bytes() == before


@pytest.mark.parametrize("saved", [False, True], ids=["files", "a saved plan"])
def test_the_next_apply_says_it_and_then_nothing_is_open(told, saved):
    killed(writes=True)
    told("plan", "--out", "plan.json")
    said = told("apply", *(["plan.json"] if saved else ["--auto-approve"]))
    assert "did not end: its process is dead." in said
    assert "did not end" not in told("plan")
    assert " has ended. " in told("status")


def test_several_dead_runs_are_all_said_the_oldest_first_and_settled_at_once(told, project):
    """Only where journals come from elsewhere, too: each apply settles what it finds."""
    killed(writes=True)
    (journal,) = journals(project)
    (journal.parent / f"2020{journal.name}").write_bytes(journal.read_bytes())
    runs = json.loads(told("status", "--format", "json"))["status"]["runs"]
    assert [run["state"] for run in runs] == ["dead", "dead"]
    assert [run["journal"] for run in runs] == [
        f"{FOLDER}/2020{journal.name}",
        f"{FOLDER}/{journal.name}",
    ]
    told("apply", "--auto-approve")
    assert "did not end" not in told("plan")


def test_a_journal_that_is_damaged_is_an_error_and_holds_nobody_up(told, project):
    killed(writes=True)
    (journal,) = journals(project)
    journal.write_text(journal.read_text().replace('"slice"', '"sluice"'))
    where = f"{FOLDER}/{journal.name}:2: this is no line of a journal"
    assert where in told("status", code=Exit.ERROR)
    assert where in told("apply", "--auto-approve")


def test_runs_on_another_target_are_those_of_another_project(told, project):
    killed(writes=True)
    other = (project / "reconciler.yaml").read_text().replace("portal.db", "other.db")
    (project / "other.yaml").write_text(other)
    said = told("status", "--offline", "--project", "other.yaml")
    assert said == "No run has left a journal here."


# Journals of others


@pytest.fixture
def brought_along(project):
    """Git has the journal of a run that died; who wrote the files may have written it."""
    killed(writes=False)
    (journal,) = journals(project)
    subprocess.run(["git", "init", "--quiet"], check=True)
    subprocess.run(["git", "add", "--force", str(journal)], check=True)
    return journal


def left_out(journal):
    return f"{journal.name} came with the repository: no run of this machine wrote it."


@pytest.mark.parametrize("words", [("--offline",), ()])
def test_a_journal_that_came_with_the_repository_is_named_and_left_out(told, brought_along, words):
    said = told("status", *words)
    assert said.startswith(f"{left_out(brought_along)} No run has left a journal here.")
    assert "unknown" not in said


def test_so_is_one_of_a_run_that_ended(told, project):
    told("apply", "--auto-approve")
    subprocess.run(["git", "init", "--quiet"], check=True)
    assert "has ended. Applied" in told("status", "--offline")
    (journal,) = journals(project)
    subprocess.run(["git", "add", "--force", str(journal)], check=True)
    expected = f"{left_out(journal)} No run has left a journal here."
    assert told("status", "--offline") == expected


def test_one_that_is_damaged_too_ends_nothing(told, brought_along):
    brought_along.write_text("{}\n")
    assert left_out(brought_along) in told("status", "--offline")


def test_a_plan_names_it_and_says_nothing_of_what_it_says(told, brought_along):
    said = told("plan")
    assert left_out(brought_along) in said
    assert "did not end" not in said


def test_an_apply_writes_nothing_into_it(told, brought_along):
    before = brought_along.read_bytes()
    assert left_out(brought_along) in told("apply", "--auto-approve")
    assert brought_along.read_bytes() == before


def test_where_git_cannot_be_asked_it_is_left_out_with_the_reason(told, brought_along, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    reason = "is left out: A revision is read with git, and git is not installed."
    assert f"{brought_along.name} {reason}" in told("status", "--offline")
