"""Enough: long lists are judged piece by piece, and nobody waits for the millionth mistake."""

import pytest
from pydantic import ValidationError

from reconciler.spec import enough
from reconciler.spec.bounds import MAX_FINDINGS
from reconciler.spec.documents import RolesFile
from reconciler.spec.enough import Patience
from reconciler.spec.reader import read_yaml
from reconciler.spec.shape import shaped


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch):
    monkeypatch.setattr(enough, "_PIECE", 3)


def judged(data):
    """How many mistakes pydantic has collected."""
    with pytest.raises(ValidationError) as caught:
        RolesFile.model_validate(data, context=Patience())
    return caught.value.error_count()


def said(text):
    tree, _ = read_yaml("x.yaml", text.encode())
    _, findings = shaped(RolesFile, tree)
    return [f"{each.code} {each.origin.line}:{each.origin.column}" for each in findings]


def test_a_sound_document_is_whole_however_long_its_lists_are():
    data = {
        "scope": "/",
        "sets": {f"s{number}": ["a", "b", "c", "d"] for number in range(8)},
        "roles": [{"name": f"r{number}"} for number in range(8)],
    }
    read = RolesFile.model_validate(data, context=Patience())
    assert read == RolesFile.model_validate(data)
    assert [role.name for role in read.roles] == [f"r{number}" for number in range(8)]


def test_mistakes_stand_at_their_own_places_in_every_piece():
    names = "".join(f"    - n{number}\n" for number in range(7))
    text = f"scope: /\ngroups:\n- name: A\n  members:\n{names}    - {{expires: x}}\n    - []\n"
    assert said(text) == ["RC0114 12:7", "RC0112 13:7"]
    assert said("scope: /\nsets:\n" + "  a: []\n  b: []\n  c: []\n  d: x\n") == ["RC0112 6:6"]
    assert said("scope: /\nroles: [{name: a}, {name: b}, {name: c}, {name: d, mode: x}]\n") == [
        "RC0113 2:58"
    ]


@pytest.mark.parametrize(
    "data",
    [
        {"scope": "/", "roles": [[]] * 5_000},
        {"scope": "/", "sets": {f"s{number}": "x" for number in range(5_000)}},
        {"scope": "/", "groups": [{"name": "a", "permissions": [""] * 3}] * 2_000},
        {"scope": "/", "groups": [{"name": "a", "groups": [{"members": [[]] * 50}] * 50}] * 50},
        {"scope": "/", **{f"k{number}": "x" for number in range(5_000)}},
    ],
    ids=["a list", "a mapping", "many lists", "lists in lists", "keys"],
)
def test_only_so_many_mistakes_are_collected(data):
    assert MAX_FINDINGS <= judged(data) <= 3 * MAX_FINDINGS


def test_a_key_that_is_known_counts_also_behind_many_that_are_not():
    unknown = "".join(f"k{number}: x\n" for number in range(1_000))
    assert {each.split()[0] for each in said(f"{unknown}scope: /\n")} == {"RC0110"}
