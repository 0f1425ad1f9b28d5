"""Edits of one file: what each operation makes of it, and what is refused."""

from textwrap import dedent

import pytest

from reconciler.spec.edit.draft import Draft
from reconciler.spec.reader import read_yaml

SALES = ("groups", 0)


def draft(text):
    raw = text if isinstance(text, bytes) else dedent(text).encode()
    tree, findings = read_yaml("sales.yaml", raw)
    assert findings == []
    return Draft(tree, raw)


def finished(draft):
    new, findings = draft.finish()
    assert findings == []
    return new.decode()


def refusal(draft):
    new, (finding,) = draft.finish()
    assert new is None
    return f"{finding.code} {finding.origin}"


MEMBERS = """\
groups:
  - name: Sales   # sells
    # the team
    members:   # all of it
      # They start at nine.

      # the first
      - ann   # behind ann
      - {user: bob, expires: 2031-01-31}
        # bob covers for ann

      # the last
      - cid
      # dan left in May
    description: Sells things
"""


def test_a_file_without_edits_stays_as_it_is():
    assert finished(draft(MEMBERS)) == MEMBERS


def test_an_item_goes_with_its_comments():
    edit = draft(MEMBERS)
    edit.remove((*SALES, "members", 1))
    assert finished(edit) == MEMBERS.replace(
        "      - {user: bob, expires: 2031-01-31}\n        # bob covers for ann\n", ""
    )


def test_a_section_goes_with_its_last_item_and_its_blank_line():
    edit = draft(MEMBERS)
    edit.remove((*SALES, "members", 2))
    assert finished(edit) == MEMBERS.replace("\n      # the last\n      - cid\n", "")


def test_a_heading_stays_when_its_section_is_empty():
    text = "groups:\n  - name: Sales\n    members:\n      - ann\n\n      # NIGHT\n\n      - bob\n"
    edit = draft(text)
    edit.remove((*SALES, "members", 1))
    assert finished(edit) == text.replace("      - bob\n", "")


def test_the_first_section_goes_without_leaving_a_blank_line():
    text = "groups:\n  - name: Sales\n    members:\n      - ann\n\n      - bob\n"
    edit = draft(text)
    edit.remove((*SALES, "members", 0))
    assert finished(edit) == text.replace("      - ann\n\n", "")


def test_a_list_without_items_is_written_as_an_empty_list():
    edit = draft(MEMBERS)
    for index in range(3):
        edit.remove((*SALES, "members", index))
    assert finished(edit) == dedent("""\
        groups:
          - name: Sales   # sells
            # the team
            members: []   # all of it
              # They start at nine.

              # dan left in May
            description: Sells things
        """)


@pytest.mark.parametrize(
    ("before", "gone", "after"),
    [
        ("[ann, bob, cid]", [0], "[bob, cid]"),
        ("[ann, bob, cid]", [1], "[ann, cid]"),
        ("[ann, bob, cid]", [2], "[ann, bob]"),
        ("[ ann , bob ]", [0], "[ bob ]"),
        ("[ann, bob,]", [1], "[ann,]"),
        ("[ ann ]", [0], "[]"),
        ("[ann, bob,\n      cid, dan]", [1], "[ann,\n      cid, dan]"),
        ("[ann, bob,\n      cid, dan]", [2], "[ann, bob,\n      dan]"),
        ("[\n      ann,\n      bob\n    ]", [1], "[\n      ann\n    ]"),
        ("[\n      ann,  # one\n      bob   # two\n    ]", [1], "[\n      ann  # one\n    ]"),
        ("[\n      ann,  # one\n      bob   # two\n    ]", [0], "[\n      bob   # two\n    ]"),
        ("[ # all\n      ann,  # one\n      # rest\n    ]", [0], "[ # all\n      # rest\n    ]"),
        ("[ann,  # one\n      bob]", [1], f"[ann  # one\n{'':14}]"),
        ("[ann,  # one\n      # above\n      bob]", [0], "[\n      # above\n      bob]"),
        ("[\n      ann,\n      bob   # a, b\n    ]", [0], "[\n      bob   # a, b\n    ]"),
        ("['ann', \"b, c\", {user: cid}]", [1], "['ann', {user: cid}]"),
    ],
)
def test_an_item_goes_out_of_its_brackets(before, gone, after):
    text = f"groups:\n  - name: Sales\n    members: {before}   # behind\n"
    edit = draft(text)
    for index in gone:
        edit.remove((*SALES, "members", index))
    assert finished(edit) == text.replace(before, after)


GROUP = """\
scope: /acme/london
groups:
  - name: Sales
    {}

memberships: []
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("members: []", "members: [bob]"),
        ("members: [ann, cid]", "members: [ann, bob, cid]"),
        ("members: [ann, cid, Bea]", "members: [ann, cid, Bea, bob]"),
        ("members:\n      - ann\n      - cid", "members:\n      - ann\n      - bob\n      - cid"),
        ("members:\n    - ann", "members:\n    - ann\n    - bob"),
        (
            "members: [\n      ann,  # one\n      cid   # two\n    ]",
            "members: [\n      ann,  # one\n      bob,\n      cid   # two\n    ]",
        ),
        ("members: [\n      ann\n    ]", "members: [\n      ann,\n      bob\n    ]"),
        ("description: x", "description: x\n    members: [bob]"),
        ("groups: []\n    mode: additive", "members: [bob]\n    groups: []\n    mode: additive"),
    ],
)
def test_a_member_comes_to_its_place(before, after):
    text = GROUP.format(before)
    edit = draft(text)
    edit.add(SALES, "members", "bob", rank=str.casefold)
    assert finished(edit) == GROUP.format(after)


def test_several_members_come_into_a_list_that_was_missing():
    edit = draft("scope: /\ngroups:\n- name: Sales\n")
    for name in ("cid", "ann", "bob"):
        edit.add(SALES, "members", name, rank=str.casefold)
    assert finished(edit) == "scope: /\ngroups:\n- name: Sales\n  members: [ann, bob, cid]\n"


def test_a_list_that_is_long_stands_on_lines_indented_as_the_file_does_it():
    names = [f"somebody-{number}" for number in range(9)]
    edit = draft("scope: /\ngroups:\n- name: Sales\n  members: []  # all\n")
    for name in names:
        edit.add(SALES, "members", name)
    lines = "".join(f"  - {name}\n" for name in names)
    expected = f"scope: /\ngroups:\n- name: Sales\n  members:  # all\n{lines}"
    assert finished(edit) == expected
