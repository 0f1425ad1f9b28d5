"""Bounds: what the limits are, and how the keys, values and items of a file are counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.spec import bounds
from reconciler.spec.bounds import nodes
from reconciler.spec.reader import read_yaml


def held(value):
    """How many keys, values and items there are."""
    if isinstance(value, dict):
        return 1 + sum(1 + held(inner) for inner in value.values())
    return 1 + sum(map(held, value)) if isinstance(value, list) else 1


def test_the_limits_are_those_of_the_design():
    assert (bounds.MAX_BYTES, bounds.MAX_FILES, bounds.MAX_DEPTH) == (32 * 2**20, 10_000, 64)
    assert (bounds.MAX_NODES, bounds.MAX_ALIASED, bounds.MAX_NAME) == (5_000_000, 10_000, 255)


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "- a\n- b\n",
        "-\r\n  a\r\n- b\r\n",
        "scope: /\nroles: [a, b]\nsets:\n  s: [c]\n",
        "- name: x\n  members:\n    - a\n    - set:b\n    - /acme:c\n",
        "- - a\n  - b\n",
        "? a\n: b\n",
    ],
)
def test_each_key_value_and_item_counts_as_one(text):
    tree, findings = read_yaml("x.yaml", text.encode())
    assert (nodes(text.encode()), findings) == (held(tree.data), [])


@pytest.mark.parametrize(
    "text",
    ['{"a":b}', "{'a':'b', \"c\" : d}", '[a : b, "c":d, e: f]', "- {a: b}\n- {c: [], d: {}}\n"],
)
def test_where_nothing_is_wrong_there_are_never_more_than_are_counted(text):
    tree, findings = read_yaml("x.yaml", text.encode())
    assert (nodes(text.encode()) >= held(tree.data), findings) == (True, [])


@given(st.text(st.sampled_from("ab:- \n\t[]{},?'\""), max_size=60))
def test_no_text_without_a_problem_holds_more_than_are_counted(text):
    tree, findings = read_yaml("x.yaml", text.encode())
    assert findings or held(tree.data) <= min(nodes(text.encode()), len(text.encode()))


def test_marks_in_comments_and_in_text_count_too():
    assert nodes(b"# a: b, c\n- 'd, e'\n") == 1 + 2 + 1 + 1 + 1
