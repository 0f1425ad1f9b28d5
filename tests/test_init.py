"""A repository that begins in any folder works at once, and takes nothing that is there."""

import shlex
from pathlib import Path

import pytest

from reconciler.cli.main import main

PEOPLE = """\
account: "it's: NO"
customers:
  - name: Acme & Sons
    phone_systems:
      - {name: "a/b", users: [amelia]}
"""


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def run(command):
    return main(shlex.split(command))


def test_a_repository_in_another_folder_works_from_there(monkeypatch):
    assert run("init deep/down --account 0100") == 0
    monkeypatch.chdir("deep/down")
    assert run("validate") == 0
    assert run("plan --detailed-exitcode") == 2
    assert run("apply --auto-approve") == 0
    assert run("plan --detailed-exitcode") == 0
    assert run("fmt --check") == 0
    assert "account: '0100'" in Path("reconciler.yaml").read_text()


def test_a_repository_from_what_is_live_is_in_sync_whatever_things_are_called():
    Path("people.yaml").write_text(PEOPLE)
    assert run("portal init .reconciler/live.db --from people.yaml") == 0
    begin = """init --from-live sqlite:///.reconciler/live.db --account "it's: NO" """
    assert run(begin) == 0
    assert run("validate") == 0
    assert run("plan --detailed-exitcode") == 0
    assert run("fmt --check") == 0
    assert sorted(map(str, Path("roles").rglob("*.yaml"))) == [
        "roles/acme-sons.yaml",
        "roles/acme-sons/a-b.yaml",
        "roles/reseller.yaml",
    ]
    first = Path("roles/acme-sons/a-b.yaml").read_text().splitlines()[0]
    assert first == "# yaml-language-server: $schema=../../schemas/roles.schema.json"
    assert run(begin) == 1


def test_a_path_to_what_is_live_may_lead_out_of_the_folder_that_is_made():
    Path("people.yaml").write_text(PEOPLE)
    assert run("portal init live.db --from people.yaml") == 0
    assert run("""init access --from-live sqlite:///../live.db --account "it's: NO" """) == 0
    assert run("--chdir access plan --detailed-exitcode") == 0


@pytest.mark.parametrize("folder", ["mine", "mine/access"])
@pytest.mark.parametrize("options", ["", "--from-live sqlite:///live.db --account northwind"])
def test_a_file_is_no_folder_to_begin_in(folder, options, capfd):
    Path("mine").write_text("mine\n")
    assert run(f"init {folder} {options}") == 1
    assert "mine is no folder." in capfd.readouterr().err
    assert Path("mine").read_text() == "mine\n"


def test_files_that_a_repository_has_already_are_kept(capfd):
    for name in (".gitignore", ".pre-commit-config.yaml"):
        Path(name).write_text("# mine\n")
    Path("README.md").write_text("# Mine\n")
    assert run("init") == 0
    assert Path(".gitignore").read_text() == "# mine\n"
    assert Path(".pre-commit-config.yaml").read_text() == "# mine\n"
    assert "Kept .gitignore: it needs the line `.reconciler/`." in capfd.readouterr().err


@pytest.mark.parametrize("name", ["reconciler.yaml", "catalog.yaml", "roles/acme/london.yaml"])
def test_nothing_is_written_where_one_of_its_files_is_there(name):
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text("mine\n")
    assert run("init") == 1
    assert [str(path) for path in Path().rglob("*") if path.is_file()] == [name]


def test_role_files_that_are_there_are_not_overwritten_from_what_is_live():
    Path("people.yaml").write_text(PEOPLE)
    assert run("portal init .reconciler/live.db --from people.yaml") == 0
    Path("roles").mkdir()
    Path("roles/reseller.yaml").write_text("scope: /\n")
    begin = """init --from-live sqlite:///.reconciler/live.db --account "it's: NO" """
    assert run(begin) == 1
    assert not Path("reconciler.yaml").exists()
    assert Path("roles/reseller.yaml").read_text() == "scope: /\n"
