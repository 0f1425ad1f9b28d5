"""`plan --offline`: the same plan without the live system, from a commit or from a snapshot."""

import json
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

import reconciler.connect
from reconciler.cli.main import main
from reconciler.errors import Exit
from reconciler.snapshot import open_snapshot, save_snapshot
from reconciler.snapshot.data import digest, snapshot_data
from reconciler.spec.catalog import catalog_text, read_catalog
from tests.cli.asked import LONDON, PEOPLE, PROJECT


@pytest.fixture(autouse=True)
def repository(tmp_path, monkeypatch):
    """What is live is what `main` says; the branch is checked out."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    Path("people.yaml").write_text(PEOPLE)
    Path("reconciler.yaml").write_text(PROJECT)
    Path("acme.yaml").write_text("scope: /acme\n")
    Path("london.yaml").write_text(LONDON)
    assert main(["portal", "init", "portal.db", "--from", "people.yaml"]) == Exit.OK
    assert main(["catalog", "pull"]) == Exit.OK
    assert main(["apply", "--auto-approve"]) == Exit.OK
    git("init", "--quiet", "--initial-branch", "main")
    git("add", "reconciler.yaml", "catalog.yaml", "acme.yaml", "london.yaml")
    git("commit", "--quiet", "--message", "base")
    return tmp_path


def git(*words):
    named = ["-c", "user.name=a", "-c", "user.email=a@example.net", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *named, *words], check=True, capture_output=True)


def change(old, new):
    text = Path("london.yaml").read_text()
    assert old in text
    Path("london.yaml").write_text(text.replace(old, new))


@pytest.fixture
def plan(capsys):
    def run(*words):
        capsys.readouterr()
        code = main(["plan", *words])
        return code, capsys.readouterr()

    return run


@pytest.fixture
def planned(plan):
    """The plan as data, and the codes of its findings."""

    def run(*words):
        code, streams = plan(*words, "--format", "json")
        document = json.loads(streams.out)
        return code, document["plan"], [one["code"] for one in document["findings"]]

    return run


OFFLINE = ("--offline", "--base", "main")


def test_two_commits_are_compared_and_nothing_is_connected_to(planned, monkeypatch):
    monkeypatch.setattr(reconciler.connect, "connect", None)
    monkeypatch.setenv("RECONCILER_TOKEN_FILE", "/nowhere")
    change("members: [isla]", "members: [isla, noah]")
    code, made, codes = planned(*OFFLINE)
    assert (code, made["counts"]["grant"], codes) == (Exit.OK, 1, ["RC0801"])
    assert made["access"]["verdict"].startswith("1 person gains access")
    assert made["asked"]["offline"] == "the files of main"


def test_where_live_is_what_the_base_says_it_is_the_plan_of_the_live_system(planned):
    change("permissions: [soft_phone.access], members: [isla]", "members: [noah]")
    change("name: Managers", "name: Leads\n        previously: Managers")
    live, offline = planned()[1], planned(*OFFLINE)[1]
    same = ("digest", "changes", "counts", "privileged", "left_out", "unmanaged")
    assert {name: offline[name] for name in same} == {name: live[name] for name in same}
    assert offline["access"]["verdict"] == live["access"]["verdict"]


def test_files_that_did_not_change_have_nothing_to_do(plan):
    code, streams = plan(*OFFLINE, "--detailed-exitcode")
    assert code == Exit.OK
    assert "compared with the files of main, not with the live system" in streams.out
    assert streams.out.rstrip().endswith("No changes.")


def test_a_rename_that_the_base_has_too_is_no_advice_to_drop_the_line(planned):
    change("name: Managers", "name: Leads\n        previously: Managers")
    git("commit", "--quiet", "--all", "--message", "rename")
    assert planned(*OFFLINE)[::2] == (Exit.OK, ["RC0801"])


@pytest.mark.parametrize("format_", ["text", "json", "github", "events"])
def test_every_format_says_that_it_is_not_the_live_system(plan, format_):
    code, streams = plan(*OFFLINE, "--format", format_)
    said = " ".join((streams.out + streams.err).split())
    assert (code, "not with the live system" in said) == (Exit.OK, True)


def test_a_saved_plan_says_that_it_cannot_be_applied_and_is_not(plan, capsys):
    change("members: [isla]", "members: [isla, noah]")
    code, streams = plan(*OFFLINE, "--out", "plan.json")
    assert (code, "It is for review alone" in streams.err) == (Exit.OK, True)
    assert main(["show", "plan.json"]) == Exit.OK
    capsys.readouterr()
    assert main(["apply", "plan.json"]) == Exit.ERROR
    said = " ".join(capsys.readouterr().err.split())
    assert "made from the files of main, not from the live system (`--offline`)" in said


def test_a_scope_that_loses_its_file_is_an_error(planned):
    Path("london.yaml").unlink()
    source = "  - {files: london.yaml, within: /acme/london}\n"
    Path("reconciler.yaml").write_text(PROJECT.replace(source, ""))
    code, _, codes = planned(*OFFLINE)
    assert (code, "RC0302" in codes) == (Exit.ERROR, True)


def test_files_of_the_base_with_errors_are_named_as_the_bases(plan):
    change("scope: /acme/london", "scope: [")
    git("commit", "--quiet", "--all", "--message", "broken")
    Path("london.yaml").write_text(LONDON)
    code, streams = plan(*OFFLINE)
    assert (code, "error: main: " in streams.err) == (Exit.ERROR, True)


# Snapshots


@pytest.fixture
def live(tmp_path):
    file = tmp_path / "live.json"
    assert main(["export", "--snapshot", str(file)]) == Exit.OK
    return file


AGAINST = ("--offline", "--snapshot", "live.json")


@pytest.mark.usefixtures("live")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("members: [isla]", "members: [isla, noah]"),
        ("members: [isla]", "members: []"),
        ("name: Managers", "name: Leads\n        previously: Managers"),
        ("members: [isla]", "members: [{user: isla, expires: 2099-01-01}]"),
        ("members: [isla]", "members: [isla, daniel]"),
        ("members: [isla]", "members: [isla, nobody]"),
    ],
)
@pytest.mark.parametrize("scope", [(), ("--scope", "/acme/london")], ids=["all", "scope"])
def test_a_plan_against_a_snapshot_is_that_of_its_moment(planned, old, new, scope):
    change(old, new)
    code, online, codes = planned(*scope)
    again, offline, more = planned(*AGAINST, *scope)
    assert (again, offline["digest"]) == (code, online["digest"])
    assert sorted(more) == sorted([*codes, "RC0801"])


def test_what_happened_since_is_not_seen(planned, live):
    assert main(["portal", "revoke", "isla", "--group", "Top Role/Managers/Sales"]) == Exit.OK
    assert planned()[1]["counts"]["grant"] == 1
    assert planned(*AGAINST)[1]["counts"]["grant"] == 0
    assert open_snapshot(live).target.account == "northwind"


@pytest.mark.usefixtures("live")
def test_with_a_base_too_what_was_pending_is_told_apart(planned):
    assert main(["portal", "revoke", "isla", "--group", "Top Role/Managers/Sales"]) == Exit.OK
    assert main(["export", "--snapshot", "live.json"]) == Exit.OK
    change("members: [noah]", "members: [noah, amelia]")
    _, made, _ = planned(*AGAINST, "--base", "main")
    assert (made["counts"]["grant"], made["since"]["changes"]) == (2, 1)


def aged(file, age):
    data = snapshot_data(open_snapshot(file))
    taken = datetime.now(UTC) - age
    data["created"] = taken.isoformat().replace("+00:00", "Z")
    data.pop("digest")
    save_snapshot(file, {**data, "digest": digest(data)})


def test_a_snapshot_of_yesterday_is_warned_of_and_its_age_said(plan, live):
    aged(live, timedelta(hours=49))
    code, streams = plan(*AGAINST)
    assert code == Exit.OK
    assert "warning[RC0802]: the snapshot was taken 2 days ago" in streams.out
    assert "compared with a snapshot taken 2 days ago (20" in streams.out


def test_a_snapshot_of_last_week_is_refused(plan, live):
    aged(live, timedelta(days=8))
    code, streams = plan(*AGAINST)
    assert code == Exit.STALE
    assert "The snapshot is too old: it was taken 8 days ago." in streams.err


def test_a_snapshot_of_fewer_scopes_is_refused(plan, tmp_path):
    Path("reconciler.yaml").write_text(PROJECT.replace("/acme/**", "/acme/london"))
    Path("acme.yaml").rename("kept")
    assert main(["export", "--snapshot", "live.json"]) == Exit.OK
    Path("kept").rename(tmp_path / "acme.yaml")
    Path("reconciler.yaml").write_text(PROJECT)
    code, streams = plan(*AGAINST)
    assert code == Exit.ERROR
    assert "does not show /acme: it was taken for /acme/london." in " ".join(streams.err.split())


def test_a_snapshot_that_git_has_is_refused(plan, live):
    git("add", "--force", live.name)
    code, streams = plan(*AGAINST)
    assert (code, "is part of the repository" in " ".join(streams.err.split())) == (1, True)


def test_the_environment_names_no_snapshot(plan, live, monkeypatch):
    monkeypatch.setenv("RECONCILER_SNAPSHOT", str(live))
    code, streams = plan("--offline")
    assert (code, "--offline needs something to compare with" in streams.err) == (1, True)


def test_a_snapshot_holds_no_secret_and_is_its_owners_alone(live, monkeypatch):
    monkeypatch.setenv("RECONCILER_TOKEN", "rcp_canary")
    assert main(["export", "--snapshot", str(live)]) == Exit.OK
    text = live.read_text()
    assert live.stat().st_mode & 0o777 == 0o600
    assert [word for word in ("rcp_canary", "sqlite", "portal.db") if word in text] == []


def test_a_snapshot_takes_the_place_of_a_snapshot_alone(capsys):
    Path("mine").write_text("dear to me\n")
    Path("link").symlink_to("mine")
    for name in ("mine", "link", "."):
        assert main(["export", "--snapshot", name]) == Exit.ERROR
    assert Path("mine").read_text() == "dear to me\n"
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("more", [["--scope", "/acme"], ["--out", "x"], ["--force"]])
def test_a_snapshot_is_of_everything(more, capsys):
    assert main(["export", "--snapshot", "live.json", *more]) == Exit.ERROR
    assert "leave other options out" in capsys.readouterr().err


def test_a_snapshot_fits_its_schema(live):
    schema = json.loads((Path(__file__).parents[2] / "schemas/snapshot.schema.json").read_text())
    Draft7Validator.check_schema(schema)
    assert list(Draft7Validator(schema).iter_errors(json.loads(live.read_text()))) == []


def test_the_schema_in_the_repository_is_the_one_that_is_printed(capsys):
    capsys.readouterr()
    assert main(["schema", "snapshot"]) == Exit.OK
    known = Path(__file__).parents[2] / "schemas/snapshot.schema.json"
    assert json.loads(capsys.readouterr().out) == json.loads(known.read_text())


def explained_away():
    """A catalog in which what everybody holds brings along what is about to be given."""
    target, _ = read_catalog(Path("catalog.yaml"))
    keys = tuple(
        replace(one, implies=("users.deactivate",)) if one.key == "soft_phone.access" else one
        for one in target.catalog.permissions
    )
    harmless = replace(target, catalog=replace(target.catalog, permissions=keys))
    Path("catalog.yaml").write_text(catalog_text(harmless))


@pytest.mark.usefixtures("live")
@pytest.mark.parametrize("words", [OFFLINE, AGAINST, (*AGAINST, "--base", "main")])
def test_a_catalog_of_the_branch_explains_no_access_away(planned, words):
    change("permissions: [soft_phone.access]", "permissions: [soft_phone.access, users.deactivate]")
    expected = planned(*words)[1]["access"]
    explained_away()
    code, made, codes = planned(*words)
    assert (code, made["access"]) == (Exit.OK, expected)
    assert {"RC0805", "RC0329"} & {*codes} != set()
