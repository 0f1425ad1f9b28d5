"""The example stays what the README promises: a believable reseller that can be read in full."""

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


def test_a_role_and_a_group_are_renamed():
    renames = [node for node in nodes(list(FILES.values())) if "previously" in node]
    assert [(node["name"], node["previously"]) for node in renames] == [
        ("Receptionist", "Reception"),
        ("Dental Nurses", "Nurses"),
    ]


def test_a_membership_ends_by_itself_and_says_why():
    ending = [node for node in nodes(list(FILES.values())) if "expires" in node]
    assert [node["user"] for node in ending if node["reason"]] == ["jack"]


def test_removals_and_administrators_are_limited():
    assert PROJECT["limits"].keys() >= {"removals", "admins"}


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
