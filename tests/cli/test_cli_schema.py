import json
import shutil
from pathlib import Path

import pytest

from reconciler.cli.main import main
from reconciler.core.target import Catalog, Level, Permission, Target
from reconciler.spec.catalog import catalog_text

EXAMPLE = Path(__file__).parents[2] / "examples/roles"


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    shutil.copy(EXAMPLE / "reconciler.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_schemas_of_all_files_are_written_beside_the_project_file(project, capsys):
    shutil.copy(EXAMPLE / "catalog.yaml", project)
    assert main(["schema"]) == 0
    kinds = ("project", "roles", "policies", "catalog")
    written = [f"schemas/{kind}.schema.json" for kind in kinds]
    assert capsys.readouterr() == (f"{', '.join(written)}.\n", "")
    known = (EXAMPLE / "schemas/roles.schema.json").read_text()
    assert (project / "schemas/roles.schema.json").read_text() == known


def test_one_schema_is_printed_and_nothing_written(project, capsys):
    assert main(["schema", "roles"]) == 0
    printed, said = capsys.readouterr()
    assert json.loads(printed)["title"] == "RolesFile"
    assert (said, [path.name for path in project.iterdir()]) == ("", ["reconciler.yaml"])


def test_without_a_catalog_the_permissions_are_said_to_be_missing(capsys):
    assert main(["schema"]) == 0
    assert "`reconciler catalog pull` adds the permissions" in capsys.readouterr().out


def test_the_schema_of_a_plan_is_printed_and_needs_no_project(project, capsys):
    (project / "reconciler.yaml").unlink()
    assert main(["schema", "plan"]) == 0
    known = Path(__file__).parents[2] / "schemas/plan.schema.json"
    assert json.loads(capsys.readouterr().out) == json.loads(known.read_text("utf-8"))


def test_what_a_vendor_calls_things_is_printed_as_no_command_and_is_the_same_json(project, capsys):
    evil = "##[error]x é"
    permission = Permission("presence.access", evil)
    known = Target("northwind", (Level("reseller", "/"),), Catalog((permission,)))
    (project / "catalog.yaml").write_text(catalog_text(known), "utf-8")
    assert main(["schema", "roles"]) == 0
    printed = capsys.readouterr().out
    assert main(["schema"]) == 0
    written = (project / "schemas/roles.schema.json").read_text("utf-8")
    assert (printed.isascii(), "##[" in printed) == (True, False)
    assert json.loads(printed) == json.loads(written)
    assert evil in written
