"""Questions about access: the same answer in every format, and what is no answer."""

import csv
import io
import json
from dataclasses import replace

import pytest

import reconciler.connect
from reconciler.cli.main import main
from reconciler.errors import Exit
from tests.cli.asked import LONDON, PEOPLE, PROJECT


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    files = {"reconciler": PROJECT, "people": PEOPLE, "london": LONDON, "acme": "scope: /acme\n"}
    for name, text in files.items():
        (tmp_path / f"{name}.yaml").write_text(text)
    assert main(["portal", "init", "portal.db", "--from", "people.yaml"]) == Exit.OK
    assert main(["catalog", "pull"]) == Exit.OK
    main(["portal", "role", "add", "Owner", "--type", "reseller", "-p", "users.access"])
    main(["portal", "grant", "grace", "--role", "Owner"])
    capsys.readouterr()
    return tmp_path


@pytest.fixture
def document(capsys):
    def run(*words):
        assert main([*words, "--format", "json"]) == Exit.OK
        return json.loads(capsys.readouterr().out)

    return run


@pytest.fixture
def table(capsys):
    def run(*words):
        assert main([*words, "--format", "csv"]) == Exit.OK
        return [*csv.reader(io.StringIO(capsys.readouterr().out))]

    return run


@pytest.fixture
def text(capsys):
    def run(*words, code=Exit.OK):
        ended = main([*words])
        printed = capsys.readouterr()
        assert (ended, words) == (code, words)
        return printed.out + printed.err

    return run


def test_a_yes_has_every_step_with_its_place(document):
    found = document("explain", "noah", "users.access", "--on", "isla")["explanation"]
    assert (found["allowed"], found["state"], found["scope"]) == (True, "desired", "/acme/london")
    (path,) = found["paths"]
    assert [(step["way"], step["place"]["line"]) for step in path["steps"]] == [
        ("member", 9),
        ("carries", 8),
        ("reaches", 11),
        ("member", 11),
    ]
    assert found["obstacles"] == []


def test_a_no_has_its_reasons(document):
    found = document("explain", "isla", "users.access")
    assert found["message"].startswith("No: isla does not have users.access")
    (obstacle,) = found["explanation"]["obstacles"]
    assert (obstacle["cause"], obstacle["place"]) == ("uncarried", None)


def test_a_reason_that_stands_in_the_files_has_a_place(document):
    found = document("explain", "noah", "users.access", "--on", "noah")["explanation"]
    assert found["obstacles"][0]["place"] == {"file": "london.yaml", "line": 9}


def test_of_what_is_live_no_place_is_said(document, text):
    text("apply", "--auto-approve")
    found = document("explain", "noah", "users.access", "--live")["explanation"]
    steps = found["paths"][0]["steps"]
    assert [(step["place"], step["note"]) for step in steps] == [(None, "")] * 2


def test_holders_of_a_scope_above_that_is_not_managed_are_context(document):
    found = document("who-can", "users.access", "--scope", "/acme")["who_can"]
    assert [each["user"] for each in found["people"]] == ["user:/:grace"]
    assert found["count"] == 1


def test_everything_that_somebody_can_do(document):
    found = document("access", "noah")["access"]
    assert found["active"] is True
    (ability,) = found["abilities"]
    assert ability["reach"] == {
        "kind": "users",
        "place": "/acme/london",
        "users": 1,
        "groups": 1,
        "sentence": "on 1 user in 1 group below it",
    }


def test_who_is_deactivated_can_do_nothing(document, text):
    main(["apply", "--auto-approve"])
    main(["portal", "user", "deactivate", "noah"])
    text("validate")
    assert document("access", "noah")["access"]["active"] is False
    assert "noah of /acme/london is deactivated, and can do nothing." in text("access", "noah")


def test_who_is_in_what_carries_nothing(text):
    main(["portal", "group", "add", "/acme/london", "Top Role/Empty"])
    main(["portal", "user", "add", "zoe", "/acme/london"])
    main(["portal", "grant", "zoe", "--group", "Top Role/Empty"])
    text("validate")
    said = text("access", "zoe", "--live")
    assert said == "zoe of /acme/london is in nothing that carries a permission.\n"


def test_the_matrix_has_every_permission_of_the_catalog(document, table):
    found = document("matrix")["matrix"]
    rows = table("matrix")
    assert [row[0] for row in rows[1:]] == sorted(
        (each["key"] for each in found["permissions"]), key=[row[0] for row in rows[1:]].index
    )
    assert rows[0][2:] == [
        "role Owner of /",
        "group Top Role of /acme/london",
        "group Top Role/Managers of /acme/london",
        "group Top Role/Managers/Sales of /acme/london",
    ]


def test_a_matrix_that_is_too_wide_is_a_list(text, monkeypatch):
    monkeypatch.setenv("COLUMNS", "42")
    said = text("matrix", "--live")
    assert "role Owner of /" in said
    for number in range(4):
        main(["portal", "role", "add", f"Role {number}", "--type", "user"])
    text("validate")
    said = text("matrix", "--live")
    assert "  role Role 0  no permission\n  role Role 1" in said


def test_of_a_long_matrix_the_first_are_shown(text, monkeypatch):
    monkeypatch.setattr("reconciler.report.questions.matrix_page.ROOM", 1)
    monkeypatch.setenv("COLUMNS", "40")
    assert "Shown: 1 of 4 roles and groups.  --full\nshows all." in text("matrix")
    assert "Shown" not in text("matrix", "--full")


def test_of_many_people_some_of_every_place_are_shown(text, monkeypatch):
    monkeypatch.setattr("reconciler.report.questions.who_can.ROOM", 2)
    said = text("who-can", "users.access")
    assert "Shown: 2 of 3 people.  --full shows all." in said
    assert "  ... and 1 more\n" in said
    assert "Shown" not in text("who-can", "users.access", "--full")


def test_of_many_places_the_first_are_shown(text, monkeypatch):
    monkeypatch.setattr("reconciler.report.questions.who_can.ROOM", 2)
    monkeypatch.setattr("reconciler.report.questions.who_can._PLACES", 1)
    assert "... and 2 more of 1 scope\n" in text("who-can", "users.access")


def test_a_formula_is_none_and_a_phone_number_comes_back(table):
    rows = table("who-can", "users.access", "--on", "isla")
    assert rows[0][:4] == ["user", "permission", "scope", "through"]
    assert rows[1][0] == "/:grace"
    assert {row[5] for row in rows[1:]} == {"/acme/london:isla"}


def test_errors_of_a_table_are_text_beside_it(capsys):
    assert main(["access", "nobody", "--format", "csv"]) == Exit.ERROR
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", "error: No user `nobody` is known here.\n")


@pytest.mark.parametrize("words", [["plan"], ["validate"], ["portal", "user", "list"]])
def test_what_is_no_table_is_not_written_as_one(capsys, words):
    assert main([*words, "--format", "csv"]) == Exit.ERROR
    printed = capsys.readouterr()
    assert printed.out == ""
    assert f"`{' '.join(words)}` has no table." in printed.err


def test_what_is_live_is_answered_though_the_files_have_errors(project, text):
    (project / "london.yaml").write_text("scope: /acme/london\ngroups: [{nam: x}]\n")
    assert text("access", "amelia", "--live").startswith("amelia of /acme/london has 27")
    said = text("access", "amelia", code=Exit.ERROR)
    assert "Nothing is planned from files with errors." in said


def test_a_plan_with_errors_leads_to_nothing_that_is_known(project, text):
    (project / "london.yaml").write_text(LONDON.replace("[noah]", "[noah, stranger]"))
    said = text("explain", "noah", "users.access", code=Exit.ERROR)
    assert "The plan has errors: what it leads to is not known. --live asks about what" in said


def test_what_a_limit_refuses_is_answered_and_that_is_said(project, text):
    limits = "limits: {removals: {count: 0, percent: 0}}\n"
    main(["apply", "--auto-approve"])
    (project / "reconciler.yaml").write_text(PROJECT + limits)
    (project / "london.yaml").write_text(LONDON.replace("members: [noah]", "members: []"))
    text("validate")
    said = text("explain", "noah", "users.access")
    assert "No: noah does not have users.access" in said
    assert "The plan that leads to this is refused: `reconciler plan` says why." in said


def test_where_access_is_not_computed_nobody_guesses(text, monkeypatch):
    connect = reconciler.connect.connect

    def blind(*given):
        provider = connect(*given)
        target = replace(provider.describe(), access="not computed")
        monkeypatch.setattr(type(provider), "describe", lambda _: target)
        return provider

    monkeypatch.setattr(reconciler.connect, "connect", blind)
    for words in (["explain", "noah", "users.access"], ["access", "noah", "--live"], ["matrix"]):
        said = text(*words, code=Exit.ERROR)
        assert "What people can do is not computed for this system." in said
    text("catalog", "pull")
    assert "is not computed" in text("compare", "--live", code=Exit.ERROR)


def test_live_and_the_files_are_compared_as_data(document, table):
    found = document("compare", "--live")["compare"]
    assert (found["from"], found["to"]) == ("what is live", "what the files lead to")
    assert found["counts"]["create"] == 2
    assert found["access"]["effects"][0]["kind"] == "gain"
    rows = table("compare", "--live")
    assert {row[0] for row in rows[1:]} == {"thing", "membership", "access"}
