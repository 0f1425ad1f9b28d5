"""`reconciler codeowners`: every file goes to whom the project file names, as forges match it."""

import json
import re
import string
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reconciler.cli.main import main
from reconciler.codeowners import codeowners
from reconciler.core.finding import Origin
from reconciler.core.scope import Pattern
from reconciler.errors import Exit
from reconciler.spec.path_pattern import PathPattern
from reconciler.spec.project import Managed, Project, Source
from reconciler.spec.project_check import owner_problem

HERE = Origin("reconciler.yaml")
EVERYWHERE = Pattern.parse("/**")


def project(*sources, policies=(), owners=("@northwind/root",)):
    return Project(
        root=Path(),
        file="reconciler.yaml",
        provider="portal",
        url="",
        url_origin=HERE,
        account="northwind",
        managed=(Managed(EVERYWHERE, HERE),),
        sources=tuple(Source(files, EVERYWHERE, HERE, tuple(mine)) for files, mine in sources),
        policies=tuple(Source(files, EVERYWHERE, HERE) for files in policies),
        owners=tuple(owners),
    )


def owner(text, path):
    """Who a forge asks: the last line that fits. Written apart, from the forges' documents."""
    found = None
    for line in text.splitlines():
        if line and not line.startswith("#"):
            pattern, *owners = re.split(r"(?<!\\) +", line)
            if fits(pattern, path):
                found = owners
    return found


def fits(pattern, path):
    """GitHub's `CODEOWNERS syntax`: as gitignore, where `*` stays in one folder."""
    if "/" not in pattern:
        return path.rsplit("/", 1)[-1] == pattern
    out = ""
    for part in re.findall(r"/\*\*(?=/)|\*|\?|\\ |.", pattern):
        match part:
            case "/**":
                out += "(?:/.*)?"
            case "*":
                out += "[^/]*"
            case "?":
                out += "[^/]"
            case _:
                out += re.escape(part.removeprefix("\\") if len(part) == 2 else part)
    return re.fullmatch(out, f"/{path}") is not None


def matches(files, path):
    pattern = PathPattern.parse(files)
    at = pattern.start
    for name in path.split("/"):
        at = pattern.after(at - {pattern.end}, name)
    return pattern.end in at


PARTS = st.sampled_from(["a", "b c", "x.yaml", "*", "*.yaml", "**", "a*", "?", "a?b", "**x"])
PATTERNS = st.lists(PARTS, min_size=1, max_size=4).map("/".join)
NAMES = st.text(f"{string.ascii_lowercase[:3]}x .", min_size=1, max_size=4)
PATHS = st.lists(
    NAMES.filter(lambda name: not name.startswith(".")) | st.sampled_from(["x.yaml", "a", "b c"]),
    min_size=1,
    max_size=5,
).map("/".join)


@given(PATTERNS, PATHS, st.sampled_from(["", "live/roles", "a b"]))
@settings(max_examples=500, suppress_health_check=[HealthCheck.filter_too_much])
def test_a_file_of_a_source_is_its_owners_and_no_other_file_is(files, path, folder):
    text, findings = codeowners(project((files, ["@northwind/acme"])), folder)
    assert findings == []
    asked = owner(text, f"{folder}/{path}" if folder else path)
    decides = path in ("reconciler.yaml", "catalog.yaml")
    expected = ["@northwind/acme"] if matches(files, path) and not decides else None
    assert (["@northwind/root"] if decides else expected) == asked


@given(PATTERNS, PATHS)
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_git_matches_what_we_match(tmp_path, files, path):
    """Git's own rules of ignored files are those that forges begin with, but for whole folders."""
    text, _ = codeowners(project((files, ["@x"])), "")
    pattern = re.split(r"(?<!\\) +", text.splitlines()[3])[0]
    if not (tmp_path / ".git").exists():
        subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    (tmp_path / ".git/info/exclude").write_text(f"{pattern}\n")
    asked = subprocess.run(
        ["git", "check-ignore", "-q", "--no-index", "--", path], cwd=tmp_path, check=False
    )
    folders = [path[:at] for at, mark in enumerate(path) if mark == "/"]
    assert (asked.returncode == 0) == any(fits(pattern, each) for each in (path, *folders))


def test_the_narrower_of_two_sources_counts():
    wide, narrow = ("**/*.yaml", ["@wide"]), ("customers/acme/*.yaml", ["@narrow"])
    for sources in ((wide, narrow), (narrow, wide)):
        text, _ = codeowners(project(*sources), "")
        assert owner(text, "customers/acme/london.yaml") == ["@narrow"]
        assert owner(text, "customers/birch/london.yaml") == ["@wide"]


@pytest.mark.parametrize("path", ["reconciler.yaml", "catalog.yaml", "p/a.yaml", "x/CODEOWNERS"])
def test_what_decides_about_all_files_is_the_projects(path):
    text, _ = codeowners(project(("**", ["@wide"]), policies=["p/*.yaml"]), "")
    assert owner(text, path) == ["@northwind/root"]


def test_a_source_without_owners_is_the_projects():
    text, _ = codeowners(project(("a.yaml", [])), "")
    assert owner(text, "a.yaml") == ["@northwind/root"]


def test_files_that_nobody_owns_are_findings():
    _, found = codeowners(project(("a.yaml", []), ("b.yaml", ["@b"]), owners=()), "")
    assert [one.message for one in found] == [
        "nobody owns the project file, the catalog and the policies",
        "nobody owns `a.yaml`",
    ]


@pytest.mark.parametrize("files", ["[ab].yaml", "a#b.yaml", "#.yaml", "a\u00a0b", "a\u2028@evil"])
def test_a_pattern_that_a_forge_does_not_know_is_a_finding(files):
    _, (found,) = codeowners(project((files, ["@x"])), "")
    assert found.code == "RC0028"


@pytest.mark.parametrize("folder", ["a*", "[x]", "a#"])
def test_a_folder_that_cannot_be_said_is_a_finding(folder):
    _, found = codeowners(project(("a.yaml", ["@x"])), folder)
    assert {one.code for one in found} == {"RC0028"}


@pytest.mark.parametrize(
    "name", ["@amelia", "@northwind/acme", "@a/b/c", "@a-b/c.d", "ops@northwind.example"]
)
def test_a_user_a_team_and_an_address_are_owners(name):
    assert owner_problem(name) is None


@pytest.mark.parametrize(
    "name", ["amelia", "@", "@a b", "@a/", "@a @b", "a@b", "@a#", "@a\n* @evil", "/x @a", "@é"]
)
def test_anything_else_is_none(name):
    assert owner_problem(name).code == "RC0113"


# The command

PROJECT = """
version: 1
target: {provider: portal, url: "sqlite:///portal.db", account: northwind}
manage: [/acme/**]
owners: ["@northwind/root"]
sources: [{files: acme.yaml, within: /acme}]
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    folder = tmp_path / "live"
    folder.mkdir()
    (folder / "reconciler.yaml").write_text(PROJECT)
    monkeypatch.chdir(folder)
    return folder


def test_paths_start_at_the_repository_and_the_file_is_written_again(folder, capsys):
    out = folder.parent / ".github/CODEOWNERS"
    for _ in range(2):
        assert main(["codeowners", "--out", str(out)]) == Exit.OK
    assert owner(out.read_text(), "live/acme.yaml") == ["@northwind/root"]
    capsys.readouterr()
    assert main(["codeowners"]) == Exit.OK
    assert out.read_text().startswith(capsys.readouterr().out)


def test_lines_that_somebody_adds_below_are_kept(folder):
    out = folder / "CODEOWNERS"
    assert main(["codeowners", "--out", str(out)]) == Exit.OK
    with out.open("a") as file:
        file.write("/docs/ @me\n")
    written = out.read_text()
    assert main(["codeowners", "--out", str(out)]) == Exit.OK
    assert out.read_text() == written
    assert written.endswith("/docs/ @me\n")
    assert "\n/.github/" in written


def test_a_file_of_somebody_elses_stays_unless_it_is_forced(folder, capsys):
    out = folder / "CODEOWNERS"
    out.write_text("* @me\n")
    assert main(["codeowners", "--out", str(out)]) == Exit.ERROR
    assert ("--force" in capsys.readouterr().err, out.read_text()) == (True, "* @me\n")
    assert main(["codeowners", "--out", str(out), "--force"]) == Exit.OK


def test_nothing_is_written_through_a_link(folder):
    (folder / "mine").write_text("dear to me\n")
    (folder / "CODEOWNERS").symlink_to("mine")
    assert main(["codeowners", "--out", "CODEOWNERS", "--force"]) == Exit.ERROR
    assert (folder / "mine").read_text() == "dear to me\n"


@pytest.mark.usefixtures("folder")
def test_it_is_data_too(capsys):
    assert main(["codeowners", "--format", "json"]) == Exit.OK
    document = json.loads(capsys.readouterr().out)
    assert document["codeowners"].startswith("# Written by `reconciler codeowners`")
