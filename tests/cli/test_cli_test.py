"""`reconciler test`, and what policies do to other commands."""

import json
import shutil
from pathlib import Path

import pytest

from reconciler.cli.main import main

CASE = Path(__file__).parents[1] / "cases/policies-are-judged-anew-for-a-saved-plan"


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    shutil.copytree(CASE, tmp_path, dirs_exist_ok=True)
    shutil.copy(CASE.parents[2] / "examples/roles/catalog.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said(capsys, *command, code):
    capsys.readouterr()
    assert main([*command, "--format", "json"]) == code
    return json.loads(capsys.readouterr().out)


def test_files_with_errors_are_not_judged(project, capsys):
    (project / "acme.yaml").write_text("scope: acme\n", "utf-8")
    assert said(capsys, "test", code=1)["message"] == "Nothing is judged of files with errors."


def test_without_policies_all_is_well_and_said(project, capsys):
    text = (project / "reconciler.yaml").read_text("utf-8").replace("policies:", "# policies:")
    (project / "reconciler.yaml").write_text(text, "utf-8")
    assert said(capsys, "test", code=0)["message"] == "Policies: there are none."


def test_results_are_written_where_they_are_asked_for(project, capsys):
    assert main(["test", "--junit", "results.xml"]) == 0
    assert "<testsuites" in (project / "results.xml").read_text("utf-8")
    assert main(["test", "--junit", "reconciler.yaml"]) == 1
    assert "is no XML" in capsys.readouterr().err


def test_a_deleted_policy_file_is_an_error_of_every_command(project, capsys):
    (project / "policies.yaml").unlink()
    for command in ("test", "validate"):
        (finding,) = said(capsys, command, code=1)["findings"]
        assert (finding["code"], finding["range"]["start"]["line"]) == ("RC0001", 7)


def test_a_saved_plan_is_not_applied_while_policies_have_errors(project, capsys):
    assert main(["portal", "init", "--from", "portal.yaml"]) == 0
    assert main(["portal", "group", "add", "/acme/london", "Top Role/Sales"]) == 0
    assert main(["plan", "--out", "plan.json"]) == 0
    (project / "policies.yaml").write_text("version: 2\n", "utf-8")
    document = said(capsys, "apply", "plan.json", code=1)
    assert document["message"] == "Nothing is applied while policies have errors."
    assert [one["code"] for one in document["findings"]] == ["RC0113"]


def test_editing_commands_carry_the_policies_along(project):
    assert main(["portal", "init", "--from", "portal.yaml"]) == 0
    assert main(["portal", "group", "add", "/acme/london", "Top Role/Team Sales"]) == 0
    assert main(["portal", "grant", "noah", "--group", "Top Role/Team Sales"]) == 0
    assert main(["adopt"]) == 0
    assert "isla" not in (project / "acme-london.yaml").read_text("utf-8")
