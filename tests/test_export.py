"""Export round trips through the commands that people type, on the example."""

import shlex
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from reconciler.cli.main import main
from reconciler.core.model import Group, Ref, State
from reconciler.core.scope import Scope
from reconciler.errors import FilesError, UsageError
from reconciler.export import export
from reconciler.pipeline import Question
from reconciler.providers.base import ReadOnly, utc_now
from reconciler.providers.memory import Memory
from reconciler.providers.portal.target import portal_target
from reconciler.validate import open_project

EXAMPLE = Path(__file__).parents[1] / "examples" / "roles"
LONDON = "customers/acme/london.yaml"
DEEP = " " * 14
EDITS = {
    "a member more": (LONDON, f"{DEEP}- isla\n", f"{DEEP}- isla\n{DEEP}- ivy\n"),
    "a member less": (LONDON, "          - olivia\n", ""),
    "a list that leaves its set": (
        "customers/acme/leeds.yaml",
        "permissions: [set:everyday]",
        "permissions: [dashboard.access]",
    ),
    "a set": (
        "reseller.yaml",
        "  everyday: [dashboard.access, soft_phone.access, presence.access]\n",
        "  everyday: [dashboard.access, soft_phone.access, billing.access, presence.access]\n",
    ),
}


def run(command):
    assert main(shlex.split(command)) == 0, command


def files():
    return {path: Path(path).read_text() for path in map(str, sorted(Path().rglob("*.yaml")))}


@pytest.fixture
def example(tmp_path, monkeypatch):
    """The example, applied, with one file for each scope and its files as an export has them."""
    shutil.copytree(EXAMPLE, tmp_path / "roles", ignore=shutil.ignore_patterns(".reconciler"))
    monkeypatch.chdir(tmp_path / "roles")
    run("portal init --from portal/northwind.yaml")
    run("apply --auto-approve")
    Path("customers/acme/london-support.yaml").unlink()
    run("export --force")


@pytest.mark.usefixtures("example")
@pytest.mark.parametrize("edit", EDITS)
def test_export_edit_apply_and_export_again_shows_only_the_edit(edit):
    path, old, new = EDITS[edit]
    text = Path(path).read_text()
    assert old in text
    Path(path).write_text(text.replace(old, new))
    edited = files()
    run("plan")
    run("apply --auto-approve")
    run("export --force")
    assert files() == edited


@pytest.mark.usefixtures("example")
def test_an_export_is_in_order():
    run("fmt --check")


@pytest.mark.usefixtures("example")
def test_one_scope_is_exported_into_a_folder_of_its_own_as_beside_the_other_files(capsys):
    there = Path(LONDON).read_text()
    run("export --scope /acme/london --out live")
    assert [str(path) for path in Path("live").rglob("*.yaml")] == [f"live/{LONDON}"]
    assert Path("live", LONDON).read_text() == there.partition("\n")[2]
    assert "the plan is empty: 1 scope with 0 roles, " in capsys.readouterr().err


@pytest.mark.usefixtures("example")
def test_a_broken_file_about_another_scope_does_not_hold_up_an_export_into_a_folder():
    Path("customers/acme/leeds.yaml").write_text("scope: /acme/leeds\ngroups: no\n")
    run("export --scope /acme/london --out live")
    assert Path("live", LONDON).is_file()


LONDON_SCOPE = Scope("/acme/london")
TOP = Ref("group", LONDON_SCOPE, ("top role",))
SALES = Ref("group", LONDON_SCOPE, ("top role", "sales"))
PROJECT = """\
version: 1
target: {provider: memory, url: "memory://", account: northwind}
manage: [/acme/london]
sources:
  - {files: london.yaml, within: /acme/london}
"""


class Forgetful(Memory):
    """A live system that takes no descriptions, and shows some."""

    def normalize(self, desired):
        groups = {ref: Group(ref, "", one.permissions) for ref, one in desired.groups.items()}
        return replace(desired, groups=groups), []


@pytest.fixture
def project(tmp_path):
    (tmp_path / "reconciler.yaml").write_text(PROJECT)
    return open_project(tmp_path / "reconciler.yaml")[0]


def exported(project, provider):
    return export(project, project.root, ReadOnly(provider), Question(utc_now()))


def test_what_would_not_plan_empty_is_not_exported(project):
    groups = {TOP: Group(TOP, "", frozenset()), SALES: Group(SALES, "Sells", frozenset())}
    scopes = frozenset({LONDON_SCOPE})
    live = State(groups=groups, scopes=scopes, complete=scopes)
    target = portal_target("northwind")
    assert list(exported(project, Memory(target, live)).files) == ["london.yaml"]
    with pytest.raises(FilesError) as error:
        exported(project, Forgetful(target, live))
    assert str(error.value) == "Nothing is exported: with these files the plan would not be empty."
    assert [f"{one.code} {one.message}" for one in error.value.findings] == [
        "RC0715 the next plan would update group top role/sales"
    ]


def test_where_nothing_is_managed_nothing_is_exported(project):
    with pytest.raises(UsageError, match="`manage` covers no scope of the live system"):
        exported(project, Memory(portal_target("northwind"), State()))


def test_files_with_errors_beside_the_exported_ones_are_said(project):
    (project.root / "reconciler.yaml").write_text(PROJECT.replace("london.yaml", "'*.roles.yaml'"))
    again, _ = open_project(project.root / "reconciler.yaml")
    (project.root / "old.roles.yaml").write_text("scope: /acme/paris\n")
    scopes = frozenset({LONDON_SCOPE})
    live = State(groups={TOP: Group(TOP, "", frozenset())}, scopes=scopes, complete=scopes)
    with pytest.raises(FilesError) as error:
        exported(again, Memory(portal_target("northwind"), live))
    assert {one.code for one in error.value.findings} == {"RC0201", "RC0202"}
