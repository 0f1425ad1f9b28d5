"""A plan against a commit: what the files change since then, and what was pending already."""

import json
import subprocess
from pathlib import Path

import pytest

import reconciler.connect
from reconciler.cli.main import main
from reconciler.errors import Exit

PROJECT = """
version: 1
target: {{provider: portal, url: "sqlite:///portal.db", account: northwind}}
manage: [{manage}]
sources: [{{files: london.yaml, within: /acme/london}}]
"""
PEOPLE = """
account: northwind
customers:
  - name: acme
    phone_systems: [{name: london, users: [amelia, noah, isla, jack]}]
"""
LONDON = """
scope: /acme/london
groups:
  - name: Top Role
    members: [amelia]
    groups:
      - {{name: {name}, {previously}permissions: [soft_phone.access], members: [{members}]}}
"""


@pytest.fixture(autouse=True)
def repository(tmp_path, monkeypatch):
    """Noah stands in Sales live and in the files of the last commit, with Isla."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    (tmp_path / "people.yaml").write_text(PEOPLE)
    (tmp_path / "reconciler.yaml").write_text(PROJECT.format(manage="/acme/london"))
    assert main(["portal", "init", "portal.db", "--from", "people.yaml"]) == Exit.OK
    assert main(["catalog", "pull"]) == Exit.OK
    write("noah")
    assert main(["apply", "--auto-approve"]) == Exit.OK
    write("noah, isla")
    git("init", "--quiet")
    git("add", "reconciler.yaml", "catalog.yaml", "london.yaml")
    git("commit", "--quiet", "--message", "base")
    return tmp_path


def write(members, name="Sales", previously=""):
    text = LONDON.format(members=members, name=name, previously=previously)
    Path("london.yaml").write_text(text)


def git(*words):
    named = ["-c", "user.name=a", "-c", "user.email=a@example.net", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *named, *words], check=True, capture_output=True)


@pytest.fixture
def plan(capsys):
    def run(*words):
        capsys.readouterr()
        code = main(["plan", "--base", "HEAD", *words])
        return code, capsys.readouterr()

    return run


def verdicts(plan):
    code, streams = plan("--format", "json")
    since = json.loads(streams.out)["plan"]["since"]
    assert code == Exit.OK
    return since["caused"]["verdict"], since["pending"]["verdict"], since["changes"]


ISLA = "1 person gains access; 1 person reaches more with a sensitive permission."


def test_what_was_pending_is_told_apart_from_what_the_files_change(plan):
    write("isla, jack")
    assert verdicts(plan) == (
        f"{ISLA[:-1]}; 1 person loses access altogether; 1 person reaches fewer.",
        ISLA,
        1,
    )


def test_files_that_did_not_change_cause_nothing(plan):
    assert verdicts(plan) == ("No one gains access.", ISLA, 1)


def test_what_the_files_take_back_is_caused_by_nobody_else(plan):
    write("noah")
    caused, pending, changes = verdicts(plan)
    assert (caused, pending, changes) == (
        "No one gains access; 1 person loses access altogether; 1 person reaches fewer.",
        ISLA,
        0,
    )


def test_a_rename_causes_nothing_and_is_not_pending(plan):
    write("noah, isla", "Team", "previously: Sales, ")
    assert verdicts(plan)[::2] == ("No one gains access.", 1)


def test_people_read_both_and_how_many_changes_were_pending(plan):
    write("noah, isla, jack")
    code, streams = plan()
    lines = streams.out.splitlines()
    assert code == Exit.OK
    assert (
        "Access, by what the files change since HEAD: 1 person gains access; 1 person reaches more"
        in "\n".join(lines)
    )
    assert "Of the 2 changes above 1 was pending already." in lines
    pending = lines.index(next(line for line in lines if line.startswith("Access, by what was")))
    gained = "  + isla gains soft_phone.access at /acme/london via group Top Role/Sales"
    assert [line.split() for line in lines[pending:] if line.startswith(gained)] == [
        [*gained.split(), "london.yaml:7"]
    ]


def test_a_saved_plan_tells_it_too(plan, capsys):
    write("noah, isla, jack")
    _, planned = plan("--out", "plan.json")
    assert main(["show", "plan.json"]) == Exit.OK
    assert planned.out.strip() in capsys.readouterr().out


def test_the_live_system_is_looked_at_once(plan, monkeypatch):
    looks = []
    connect = reconciler.connect.connect

    def counted(*given):
        provider = connect(*given)
        observe = provider.observe
        monkeypatch.setattr(provider, "observe", lambda of: looks.append(of) or observe(of))
        return provider

    monkeypatch.setattr(reconciler.connect, "connect", counted)
    write("noah, isla, jack")
    assert plan()[0] == Exit.OK
    assert len(looks) == 1


def test_the_base_is_planned_for_what_the_project_manages_now(plan):
    Path("reconciler.yaml").write_text(PROJECT.format(manage="/acme/**"))
    write("noah, isla, jack")
    Path("acme.yaml").write_text("scope: /acme\n")
    text = Path("reconciler.yaml").read_text()
    more = "sources: [{files: acme.yaml, within: /acme}, "
    Path("reconciler.yaml").write_text(text.replace("sources: [", more))
    assert verdicts(plan)[1:] == (ISLA, 1)


def test_an_error_in_the_files_of_the_base_says_whose_they_are(plan):
    Path("london.yaml").write_text("scope: /acme/london\ngroups: {}\n")
    git("commit", "--quiet", "--all", "--message", "broken")
    write("noah")
    code, streams = plan()
    assert code == Exit.ERROR
    assert "error[RC0112]" in streams.err
    assert "HEAD: Nothing is planned from files with errors." in streams.err


def test_a_revision_that_nobody_knows(capsys):
    assert main(["plan", "--base", "nowhere"]) == Exit.ERROR
    assert "nowhere" in capsys.readouterr().err


# --- where it comes from --------------------------------------------------------------------------


def head():
    done = subprocess.run(["git", "rev-parse", "HEAD"], check=True, capture_output=True)
    return done.stdout.decode().strip()


def placed(capsys, *words):
    """The line of each change, and those behind each loss, with the commits that have them."""
    capsys.readouterr()
    main(["plan", "--format", "json", *words])
    made = json.loads(capsys.readouterr().out)["plan"]
    changes = {
        change["sentence"]: (change["gone"] or change["origin"])["line"]
        if not change["gone"]
        else (change["gone"]["line"], change["gone"]["commit"])
        for change in made["changes"]
    }
    losses = {
        (line["line"], line["commit"])
        for effect in made["access"]["effects"]
        if effect["kind"] == "loss" and effect["places"]
        for line in effect["causes"]["lines"]
    }
    return changes, losses


@pytest.mark.parametrize("words", [["--base", "HEAD"], []], ids=["named", "found"])
def test_what_is_removed_is_shown_where_the_commit_has_it(capsys, words):
    write("isla, jack")
    changes, losses = placed(capsys, *words)
    assert changes["revoke noah in group Top Role/Sales"] == (7, head())
    assert changes["grant jack in group Top Role/Sales"] == 7
    assert losses == {(7, head())}


def test_what_was_removed_by_the_last_commit_is_found_in_the_one_before(capsys):
    base = head()
    write("isla, jack")
    git("commit", "--quiet", "--all", "--message", "noah goes")
    changes, losses = placed(capsys)
    assert changes["revoke noah in group Top Role/Sales"] == (7, base)
    assert losses == {(7, base)}


def test_a_line_of_a_group_that_is_renamed_is_found_under_its_old_name(capsys):
    write("isla", "Team", "previously: Sales, ")
    changes, _ = placed(capsys, "--base", "HEAD")
    assert (7, head()) in changes.values()


def test_without_history_a_removal_has_the_list_that_does_not_name_it(capsys, tmp_path):
    subprocess.run(["mv", str(tmp_path / ".git"), str(tmp_path / "git")], check=True)
    write("isla, jack")
    changes, losses = placed(capsys)
    assert changes["revoke noah in group Top Role/Sales"] == 7
    assert losses == {(7, None)}


def test_a_plan_for_people_looks_for_nothing(plan, monkeypatch):
    monkeypatch.setattr("reconciler.revision.commits_before", lambda _: 1 / 0)
    monkeypatch.setattr("reconciler.revision.head_of", lambda _: 1 / 0)
    write("isla, jack")
    assert main(["plan"]) == Exit.OK
    assert plan()[0] == Exit.OK


def test_people_read_the_line_that_is_gone(plan, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    write("isla, jack")
    _, streams = plan()
    (line,) = [line for line in streams.out.splitlines() if "- member  noah" in line]
    assert line.endswith(f"london.yaml:7 at {head()[:7]}")


def test_a_text_report_names_commit_author_and_digest(capsys, monkeypatch):
    write("isla, jack")
    assert main(["plan", "--report", "text=plan.txt", "--out", "plan.json"]) == Exit.OK
    saved = json.loads(Path("plan.json").read_text())
    assert (saved["commit"], saved["author"], saved["uncommitted"]) == (head(), "a", True)
    last = Path("plan.txt").read_text().splitlines()[-2:]
    assert last == [
        f"From commit {head()} by a, with changes that are not committed.",
        f"Digest {saved['digest']}.",
    ]
    monkeypatch.setenv("COLUMNS", "100")
    capsys.readouterr()
    assert main(["show", "plan.json"]) == Exit.OK
    assert capsys.readouterr().err.splitlines()[1:3] == last


def test_the_pipeline_says_it_before_git_does(monkeypatch):
    monkeypatch.setenv("GITHUB_SHA", "c0ffee")
    monkeypatch.setenv("GITHUB_ACTOR", "ada")
    main(["plan", "--out", "plan.json"])
    saved = json.loads(Path("plan.json").read_text())
    assert (saved["commit"], saved["author"], saved["uncommitted"]) == ("c0ffee", "ada", None)
    monkeypatch.setenv("GITHUB_SHA", head())
    monkeypatch.delenv("GITHUB_ACTOR")
    main(["plan", "--out", "plan.json"])
    saved = json.loads(Path("plan.json").read_text())
    assert (saved["commit"], saved["author"], saved["uncommitted"]) == (head(), "a", None)
