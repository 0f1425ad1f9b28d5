"""The example stays what the README promises: a believable reseller that can be read in full."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

EXAMPLE = Path(__file__).parents[1] / "examples/roles"
PROJECT = YAML(typ="safe", pure=True).load(EXAMPLE / "reconciler.yaml")
FILES = {
    path.relative_to(EXAMPLE).as_posix(): YAML(typ="safe", pure=True).load(path)
    for path in [EXAMPLE / "reseller.yaml", *sorted(EXAMPLE.glob("customers/**/*.yaml"))]
}


def test_there_are_three_customers_and_five_phone_systems():
    depths = [scope.count("/") for scope in {file["scope"] for file in FILES.values()} - {"/"}]
    assert (depths.count(1), depths.count(2)) == (3, 5)


def test_there_are_roles_of_all_three_types():
    types = {role["type"] for role in FILES["reseller.yaml"]["roles"]}
    assert types == {"reseller", "customer", "user"}


@pytest.mark.parametrize(
    "path",
    ["acme/leeds", "acme/london", "birchwood/bristol", "fairway/felixstowe", "fairway/glasgow"],
)
def test_every_phone_system_has_groups_three_deep_below_top_role(path):
    (top,) = FILES[f"customers/{path}.yaml"]["groups"]
    assert (top["name"], depth(top)) == ("Top Role", 3)


def test_one_set_is_used_in_many_places():
    uses = [keys for keys in lists_of_permissions(list(FILES.values())) if "set:everyday" in keys]
    assert len(uses) >= 20


def test_a_role_is_renamed_and_a_group_is_moved():
    renames = [node for node in nodes(list(FILES.values())) if "previously" in node]
    assert [(node["name"], node["previously"]) for node in renames] == [
        ("Receptionist", "Reception"),
        ("Dental Nurses", "Top Role/Nurses"),
    ]


def test_a_membership_ends_by_itself_and_says_why():
    ending = [node for node in nodes(list(FILES.values())) if "expires" in node]
    assert [node["user"] for node in ending if node["reason"]] == ["jack"]


def test_removals_and_administrators_are_limited():
    assert PROJECT["limits"].keys() >= {"removals", "admins"}


@pytest.fixture
def project(tmp_path):
    """A copy of the example beside a portal with its people."""
    left_over = shutil.ignore_patterns(".reconciler")
    shutil.copytree(EXAMPLE, tmp_path, ignore=left_over, dirs_exist_ok=True)
    run(tmp_path, "portal", "init", "--from", "portal/northwind.yaml")
    return tmp_path


def test_the_files_are_valid_without_a_finding(project):
    said = run(project, "validate")
    assert said == "Valid: 9 scopes with 7 roles, 33 groups and 114 memberships.\n"


def test_the_catalog_is_what_the_portal_says_today(project):
    pinned = (project / "catalog.yaml").read_text("utf-8")
    run(project, "catalog", "pull")
    assert (project / "catalog.yaml").read_text("utf-8") == pinned


def test_everybody_in_the_files_exists(project):
    assert "RC03" not in run(project, "plan")


def run(project, *arguments):
    """What a command says on both streams; it must succeed."""
    command = [Path(sys.executable).with_name("reconciler"), *arguments]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def depth(group):
    return max((1 + depth(below) for below in group.get("groups", [])), default=0)


def lists_of_permissions(tree):
    return [node["permissions"] for node in nodes(tree) if "permissions" in node]


def nodes(tree):
    """Every mapping of the files, top to bottom."""
    if isinstance(tree, dict):
        yield tree
        tree = list(tree.values())
    if isinstance(tree, list):
        for part in tree:
            yield from nodes(part)


def test_its_files_are_in_order(tmp_path):
    copy = tmp_path / "roles"
    shutil.copytree(EXAMPLE, copy, ignore=shutil.ignore_patterns(".reconciler"))
    command = [Path(sys.executable).with_name("reconciler"), "fmt", "--check"]
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
