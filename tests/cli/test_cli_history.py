"""`show` of a plan that was applied: what became of each change, by the journals of its runs."""

import json
import subprocess
from pathlib import Path

import pytest

from reconciler.cli.main import main
from reconciler.cli.planning import utc_now
from reconciler.core.settled import Settled
from reconciler.errors import Exit
from reconciler.journal import settle

JOURNALS = Path(".reconciler/journal")


@pytest.fixture
def saved(story, capsys, monkeypatch):
    """A plan that is put aside; it makes two groups and grants isla."""
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("GITHUB_ACTOR", "ada")
    monkeypatch.setenv("GITHUB_SHA", "c0ffee")
    do("plan", "--out", "plan.json")
    capsys.readouterr()
    return story / "plan.json"


def do(*words):
    assert main(words) == Exit.OK


def document(capsys):
    capsys.readouterr()
    do("show", "plan.json", "--format", "json")
    return json.loads(capsys.readouterr().out)


def statuses(capsys):
    return [one["status"] for one in document(capsys).get("outcomes", [])]


def test_a_plan_that_was_not_applied_has_no_outcomes(saved, capsys):
    assert not {"runs", "outcomes"} & document(capsys).keys()
    do("show", str(saved), "--report", "text=plan.txt")
    assert "Applied" not in Path("plan.txt").read_text()


def test_a_plan_that_was_applied_says_who_did_it_and_what_became_of_each_change(saved, capsys):
    do("apply", str(saved))
    capsys.readouterr()
    do("show", "plan.json", "--report", "text=plan.txt")
    shown = capsys.readouterr().out
    _, _, after = shown.partition("Plan: ")
    first, *rest = [line for line in after.splitlines()[1:] if line]
    assert first.startswith("The run of ada on ")
    assert "commit c0ffee has ended. Applied 3." in after.replace("\n", " ")
    assert [line.split()[0] for line in rest if line.startswith("applied")] == ["applied"] * 3
    assert rest[-1] == "Applied 3."
    assert "\nApplied 3.\n" in Path("plan.txt").read_text()
    told = document(capsys)
    assert [one["status"] for one in told["outcomes"]] == ["applied"] * 3
    sentences = [change["sentence"] for change in told["plan"]["changes"]]
    assert [one["sentence"] for one in told["outcomes"]] == sentences
    (run,) = told["runs"]
    assert run["run"].startswith("The run of ada on ")
    assert (run["state"], run["counts"]["applied"]) == ("ended", 3)


def test_of_several_runs_all_that_was_done_is_said(saved, capsys):
    do("apply", str(saved))
    do("portal", "revoke", "isla", "--group", "Top Role/Sales")
    do("apply", str(saved))
    told = document(capsys)
    assert [run["counts"]["applied"] for run in told["runs"]] == [3, 1]
    assert [one["status"] for one in told["outcomes"]] == ["applied"] * 3


def test_another_plan_has_other_outcomes(saved, capsys):
    do("apply", str(saved))
    Path("london.yaml").write_text(Path("london.yaml").read_text().replace("isla", "noah"))
    do("plan", "--out", "plan.json")
    assert statuses(capsys) == []


def journal_ends_before(word):
    """The journal of the run as if its process had died before it wrote this."""
    (path,) = JOURNALS.glob("*.jsonl")
    lines = path.read_text().splitlines(keepends=True)
    at = next(place for place, line in enumerate(lines) if word in line)
    path.write_text("".join(lines[:at]))
    return path


def test_what_nobody_answered_for_is_unknown_until_a_later_run_has_looked(saved, capsys):
    do("apply", str(saved))
    path = journal_ends_before('"outcome"')
    first = statuses(capsys)
    assert first.count("unknown") > 0
    assert set(first) == {"unknown", "not attempted"}
    place = first.index("unknown")

    settle(path, {place: Settled.APPLIED}, utc_now())
    told = document(capsys)["outcomes"][place]
    assert (told["status"], told["reason"]) == ("applied", "a later run found it live")


def test_a_journal_that_was_changed_is_said_and_left_out(saved, capsys):
    do("apply", str(saved))
    (path,) = JOURNALS.glob("*.jsonl")
    path.write_text(path.read_text() + '{"type": "outcome", "place": 99}\n{}\n')
    capsys.readouterr()
    do("show", "plan.json")
    streams = capsys.readouterr()
    assert "this is no line of a journal" in streams.err
    assert "The run of" not in streams.out


def test_a_journal_of_other_changes_is_left_out(saved, capsys):
    do("apply", str(saved))
    (path,) = JOURNALS.glob("*.jsonl")
    first, *_ = path.read_text().splitlines()
    run = json.loads(first)
    run["changes"].pop()
    path.write_text(json.dumps(run) + "\n")
    assert statuses(capsys) == []


def test_a_name_in_a_journal_does_nothing_on_a_terminal(saved, capsys, monkeypatch):
    monkeypatch.setenv("GITHUB_ACTOR", "eve\x1b]0;gone\x07\n::error::x")
    do("apply", str(saved))
    capsys.readouterr()
    do("show", "plan.json")
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert not [line for line in shown.splitlines() if line.startswith("::")]


def test_a_journal_that_came_with_the_repository_says_nothing(saved, capsys):
    """Two plans that do the same have one digest: a pull request could bring its own history."""
    do("apply", str(saved))
    subprocess.run(["git", "init", "--quiet"], check=True)
    assert statuses(capsys) == ["applied"] * 3
    subprocess.run(["git", "add", "--force", *JOURNALS.glob("*.jsonl")], check=True)
    assert statuses(capsys) == []
    do("show", "plan.json")
    assert "came with the repository" in capsys.readouterr().err
