"""Rescue: one mistake in a file's shape hides no other mistake of that file."""

import pytest

from reconciler.spec.documents import RolesFile
from reconciler.spec.reader import read_yaml
from reconciler.spec.rescue import rescued


def rest(text: str):
    """What is left of a document, as plain data; None where nothing is."""
    tree, _ = read_yaml("roles.yaml", text.encode())
    usable = tree and rescued(RolesFile, tree)
    return usable and usable[0].model_dump(exclude_unset=True)


def test_a_null_in_a_list_hides_no_unknown_set(world):
    world.write(
        a="scope: /a/b\n"
        "groups:\n"
        "  - {name: A, members: [~, bob]}\n"
        "  - {name: B, permissions: [set:nobody]}\n"
    )
    assert world.said() == ["RC0106 a.roles.yaml:3:25", "RC0209 a.roles.yaml:4:29"]


KEYS = {
    "an unknown key alone goes": (
        "scope: /a\nrolez: []\nroles: [{name: r, kind: x}]\n",
        {"scope": "/a", "roles": [{"name": "r"}]},
    ),
    "of a list only the items with a mistake go": (
        "scope: /a\ngroups: [{name: g, members: [~, bob, [x], eve], permissions: [p]}]\n",
        {"scope": "/a", "groups": [{"name": "g", "members": ["bob", "eve"], "permissions": ["p"]}]},
    ),
    "a mistake behind a mistake goes too": (
        "scope: /a\ngroups: [{name: g, members: [{user: ~}]}]\n",
        {"scope": "/a", "groups": [{"name": "g", "members": []}]},
    ),
    "what lacks a key goes, and nothing beside it": (
        "scope: /a\nroles: [{permissions: []}, {name: r}]\ngroups: []\n",
        {"scope": "/a", "roles": [{"name": "r"}], "groups": []},
    ),
    "mistakes inside of what goes are gone with it": (
        "scope: /a\ngroups: [{members: [[x]]}, {name: g, groups: [{members: [[x]], name: [y]}]}]\n",
        {"scope": "/a", "groups": [{"name": "g", "groups": []}]},
    ),
    "what is named by a list goes whole": (
        "scope: /a\nroles: [{name: [~, [x]], type: [y]}, {name: r}]\n",
        {"scope": "/a", "roles": [{"name": "r"}]},
    ),
    "a wrong mode stands for the only one there is": (
        "scope: /a\nmode: Additive\nroles: [{name: r, mode: [x]}]\n",
        {"scope": "/a", "mode": "additive", "roles": [{"name": "r", "mode": "additive"}]},
    ),
    "a mode where none can stand goes": (
        "scope: /a\ngroups: [{name: g, members: [{user: a, mode: addition}]}]\n",
        {"scope": "/a", "groups": [{"name": "g", "members": [{"user": "a"}]}]},
    ),
    "a set may be called mode": (
        "scope: /a\nsets: {mode: addition}\n",
        {"scope": "/a", "sets": {"mode": []}},
    ),
    "a wrong item of a set goes alone": (
        "scope: /a\nsets: {s: [~, p, {x: y}]}\n",
        {"scope": "/a", "sets": {"s": ["p"]}},
    ),
    "a wrong set stays and is empty": (
        "scope: /a\nsets: {s: {x: y}, t: [p]}\n",
        {"scope": "/a", "sets": {"s": [], "t": ["p"]}},
    ),
}


@pytest.mark.parametrize(("text", "left"), KEYS.values(), ids=KEYS)
def test_the_smallest_key_that_holds_a_mistake_is_taken_out(text, left):
    assert rest(text) == left


@pytest.mark.parametrize("text", ["roles: []\n", "[]\n", "scope: [x]\n"])
def test_nothing_is_made_of_a_file_without_its_scope(text):
    assert rest(text) is None


def test_a_wrong_key_of_a_member_hides_nobody_beside(world):
    world.write(
        a="scope: /a/b\n"
        "groups:\n"
        "  - name: A\n"
        "    members:\n"
        "      - {user: bob, why: x}\n"
        "      - {user: eve, expires: 31.12.2026}\n"
        "      - bob\n"
    )
    assert world.said() == [
        "RC0110 a.roles.yaml:5:21",
        "RC0117 a.roles.yaml:6:30",
        "RC0205 a.roles.yaml:7:9 a.roles.yaml:5:16",
    ]


def test_a_forgotten_slash_of_the_scope_hides_nothing_below(world):
    world.write(a="scope: a/b\ngroups: [{name: A, permissions: ['set:nobody']}]\n")
    assert world.said() == ["RC0115 a.roles.yaml:1:8", "RC0209 a.roles.yaml:2:34"]


def test_a_set_whose_name_is_wrong_goes_with_its_name():
    assert rest(f"scope: /a\nsets: {{{'s' * 256}: [x], t: []}}\n") == {
        "scope": "/a",
        "sets": {"t": []},
    }


def test_a_file_of_mistakes_only_is_not_rescued():
    assert rest("scope: /a\nroles: [" + "{kind: x}, " * 100 + "]\n") is None


def test_what_stands_behind_a_mistake_keeps_its_place(world):
    world.write(
        a="scope: /a/b\n"
        "roles: []\n"
        "groups:\n"
        "  - permissions: [set:nobody]\n"
        "  - name: A\n"
        "    members: [[x], bob, {user: eve, why: x}, bob]\n"
        "    permissions: [{}, 'set:nobody']\n"
    )
    assert sorted(world.said()) == [
        "RC0110 a.roles.yaml:6:37",
        "RC0111 a.roles.yaml:4:5",
        "RC0112 a.roles.yaml:6:15",
        "RC0112 a.roles.yaml:7:19",
        "RC0205 a.roles.yaml:6:46 a.roles.yaml:6:20",
        "RC0209 a.roles.yaml:7:23",
    ]
