"""Which file a scope goes to."""

import pytest

from reconciler.core.model import State
from reconciler.core.scope import Scope
from reconciler.spec.export.place import place
from reconciler.spec.export.world import World
from reconciler.spec.project import read_project


def placed(world, scopes, *sources, there=None):
    """The paths of scopes, or what is said of those without one."""
    lines = "".join(f"  - {{files: '{files}', within: '{within}'}}\n" for files, within in sources)
    world.project(
        "version: 1\n"
        "target: {provider: portal, url: 'sqlite:///x', account: northwind}\n"
        f"manage: [/**]\nsources:\n{lines}"
    )
    project, _ = read_project(world.root / "reconciler.yaml")
    scopes = frozenset(map(Scope, scopes))
    live = State(scopes=scopes)
    found = place(World.of(live, world.target, scopes, world.now), project, there or {})
    said = [f"{one.code} {one.origin}" for one in found.findings]
    return said or {scope.path: path for scope, path in found.paths.items()}


TREE = ("/", "/acme", "/acme/london", "/acme/leeds")


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ("roles/**/*.yaml", "roles/{}.yaml roles/acme.yaml roles/acme/{}.yaml"),
        ("roles/**", "roles/{}.yaml roles/acme.yaml roles/acme/{}.yaml"),
        ("*.yaml", "{}.yaml acme.yaml acme-{}.yaml"),
        ("**/*/roles.yaml", "{}/roles.yaml acme/roles.yaml acme/{}/roles.yaml"),
        ("x/*/of-*.yaml", "x/reseller/of-{}.yaml x/acme/of-acme.yaml x/acme/of-{}.yaml"),
    ],
)
def test_a_pattern_is_filled_with_the_names_of_the_scope(world, files, expected):
    paths = list(placed(world, ["/", "/acme", "/acme/leeds"], (files, "/**")).values())
    assert paths == expected.format("reseller", "leeds").split()


def test_names_above_the_base_of_a_source_are_left_out(world):
    assert placed(world, TREE[1:], ("customers/acme/**/*.yaml", "/acme/**")) == {
        "/acme": "customers/acme/acme.yaml",
        "/acme/leeds": "customers/acme/leeds.yaml",
        "/acme/london": "customers/acme/london.yaml",
    }


def test_the_source_that_says_most_about_a_scope_has_it(world):
    sources = [("all/**/*.yaml", "/**"), ("*.yaml", "/acme/**"), ("leeds.yaml", "/acme/leeds")]
    assert placed(world, TREE, *sources, ("acme.yaml", "/acme")) == {
        "/": "all/reseller.yaml",
        "/acme": "acme.yaml",
        "/acme/leeds": "leeds.yaml",
        "/acme/london": "london.yaml",
    }


def test_a_scope_that_no_source_covers_is_said_at_the_pattern_that_manages_it(world):
    assert placed(world, TREE, ("a/*.yaml", "/acme/**")) == ["RC0711 reconciler.yaml:3:10"]


def test_a_file_without_a_pattern_holds_one_scope(world):
    assert placed(world, TREE[1:], ("acme.yaml", "/acme/**")) == [
        "RC0712 reconciler.yaml:5:13",
        "RC0712 reconciler.yaml:5:13",
    ]


@pytest.mark.parametrize("files", ["[ab].yaml", "?.yaml", "a/b*c*/x.yaml"])
def test_a_pattern_that_cannot_be_filled_has_no_file(world, files):
    assert placed(world, ["/acme"], (files, "/**")) == ["RC0712 reconciler.yaml:5:13"]


def test_two_scopes_whose_names_are_written_alike_have_two_files(world):
    scopes = ["/acme", "/acme/acme", "/acme/a&b", "/acme/a b", "/acme/a-b"]
    assert placed(world, scopes, ("**/*.yaml", "/acme/**")) == {
        "/acme": "acme.yaml",
        "/acme/a b": "a-b.yaml",
        "/acme/a&b": "a-b-2.yaml",
        "/acme/a-b": "a-b-3.yaml",
        "/acme/acme": "acme-2.yaml",
    }


def test_names_become_parts_of_a_path_that_every_system_takes(world):
    scopes = ["/..", "/.x", r"/a\/b", "/日本 語", "/" + "é" * 255]
    assert placed(world, scopes, ("*.yaml", "/**")) == {
        "/..": "scope.yaml",
        "/.x": "x.yaml",
        r"/a\/b": "a-b.yaml",
        "/日本 語": "日本-語.yaml",
        "/" + "é" * 255: "é" * 60 + ".yaml",
    }


def test_a_scope_stays_in_the_file_it_has(world):
    there = {"office.yaml": Scope("/acme/london"), "leeds.yaml": Scope("/elsewhere")}
    assert placed(world, TREE[2:], ("*.yaml", "/acme/**"), there=there) == {
        "/acme/leeds": "leeds-2.yaml",
        "/acme/london": "office.yaml",
    }


def test_a_scope_in_two_files_has_no_file_of_its_own(world):
    there = {"a.yaml": Scope("/acme"), "b.yaml": Scope("/acme")}
    assert placed(world, ["/acme"], ("*.yaml", "/acme/**"), there=there) == ["RC0713 b.yaml:1:1"]


@pytest.mark.parametrize("name", ["a*", "x\u200by", "x\ty", "y" * 256])
def test_a_scope_whose_name_no_file_can_hold_has_none(world, name):
    assert placed(world, [f"/{name}"], ("*.yaml", "/**")) == ["RC0712 None"]
