"""New values: how they are written, and where new keys and lists come to stand."""

import pytest
from test_edit_draft import draft, finished

from reconciler.spec.reader import read_yaml

SALES = ("groups", 0)


@pytest.mark.parametrize(
    ("old", "value", "new"),
    [
        ("Sells", "Sells more", "Sells more"),
        ('"Sells"', 'Sells "more"', r'"Sells \"more\""'),
        ("'Sells'", "Sells 'more'", "'Sells ''more'''"),
        ("'Sells'", "Sells\nmore", r'"Sells\nmore"'),
        ("|\n    Sells\n    it", "Sells: more", "'Sells: more'"),
        ("&text Sells", "Sells more", "&text Sells more"),
    ],
)
def test_a_text_is_replaced_in_its_style(old, value, new):
    text = "groups:\n- name: Sales\n  description: {}   \n  members: []\n"
    edit = draft(text.format(old))
    edit.set((*SALES, "description"), value)
    assert finished(edit) == text.format(new)


def test_a_member_gets_an_end_and_loses_it_where_it_stands():
    text = "groups:\n- name: Sales\n  members:\n  # the first\n  - {}  # new\n"
    member = "{user: ann, expires: 2031-01-31}"
    edit = draft(text.format("ann"))
    edit.set((*SALES, "members", 0), {"user": "ann", "expires": "2031-01-31"})
    assert finished(edit) == text.format(member)
    edit = draft(text.format(member))
    edit.remove((*SALES, "members", 0, "expires"))
    assert finished(edit) == text.format("{user: ann}")
    edit = draft(text.format("user: ann\n    expires: 2031-01-31"))
    edit.set((*SALES, "members", 0), "ann")
    assert finished(edit) == text.format("ann")


def test_a_new_key_stands_where_the_schema_has_it():
    edit = draft("groups:\n- {name: Sales, groups: []}\nscope: /\n")
    edit.put(SALES, "description", "Sells")
    edit.put((), "mode", "additive")
    edit.put((*SALES,), "members", [])
    assert finished(edit) == (
        "groups:\n- {name: Sales, description: Sells, members: [], groups: []}\n"
        "scope: /\nmode: additive\n"
    )


def test_a_new_key_is_apart_as_all_others_are():
    edit = draft("scope: /\n\nsets: {}\n\ngroups: []\n")
    edit.add((), "roles", {"name": "Reader", "type": "user", "permissions": ["a.b"]})
    edit.put(("sets",), "everyday", ["a.b"])
    assert finished(edit) == (
        "scope: /\n\nsets: {everyday: [a.b]}\n\nroles:\n  - name: Reader\n    type: user\n"
        "    permissions: [a.b]\n\ngroups: []\n"
    )


def test_a_new_group_comes_below_another_with_all_that_is_in_it():
    text = "groups:\n    - name: Sales\n      groups: []\n"
    members = ["ann", {"user": "bob", "expires": "2031-01-31"}]
    edit = draft(text)
    edit.add(SALES, "groups", {"name": "East", "members": members, "groups": [{"name": "Far"}]})
    assert finished(edit) == (
        "groups:\n    - name: Sales\n      groups:\n"
        "          - name: East\n"
        "            members: [ann, {user: bob, expires: 2031-01-31}]\n"
        "            groups:\n                - name: Far\n"
    )


def test_a_new_group_stays_in_brackets_where_the_others_do():
    edit = draft("groups: [{name: Sales}]\n")
    edit.add((), "groups", {"name": "East", "members": ["ann"]})
    edit.add(SALES, "groups", {"name": "Far"})
    assert finished(edit) == (
        "groups: [{name: Sales, groups: [{name: Far}]}, {name: East, members: [ann]}]\n"
    )


def test_a_set_that_is_long_stands_on_lines():
    keys = [f"permission_number.{number}" for number in range(8)]
    edit = draft("scope: /\n")
    edit.put((), "sets", {"everyday": keys, "rare": []})
    lines = "".join(f"    - {key}\n" for key in keys)
    assert finished(edit) == f"scope: /\nsets:\n  everyday:\n{lines}  rare: []\n"


def test_new_items_come_first_and_between_in_brackets_of_several_lines():
    edit = draft("groups:\n- name: Sales\n  members: [bob, cid,\n    eve]\n")
    for name in ("ann", "dan"):
        edit.add(SALES, "members", name, rank=str)
    assert finished(edit) == ("groups:\n- name: Sales\n  members: [ann, bob, cid, dan,\n    eve]\n")


NAMES = """
null|~|<<|- a|a: b|a #b|a:|[a]|{a}|a, b|'a'|"a"|*a|&a|!a|%a|@a|`a|>|?|-|=| a |\ttab||NULL|true|0100
|+44|12:30|set:manager|/acme:bob|a\\/b|zoë|a'b|a"b|a?b|2031-01-31
"""


@pytest.mark.parametrize("name", [*NAMES.replace("\n", "").split("|"), "|"])
@pytest.mark.parametrize("members", [" []", "\n  - x"])
def test_every_name_reads_back_as_it_was(name, members):
    edit = draft(f"groups:\n- name: Sales\n  members:{members}\n")
    edit.add(SALES, "members", name)
    tree, findings = read_yaml("x", finished(edit).encode())
    assert (tree.data["groups"][0]["members"][-1], findings) == (name, [])
