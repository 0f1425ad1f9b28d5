"""Whatever stands in the files: findings, never a traceback, and as few false alarms as can be."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reconciler.core.check import check
from reconciler.core.names import NameRules
from reconciler.core.scope import Scope
from reconciler.spec.documents import RolesFile
from reconciler.spec.load import Document
from reconciler.spec.project import read_project
from reconciler.spec.reader import read_yaml
from reconciler.spec.resolve import resolve
from reconciler.spec.shape import shaped

FUZZ = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
SCALARS = st.sampled_from(
    [
        "/",
        "/a",
        "/a/b",
        "/a/b/c/d",
        "A",
        "a",
        "set:s",
        "set:",
        "users.access",
        "roles.manage",
        "user",
        "additive",
        "2026-01-01",
        "2027-01-01",
        "~",
        "null",
        "",
        "''",
        "'/a:x'",
        "x:y",
        "a/b",
        "\\",
        " ",
        "'\\:'",
        "'/'",
        "!t x",
        "&k x",
        "*k",
        "<<",
        '"\\u200b"',
        "/:",
        "//:x",
        "'a\\:/b'",
        "Ä",
        "ä",
    ]
)
KEYS = st.sampled_from(
    [
        "scope",
        "sets",
        "roles",
        "groups",
        "memberships",
        "name",
        "type",
        "permissions",
        "members",
        "users",
        "role",
        "user",
        "group",
        "expires",
        "reason",
        "previously",
        "mode",
        "s",
        "x",
        "description",
    ]
)
TREES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4).map(lambda each: f"[{', '.join(each)}]")
        | st.lists(st.tuples(KEYS, inner), max_size=4).map(
            lambda each: "{" + ", ".join(f"{key}: {value}" for key, value in each) + "}"
        )
    ),
    max_leaves=25,
)


def fields(**kinds):
    """Mappings of the right shape: some of these keys, with values of the right kind."""
    return st.fixed_dictionaries({}, optional=kinds).map(
        lambda each: "{" + ", ".join(f"{key}: {value}" for key, value in each.items()) + "}"
    )


def listed(inner):
    return st.lists(inner, max_size=3).map(lambda each: f"[{', '.join(each)}]")


MEMBERS = listed(SCALARS | fields(user=SCALARS, group=SCALARS, role=SCALARS, expires=SCALARS))
GROUPS = st.recursive(
    st.just("[]"),
    lambda inner: listed(
        fields(
            name=SCALARS,
            permissions=listed(SCALARS),
            members=MEMBERS,
            groups=inner,
            previously=SCALARS,
            mode=SCALARS,
        )
    ),
    max_leaves=4,
)
ROLES = listed(fields(name=SCALARS, type=SCALARS, permissions=listed(SCALARS), previously=SCALARS))
HOLDERS = listed(fields(role=SCALARS, users=MEMBERS, groups=MEMBERS, roles=MEMBERS))
FILES = fields(
    scope=SCALARS, sets=fields(s=listed(SCALARS)), roles=ROLES, groups=GROUPS, memberships=HOLDERS
)


def read_all(world, texts):
    """Everything a run of `validate` does with these files."""
    project, _ = read_project(world.root / "reconciler.yaml")
    documents, findings = [], []
    for number, text in enumerate(texts):
        tree, problems = read_yaml(f"{number}.yaml", text)
        findings += problems
        if tree is not None:
            file, problems = shaped(RolesFile, tree)
            findings += problems
            documents += [Document(file, tree, project.sources[0])] if file else []
    declared, contradictions = resolve(documents, project, world.target, world.now)
    findings += [*contradictions, *check(declared, world.target)]
    for finding in findings:
        assert finding.code.startswith(("RC00", "RC01", "RC02"))
    for container, members in declared.state.members.items():
        assert all(declared.origins.of_member(container, member) for member in members)
    assert all(declared.origins.of(thing.ref) for thing in declared.state.things)
    return findings


@FUZZ
@given(data=st.binary(max_size=200))
def test_bytes_at_random_end_in_findings(world, data):
    read_all(world, [data])


@FUZZ
@given(text=st.text(st.sampled_from("ab:- \n\t[]{},&*!|>'\"%@`#?~<.\\/0é\u202e\x07"), max_size=80))
def test_punctuation_at_random_ends_in_findings(world, text):
    read_all(world, [text.encode()])


@FUZZ
@given(trees=st.lists(TREES, min_size=1, max_size=2))
def test_trees_at_random_end_in_findings(world, trees):
    read_all(world, [tree.encode() for tree in trees])


@FUZZ
@given(files=st.lists(FILES, min_size=1, max_size=3))
def test_files_of_the_right_shape_end_in_findings_or_a_declaration(world, files):
    read_all(world, [file.encode() for file in files])


@FUZZ
@given(data=st.binary(max_size=60) | TREES.map(str.encode))
def test_a_project_file_at_random_ends_in_findings(world, data):
    path = world.file("fuzzed.yaml", data)
    project, findings = read_project(path)
    assert project is not None or findings


def test_a_broken_file_still_says_which_scope_it_speaks_of_and_which_sets_it_has(world):
    world.project(
        "version: 1\ntarget: {provider: p, url: 'sqlite:///x', account: a}\nmanage: [/a/b]\n"
        "sources:\n  - {files: '*.roles.yaml', within: /**}\n"
    ).write(
        a="scope: /a/b\nsets: {s: []}\nrolez: []\n",
        b="scope: /a/b\ngroups: [{name: G, permissions: ['set:s']}]\n",
    )
    assert world.said() == ["RC0110 a.roles.yaml:3:1"]


def test_a_file_whose_sets_are_broken_still_says_its_scope(world):
    world.write(a="scope: /a/b\nsets: []\n", b="[]", c="scope: []\n", d="text\n")
    declared, findings = world.read()
    assert declared.state.scopes == {Scope("/a/b")}
    assert [finding.code for finding in findings] == ["RC0112"] * 4


def test_names_that_differ_by_case_are_two_where_the_target_says_so(world):
    world.target = replace(world.target, names=NameRules(), user_names=NameRules(case=False))
    world.write(
        a="scope: /a/b\ngroups:\n  - {name: G, members: [Bob]}\n  - {name: g, members: [' x']}\n"
    )
    declared = world.declared()
    assert {ref.name for ref in declared.state.groups} == {("G",), ("g",)}
    assert {name for each in declared.state.members.values() for name in each.users} == {
        "bob",
        " x",
    }
