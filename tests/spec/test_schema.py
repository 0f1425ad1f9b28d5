"""Schemas: what editors check is what the reader accepts; the files in `schemas/` are current."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from ruamel.yaml import YAML

from reconciler.core.target import Catalog, Permission, Target
from reconciler.spec.catalog import read_catalog
from reconciler.spec.reader import read_yaml
from reconciler.spec.schema import DOCUMENTS, schema_text, write_schema
from reconciler.spec.shape import shaped

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "examples" / "roles"
KINDS = {"reconciler.yaml": "project", "catalog.yaml": "catalog", "policies.yaml": "policies"}
PINNED, _ = read_catalog(EXAMPLE / "catalog.yaml")
FILES = sorted(
    path.relative_to(EXAMPLE).as_posix()
    for path in EXAMPLE.rglob("*.yaml")
    if "portal" not in path.parts
)


def complaints(kind: str, text: str, target: Target | None = None) -> list[str]:
    """What an editor would underline, reading YAML as editors do."""
    data = YAML(typ="safe", pure=True).load(text)
    plain = json.loads(json.dumps(data, default=date.isoformat))
    return [error.message for error in Draft7Validator(schema(kind, target)).iter_errors(plain)]


def schema(kind: str, target: Target | None = None) -> dict:
    return json.loads(schema_text(kind, target))


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_the_schema_in_the_repository_is_current(kind):
    assert (ROOT / "schemas" / f"{kind}.schema.json").read_text() == schema_text(kind)


def test_the_schema_of_the_example_knows_its_catalog_and_is_current():
    current = (EXAMPLE / "schemas/roles.schema.json").read_text()
    assert current == schema_text("roles", PINNED)


@pytest.mark.parametrize("target", [None, PINNED], ids=["any target", "a known target"])
@pytest.mark.parametrize("kind", DOCUMENTS)
def test_it_is_a_schema_of_draft_07(kind, target):
    Draft7Validator.check_schema(schema(kind, target))


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_every_key_is_described(kind):
    whole = schema(kind)
    models = [whole, *whole.get("definitions", {}).values()]
    silent = [
        key
        for model in models
        for key, value in model.get("properties", {}).items()
        if not (value.get("description") or whole_entry(whole, value).get("description"))
    ]
    assert silent == []


def whole_entry(whole: dict, value: dict) -> dict:
    """What a reference alone stands for: its model says what the key is."""
    return whole.get("definitions", {}).get(value.get("$ref", "").rpartition("/")[2], {})


@pytest.mark.parametrize("file", FILES)
def test_no_line_of_the_example_is_underlined(file):
    kind = KINDS.get(Path(file).name, "roles")
    text = (EXAMPLE / file).read_text()
    assert complaints(kind, text) == complaints(kind, text, PINNED) == []


@pytest.mark.parametrize(
    "name", ["0100", "NO", "12:30", "1.10", "+442079460000", "1e3", "2027-01-31"]
)
def test_what_looks_like_something_else_is_a_name_all_the_same(name):
    text = f"scope: /acme\ngroups:\n  - name: {name}\n    members: [{name}]\n"
    assert complaints("roles", text) == []
    assert accepted(text)


_RICH = Permission(
    "rich",
    "Rich",
    "See the bills.",
    "Money",
    None,
    ("user",),
    "ungrouped",
    ("bare",),
    sensitive=True,
)
_EXPLAINED = replace(PINNED, catalog=Catalog((Permission("bare"), _RICH)))
INVALID = Path(__file__).parent / "invalid"
CORPUS = sorted(path.relative_to(INVALID).as_posix() for path in INVALID.rglob("*.yaml"))


@pytest.mark.parametrize("file", CORPUS)
def test_what_the_reader_refuses_is_underlined(file):
    kind, text = file.split("/")[0], (INVALID / file).read_text()
    assert complaints(kind, text)
    assert not accepted(text, kind)


def test_the_files_that_are_refused_are_of_every_kind():
    assert {file.split("/")[0] for file in CORPUS} == DOCUMENTS.keys()


GROUP = "scope: /acme/london\ngroups: [{{name: Sales, permissions: [{}]}}]\n"
ROLE = "scope: /\nroles: [{{name: Clerk, type: {}, permissions: [{}]}}]\n"
UNKNOWN = {
    "a permission that nobody knows": GROUP.format("users.acces"),
    "a permission of another level": GROUP.format("roles.manage"),
    "a permission that is no text": GROUP.format("7"),
    "a role type that nobody knows": ROLE.format("usr", ""),
    "a permission of a role that nobody knows": ROLE.format("user", "nope"),
    "a permission of a set that nobody knows": "scope: /\nsets: {s: [nope]}\n",
    "a set in a set": "scope: /\nsets: {s: [set:t]}\n",
}


@pytest.mark.parametrize("text", UNKNOWN.values(), ids=UNKNOWN)
def test_what_the_target_does_not_know_is_underlined_where_the_target_is_known(text):
    assert complaints("roles", text, PINNED)
    assert not complaints("roles", text)


@pytest.mark.parametrize(
    "text", [GROUP.format("users.access, set:s"), ROLE.format("reseller", "roles.manage, set:s")]
)
def test_what_the_target_knows_is_not_underlined(text):
    assert complaints("roles", text, PINNED) == []


def test_an_open_catalog_takes_other_permissions_too():
    target = replace(PINNED, catalog=replace(PINNED.catalog, open=True))
    assert complaints("roles", GROUP.format("made.up"), target) == []
    assert complaints("roles", "scope: /\nsets: {s: [set:t]}\n", target)


def test_a_target_without_role_types_is_offered_the_permissions_of_the_levels_with_roles():
    target = replace(PINNED, role_types=())
    assert complaints("roles", ROLE.format("any", "roles.manage"), target) == []
    assert complaints("roles", ROLE.format("any", "users.access"), target)


def test_a_schema_is_written_to_the_folder_of_schemas(tmp_path):
    assert write_schema(tmp_path, "roles", PINNED) == "schemas/roles.schema.json"
    assert (tmp_path / "schemas/roles.schema.json").read_text() == schema_text("roles", PINNED)


def test_a_permission_is_explained_whole():
    offered = schema("roles", _EXPLAINED)["definitions"]["GroupEntry"]["properties"]["permissions"]
    assert offered["items"]["anyOf"][0]["oneOf"] == [
        {"const": "bare", "description": "bare. Works on the place as such."},
        {
            "const": "rich",
            "description": (
                "Rich (Money). See the bills. Works on users who are in no group. "
                "Role types: user. Comes with bare. Sensitive."
            ),
        },
    ]


def accepted(text: str, kind: str = "roles") -> bool:
    tree, problems = read_yaml("file.yaml", text.encode())
    if tree is None or problems:
        return False
    return not shaped(DOCUMENTS[kind], tree)[1]
