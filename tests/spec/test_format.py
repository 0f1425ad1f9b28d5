"""Files in order: which order, with a catalog and without, and what stays as it is."""

from textwrap import dedent

import pytest

from reconciler.core.names import NameRules
from reconciler.errors import UsageError
from reconciler.spec.format import Manner
from reconciler.spec.project import read_project
from reconciler.spec.project_format import format_project, pinned

UNSORTED = """\
scope: /acme/london
sets:
  rare: [soft_phone.access, users.access]
groups:
  - permissions: [soft_phone.access, set:b, users.access, set:a, other.one]
    members: [Bob, {expires: 2031-01-31, user: ann}]
    name: Zebra
  - name: Ant
    groups: [{permissions: [], name: Bee}]
    members:
      - zoe
      - ann
memberships:
  - users: [ivy, Élan, eve]
    groups: [B, {group: a}]
    roles: [y, x]
    role: Receptionist
roles:
  - {permissions: [users.access, set:a], name: Receptionist, type: user}
"""


def in_order(world, text, manner, names=()):
    """The file after it was put in order; the world's project names it."""
    world.write(london=text)
    project, findings = read_project(world.root / "reconciler.yaml")
    edits, wrong = format_project(project, manner, names)
    assert [*findings, *wrong] == []
    assert {edit.path for edit in edits} <= {"london.roles.yaml"}
    return edits[0].new.decode() if edits else text


def test_keys_members_and_permissions_are_in_order_and_the_rest_is_the_authors(world):
    assert in_order(world, UNSORTED, Manner(world.target)) == dedent("""\
        scope: /acme/london
        sets:
          rare: [users.access, soft_phone.access]
        roles:
          - {name: Receptionist, type: user, permissions: [set:a, users.access]}
        groups:
          - name: Zebra
            permissions: [set:b, set:a, users.access, soft_phone.access, other.one]
            members: [{user: ann, expires: 2031-01-31}, Bob]
          - name: Ant
            members:
              - ann
              - zoe
            groups: [{name: Bee, permissions: []}]
        memberships:
          - role: Receptionist
            users: [eve, ivy, Élan]
            groups: [{group: a}, B]
            roles: [x, y]
        """)


def test_without_a_catalog_names_are_compared_without_case_and_permissions_stay(world):
    text = "scope: /\ngroups: [{name: A, permissions: [z.z, a.a, set:s], members: [b, C, A]}]\n"
    expected = text.replace("z.z, a.a, set:s", "set:s, z.z, a.a").replace("b, C, A", "A, b, C")
    assert in_order(world, text, Manner()) == expected


def test_names_are_compared_as_the_target_does_it(world):
    text = "scope: /\ngroups:\n  - name: A\n    members: [b, C, A]\n"
    world.target = type(world.target)(
        account="northwind", levels=(), catalog=world.target.catalog, names=NameRules(case=True)
    )
    assert in_order(world, text, Manner(world.target)) == text.replace("b, C, A", "A, C, b")


def test_what_is_in_order_is_no_edit(world):
    text = "scope: /\n"
    assert in_order(world, text, Manner()) == text


def test_a_blank_line_divides_a_list(world):
    text = (
        "scope: /\ngroups:\n- name: A\n  members:\n  - {}\n  - {}\n\n  # NIGHT\n\n  - {}\n  - {}\n"
    )
    assert in_order(world, text.format(*"dcba"), Manner()) == text.format(*"cdab")
    assert in_order(world, text.format(*"cdab"), Manner()) == text.format(*"cdab")


def test_of_a_project_file_the_keys_are_in_order(world):
    world.write(london="scope: /\n")
    world.file(
        "reconciler.yaml",
        "manage: [/acme/**, /]\ntarget:\n  url: sqlite:///x.db\n  provider: portal\n  account: n\n"
        "version: 1\nsources: [{within: /**, files: '*.roles.yaml'}]\n",
    )
    project, _ = read_project(world.root / "reconciler.yaml")
    (edit,), findings = format_project(project, Manner())
    assert (edit.path, findings) == ("reconciler.yaml", [])
    assert edit.new.decode() == (
        "version: 1\ntarget:\n  provider: portal\n  url: sqlite:///x.db\n  account: n\n"
        "manage: [/acme/**, /]\nsources: [{files: '*.roles.yaml', within: /**}]\n"
    )


def test_a_file_with_errors_stays_and_the_others_do_not_suffer(world):
    world.write(
        a="scope: /\ngroups: [{name: A, members: [b, a]}]\n",
        b="scope: /\ngroups: null\n",
        c="scope: /\ngroups: [{nam: A, members: [b, a]}]\n",
        d="scope: [\n",
    )
    world.file("e.roles.yaml", b"\xff")
    (world.root / "f.roles.yaml").mkdir()
    (world.root / "g.roles.yaml").symlink_to("/dev/null")
    project, _ = read_project(world.root / "reconciler.yaml")
    edits, findings = format_project(project, Manner())
    assert [edit.path for edit in edits] == ["a.roles.yaml"]
    assert [f"{each.code} {each.origin.path[0]}" for each in findings] == [
        "RC0106 b",
        "RC0111 c",
        "RC0110 c",
        "RC0004 d",
        "RC0003 e",
        "RC0022 f",
        "RC0020 g",
    ]


def test_what_a_file_says_is_not_judged(world):
    world.write(a="scope: /\ngroups:\n  - members: [noah, amelia, noah]\n    name: A\n")
    project, _ = read_project(world.root / "reconciler.yaml")
    ((edit,), findings) = format_project(project, Manner())
    assert findings == []
    assert edit.new == b"scope: /\ngroups:\n  - name: A\n    members: [amelia, noah, noah]\n"


def test_a_file_that_cannot_be_put_in_order_is_a_finding_at_the_place(world):
    world.write(a="scope: /\ngroups: [{name: A, members: [b, # who?\n  a, c]}]\n")
    project, _ = read_project(world.root / "reconciler.yaml")
    edits, (finding,) = format_project(project, Manner())
    assert (edits, finding.code, str(finding.origin)) == ([], "RC0702", "a.roles.yaml:2:33")


def test_files_and_folders_can_be_chosen(world):
    text = "scope: /\ngroups: [{name: A, members: [b, a]}]\n"
    world.write(**{"acme/a": text, "acme/b": text, "c": text})
    project, _ = read_project(world.root / "reconciler.yaml")

    def chosen(*names):
        return [edit.path for edit in format_project(project, Manner(), names)[0]]

    assert chosen("acme") == ["acme/a.roles.yaml", "acme/b.roles.yaml"]
    assert chosen("c.roles.yaml", "acme/a.roles.yaml") == ["acme/a.roles.yaml", "c.roles.yaml"]
    assert chosen(".") == ["acme/a.roles.yaml", "acme/b.roles.yaml", "c.roles.yaml"]
    with pytest.raises(UsageError, match=r"acm is no file of this project: a source .* name it"):
        chosen("acm")
    with pytest.raises(UsageError, match=r"did you mean `c\.roles\.yaml`\?"):
        chosen("d.roles.yaml")


def test_a_catalog_that_is_not_there_is_nothing_to_complain_about(world):
    project, _ = read_project(world.root / "reconciler.yaml")
    assert pinned(project) == (None, [])
    world.file("catalog.yaml", "version: 1\n")
    target, findings = pinned(project)
    assert (target, bool(findings)) == (None, True)
