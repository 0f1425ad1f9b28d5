import os
import socket
from pathlib import Path

import pytest

from reconciler.errors import FilesError
from reconciler.spec import discover as discovery
from reconciler.spec import files as reading
from reconciler.spec import load as loading
from reconciler.spec.discover import discover
from reconciler.spec.files import Refused, path_problem, read_bytes, resolve_below
from reconciler.spec.project import read_project

FILE = "scope: /\n"


def sources(world, *globs, within="/**"):
    lines = "".join(f"  - {{files: '{glob}', within: {within}}}\n" for glob in globs)
    return world.project(
        "version: 1\ntarget: {provider: p, url: 'sqlite:///x', account: a}\nmanage: [/**]\n"
        f"sources:\n{lines}"
    )


def places(findings):
    return [f"{finding.code} {finding.origin}" for finding in findings]


def found(world):
    return sorted(scope.path for scope in world.read()[0].state.scopes)


def test_two_stars_stand_for_any_folders_and_hidden_ones_are_left_out(world):
    sources(world, "customers/**/*.yaml")
    for name in ("customers/a.yaml", "customers/x/b.yaml", "customers/x/y/c.yaml", "d.yaml"):
        world.file(name, f"scope: /{Path(name).stem}\n")
    world.file("customers/.git/e.yaml", "bad")
    world.file("customers/.f.yaml", "bad")
    world.file("customers/x/readme.md", "bad")
    assert found(world) == ["/a", "/b", "/c"]
    assert world.read()[1] == []


def test_patterns_match_in_every_part_of_a_path(world):
    sources(world, "./c?/[ab]/**/**/roles.yaml", "d/**", "e/*/f.yaml")
    for name in (
        "c1/a/roles.yaml",
        "c2/b/z/roles.yaml",
        "c1/d/roles.yaml",
        "d/x/g.yaml",
        "e/y/f.yaml",
    ):
        world.file(name, f"scope: /{name.split('/')[0]}/{name.split('/')[1]}\n")
    world.file("c3", "a file is no folder")
    (world.root / "e/y/g.yaml").mkdir()
    assert found(world) == ["/c1/a", "/c2/b", "/d/x", "/e/y"]
    assert world.read()[1] == []


def test_a_source_without_a_file_is_an_error_by_name_and_a_warning_by_pattern(world):
    sources(world, "roles.yaml", "none/*.yaml")
    assert [(each.code, str(each.severity), str(each.origin)) for each in world.read()[1]] == [
        ("RC0001", "error", "reconciler.yaml:5:13"),
        ("RC0025", "warning", "reconciler.yaml:6:13"),
    ]


def test_a_file_matched_by_two_sources_is_an_error_with_both(world):
    sources(world, "*.yaml", "a.yaml").file("a.yaml", FILE)
    world.root.joinpath("reconciler.yaml").rename(world.root / "p.yml")
    (world.root / "reconciler.yaml").symlink_to("p.yml")
    sources_said = world.said()
    assert "RC0026 a.yaml:1:1 reconciler.yaml:5:13 reconciler.yaml:6:13" in sources_said


@pytest.mark.parametrize("pattern", ["**", "**/*.yaml", "*.yaml"])
def test_a_pattern_leaves_out_the_project_file_and_its_catalog(world, pattern):
    sources(world, pattern)
    world.file("catalog.yaml", "no: role file")
    world.file("a.yaml", FILE)
    assert (found(world), world.read()[1]) == (["/"], [])


def test_a_catalog_elsewhere_is_left_out_too(world):
    world.project(
        "version: 1\ntarget: {provider: p, url: 'sqlite:///x', account: a}\nmanage: [/**]\n"
        "sources:\n  - {files: '**', within: /**}\ncatalog: ./pinned/portal.yaml\n"
    )
    world.file("pinned/portal.yaml", "no: role file")
    world.file("catalog.yaml", FILE)
    assert (found(world), world.read()[1]) == (["/"], [])


@pytest.mark.parametrize(
    ("name", "what"),
    [("reconciler.yaml", "the project file"), ("./catalog.yaml", "the catalog")],
)
def test_the_project_file_and_its_catalog_cannot_be_named_as_role_files(world, name, what):
    sources(world, name, "a.yaml")
    world.file("catalog.yaml", "no: role file")
    world.file("a.yaml", FILE)
    (finding,) = world.read()[1]
    assert (finding.code, str(finding.origin)) == ("RC0027", "reconciler.yaml:5:13")
    assert finding.message == f"`{name}` is {what}, and no role file"


def test_a_link_out_of_the_project_is_refused_and_nothing_of_it_is_quoted(world, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.yaml").write_text("scope: [secret-canary")
    (world.root / "a.roles.yaml").symlink_to(outside / "secret.yaml")
    (world.root / "folder").symlink_to(outside)
    findings = world.read()[1]
    assert [(each.code, str(each.origin)) for each in findings] == [
        ("RC0020", "folder:1:1"),
        ("RC0020", "a.roles.yaml:1:1"),
    ]
    assert "canary" not in str(findings)


def test_a_link_to_a_sibling_customer_is_refused(world):
    sources(world, "acme/**/*.yaml", within="/acme/**")
    world.file("globex/secret.yaml", "scope: /globex\n")
    world.file("acme/own.yaml", "scope: /acme\n")
    (world.root / "acme/x.yaml").symlink_to("../globex/secret.yaml")
    (world.root / "acme/y").symlink_to("../globex")
    assert world.said() == ["RC0020 acme/y:1:1", "RC0020 acme/x.yaml:1:1"]


def test_the_folder_of_a_source_may_not_lead_out_either(world, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    (outside / "a.yaml").write_text(FILE)
    (world.root / "acme").symlink_to(outside)
    sources(world, "acme/a.yaml", "acme/*.yaml")
    assert [said for said in world.said() if "RC0020" in said] == ["RC0020 acme:1:1"]


def test_a_link_that_stays_inside_is_followed_once(world):
    sources(world, "**/*.yaml".replace("**/*", "**/*.roles"))
    world.file("a/x.roles.yaml", FILE)
    (world.root / "b.roles.yaml").symlink_to("a/x.roles.yaml")
    (world.root / "c").symlink_to("a")
    assert found(world) == ["/"]
    assert world.said() == [
        "RC0026 a/x.roles.yaml:1:1 b.roles.yaml:1:1 reconciler.yaml:5:13",
        "RC0026 c/x.roles.yaml:1:1 b.roles.yaml:1:1 reconciler.yaml:5:13",
    ]


def test_links_in_a_circle_are_refused(world):
    (world.root / "a.roles.yaml").symlink_to("b.roles.yaml")
    (world.root / "b.roles.yaml").symlink_to("a.roles.yaml")
    (world.root / "sub").mkdir()
    (world.root / "sub/up").symlink_to("..")
    (world.root / "self").symlink_to("self")
    (world.root / "gone").symlink_to("nowhere")
    assert sorted(world.said()) == [
        "RC0021 a.roles.yaml:1:1",
        "RC0021 b.roles.yaml:1:1",
        "RC0021 sub/up:1:1",
    ]


def test_a_link_to_nothing_is_no_file(world):
    (world.root / "a.roles.yaml").symlink_to("sub/nowhere.yaml")
    assert world.said() == ["RC0001 a.roles.yaml:1:1"]


def test_pipes_and_sockets_and_folders_are_not_opened(world):
    sources(world, "*.yaml".replace("*", "*.roles"), "folder")
    os.mkfifo(world.root / "pipe.roles.yaml")
    (world.root / "folder").mkdir()
    with socket.socket(socket.AF_UNIX) as server:
        os.chdir(world.root)
        server.bind("s.roles.yaml")
        assert sorted(world.said()) == [
            "RC0022 folder:1:1",
            "RC0022 pipe.roles.yaml:1:1",
            "RC0022 s.roles.yaml:1:1",
        ]


def test_a_device_is_not_opened():
    assert read_bytes(Path("/dev"), "zero")[1][0].code == "RC0022"


@pytest.mark.parametrize("names", [("a", "A"), ("stra\u00dfe", "STRASSE"), ("\u00e9", "e\u0301")])
def test_file_names_that_differ_only_by_case_or_form_are_refused(world, names):
    for number, name in enumerate(names):
        world.file(f"{name}.roles.yaml", f"scope: /s{number}\n")
    assert [said.split()[0] for said in world.said()] == ["RC0023"]


def test_file_names_that_cannot_be_shown_are_refused(world):
    world.file("sub/x\x1b.roles.yaml", FILE)
    world.file("y\u202e.roles.yaml", FILE)
    (world.root / os.fsdecode(b"z\xff.roles.yaml")).write_text(FILE)
    assert world.said() == [
        "RC0024 .:1:1",
        "RC0024 .:1:1",
        "RC0024 sub/:1:1",
        "RC0025 reconciler.yaml:5:13",
    ]


def test_a_file_has_a_size_limit(world, monkeypatch):
    monkeypatch.setattr(reading, "MAX_BYTES", 20)
    (world.root / "big").write_text("x" * 21)
    assert read_bytes(world.root, "big")[1][0].code == "RC0010"
    (world.root / "fits").write_text("x" * 20)
    assert read_bytes(world.root, "fits") == (b"x" * 20, [])


@pytest.mark.parametrize("files", [3, 4])
def test_a_project_has_a_limit_of_files(world, monkeypatch, files):
    monkeypatch.setattr(discovery, "MAX_FILES", 3)
    for number in range(files):
        world.file(f"{number}.roles.yaml", f"scope: /s{number}\n")
    if files == 3:
        assert len(found(world)) == 3
    else:
        with pytest.raises(FilesError) as refused:
            world.read()
        assert places(refused.value.findings) == ["RC0011 reconciler.yaml:5:13"]


def test_ten_thousand_files_are_found_and_one_more_is_too_many(world):
    for number in range(10_000):
        (world.root / f"{number}.roles.yaml").touch()
    project, _ = read_project(world.root / "reconciler.yaml")
    files, findings = discover(project)
    assert (len(files), findings) == (10_000, [])
    (world.root / "sub").mkdir()
    (world.root / "sub/more.roles.yaml").touch()
    with pytest.raises(FilesError) as refused:
        discover(project)
    assert [finding.code for finding in refused.value.findings] == ["RC0011"]


def test_a_project_has_a_limit_of_nodes_over_all_files_and_reads_none_above_it(world, monkeypatch):
    for number in range(9):
        world.file(f"{number}.roles.yaml", f"scope: /s{number}\nroles: []\n")
    monkeypatch.setattr(loading, "MAX_NODES", 9 * 6)
    assert len(found(world)) == 9
    monkeypatch.setattr(loading, "MAX_NODES", 9 * 6 - 1)
    monkeypatch.setattr(loading, "read_all", None)
    with pytest.raises(FilesError) as refused:
        world.read()
    assert places(refused.value.findings) == ["RC0013 8.roles.yaml:1:1"]


def test_marks_inside_of_names_make_no_nodes(world, monkeypatch):
    world.file("a.roles.yaml", "scope: /s-----x\nroles: []\n")
    monkeypatch.setattr(loading, "MAX_NODES", 6)
    assert len(found(world)) == 1
    assert world.read()[1] == []


@pytest.mark.parametrize(
    ("path", "fine"),
    [
        ("a.yaml", True),
        ("./a/b.yaml", True),
        ("/etc/passwd", False),
        ("~/a", False),
        ("../a", False),
        ("a/../../b", False),
        ("C:/a", False),
        ("a\\b", False),
        ("./", False),
    ],
)
def test_a_path_of_a_project_stays_below_it(path, fine):
    assert (path_problem(path) is None) is fine


def test_a_name_that_no_system_knows_is_a_finding(tmp_path):
    assert read_bytes(tmp_path, "a\0b")[1][0].code == "RC0001"


def test_a_base_that_leads_out_is_refused(tmp_path, tmp_path_factory):
    (tmp_path / "out").symlink_to(tmp_path_factory.mktemp("outside"))
    with pytest.raises(Refused):
        resolve_below(tmp_path, "out/x", "out")
