"""Schemas: what editors check is what the reader accepts; the files in `schemas/` are current."""

import json
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from ruamel.yaml import YAML

from reconciler.spec.documents import RolesFile
from reconciler.spec.reader import read_yaml
from reconciler.spec.schema import DOCUMENTS, schema_text
from reconciler.spec.shape import shaped

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "examples" / "roles"
KINDS = {"reconciler.yaml": "project", "catalog.yaml": "catalog"}
FILES = sorted(
    path.relative_to(EXAMPLE).as_posix()
    for path in EXAMPLE.rglob("*.yaml")
    if "portal" not in path.parts
)


def complaints(kind: str, text: str) -> list[str]:
    """What an editor would underline, reading YAML as editors do."""
    data = YAML(typ="safe", pure=True).load(text)
    plain = json.loads(json.dumps(data, default=date.isoformat))
    return [error.message for error in Draft7Validator(schema(kind)).iter_errors(plain)]


def schema(kind: str) -> dict:
    return json.loads(schema_text(kind))


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_the_schema_in_the_repository_is_current(kind):
    assert (ROOT / "schemas" / f"{kind}.schema.json").read_text() == schema_text(kind)


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_it_is_a_schema_of_draft_07(kind):
    Draft7Validator.check_schema(schema(kind))


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
    assert complaints(kind, (EXAMPLE / file).read_text()) == []


@pytest.mark.parametrize(
    "name", ["0100", "NO", "12:30", "1.10", "+442079460000", "1e3", "2027-01-31"]
)
def test_what_looks_like_something_else_is_a_name_all_the_same(name):
    text = f"scope: /acme\ngroups:\n  - name: {name}\n    members: [{name}]\n"
    assert complaints("roles", text) == []
    assert accepted(text)


WRONG = {
    "an unknown key": "scope: /acme\nrole: []\n",
    "null": "scope: /acme\nroles:\n",
    "null in a list": "scope: /acme\ngroups: [{name: a, members: [~]}]\n",
    "a mapping for a list": "scope: /acme\nroles: {name: a}\n",
    "text for a list": "scope: /acme\ngroups: none\n",
    "a list for a name": "scope: /acme\ngroups: [{name: [a]}]\n",
    "a missing scope": "roles: []\n",
    "a group without a name": "scope: /acme\ngroups: [{permissions: []}]\n",
    "memberships without users": "scope: /acme\nmemberships: [{role: a}]\n",
    "another mode": "scope: /acme\nmode: addition\n",
    "an empty name": "scope: /acme\ngroups: [{name: ''}]\n",
}


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_what_the_reader_refuses_is_underlined(text):
    assert complaints("roles", text)
    assert not accepted(text)


def accepted(text: str) -> bool:
    tree, problems = read_yaml("roles.yaml", text.encode())
    if tree is None or problems:
        return False
    return not shaped(RolesFile, tree)[1]
