"""What the project says of itself is true: pins, commands, workflows, documents."""

import importlib.metadata
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from ruamel.yaml import YAML

import reconciler

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
WORKFLOWS = [ROOT / f".github/workflows/{name}.yml" for name in ("ci", "nightly")]
"""Those of this repository; the others are examples, and have tests of their own."""
ARCHITECTURE = (ROOT / "docs/ARCHITECTURE.md").read_text("utf-8")
DOCUMENTS = sorted(
    path
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/**/*.md")]
    if ".reconciler" not in path.parts
)


def test_the_package_and_the_project_file_agree_on_the_version():
    assert reconciler.__version__ == PROJECT["project"]["version"]


def test_the_changelog_has_a_place_for_the_next_change():
    assert "## [Unreleased]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_every_package_that_is_needed_however_indirectly_is_pinned_as_installed():
    needed = {name: importlib.metadata.version(name) for name in needed_packages()}
    pinned = {name: version for name, version in pins().items() if name in needed}
    assert pinned == needed


def test_pins_are_exact_and_name_no_place_to_download_from():
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    loose = [line for line in lines if not re.fullmatch(r"#.*|[\w.-]+==[\w.]+", line)]
    assert loose == []


def test_the_build_backend_is_pinned():
    assert {name_of(text) for text in PROJECT["build-system"]["requires"]} <= pins().keys()


def test_every_command_of_the_makefile_is_explained_by_make_help():
    phony = re.search(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)
    told = subprocess.run(
        ["make", "--no-print-directory", "help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert re.findall(r"^  make (\w+) +\S", told, re.MULTILINE) == phony[1].split()


@pytest.mark.parametrize("command", ["check", "test", "coverage", "demo"])
def test_the_full_run_uses_the_commands_that_people_use(command):
    assert f"step make {command}" in (ROOT / ".ci/run").read_text("utf-8")


def test_workflows_run_nothing_but_these_commands():
    commands = {step["run"] for workflow in WORKFLOWS for step in steps(workflow) if "run" in step}
    chance = 'make test ARGS="--hypothesis-profile=chance"'
    assert commands == {
        ".ci/run",
        "make test",
        chance,
        "make demo",
        "make sabotage",
        "make torture",
    }


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_starts_without_permissions_and_reads_only(workflow):
    content = read_yaml(workflow)
    assert content["permissions"] == {}
    granted = {frozenset(job["permissions"].items()) for job in content["jobs"].values()}
    assert granted == {frozenset({("contents", "read")})}
    assert "pull_request_target" not in content["on"]


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_by_commit_and_commands_take_no_expressions(workflow):
    used = [step["uses"] for step in steps(workflow) if "uses" in step]
    assert [action for action in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action)] == []
    assert [step["run"] for step in steps(workflow) if "${{" in step.get("run", "")] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_of_documents_lead_somewhere(path):
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)[^)]*\)", path.read_text("utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_what_the_architecture_names_exists():
    named = set(re.findall(r"`([\w./-]+/[\w./-]*|[\w-]+\.(?:py|toml|txt|md))`", ARCHITECTURE))
    assert len(named) > 20
    places = [ROOT, ROOT / "reconciler", ROOT / "reconciler/core"]
    lost = [name for name in named if not any((place / name).exists() for place in places)]
    assert sorted(lost) == []


def test_the_architecture_names_every_room_of_the_package():
    rooms = {
        f"`{path.name}/`" if path.is_dir() else f"`{path.name}`"
        for path in (ROOT / "reconciler").iterdir()
        if (path / "__init__.py").exists() or (path.suffix == ".py" and path.name[0] != "_")
    }
    assert sorted(room for room in rooms if room not in ARCHITECTURE) == []


def test_the_architecture_names_every_core_module():
    modules = {
        f"`core/{path.name}/`" if path.is_dir() else f"`core/{path.name}`"
        for path in (ROOT / "reconciler/core").glob("[!_]*")
    }
    assert sorted(module for module in modules if module not in ARCHITECTURE) == []


def test_the_architecture_names_only_types_that_exist():
    named = re.findall(r"`([A-Z]\w+)`", ARCHITECTURE.split("## The types")[1])
    sources = [path.read_text("utf-8") for path in (ROOT / "reconciler/core").rglob("*.py")]
    defined = re.findall(r"^class (\w+)", "".join(sources), re.MULTILINE)
    assert sorted(set(named) - set(defined)) == []


def steps(workflow):
    return [step for job in read_yaml(workflow)["jobs"].values() for step in job["steps"]]


def read_yaml(path):
    """YAML 1.2, where `on` is a string."""
    return YAML(typ="safe", pure=True).load(path)


def pins():
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pairs = (line.split("==") for line in lines if "==" in line)
    return {canonicalize_name(name): version for name, version in pairs}


def name_of(requirement):
    return canonicalize_name(Requirement(requirement).name)


def needed_packages():
    """Everything that `reconciler[dev]` brings along on this machine, without itself."""
    todo, seen = [("reconciler", "dev")], set()
    while todo:
        name, extra = todo.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        for text in importlib.metadata.requires(name) or []:
            needed = Requirement(text)
            if needed.marker is None or needed.marker.evaluate({"extra": extra}):
                extras = ["", *needed.extras]
                todo += [(canonicalize_name(needed.name), extra) for extra in extras]
    return {name for name, _ in seen} - {"reconciler"}
