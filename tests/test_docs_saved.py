"""What docs/saved-plans.md shows works."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

PAGE = (Path(__file__).parents[1] / "docs/saved-plans.md").read_text("utf-8")

FILES = {
    "people.yaml": """
account: northwind
customers: [{name: acme, phone_systems: [{name: london, users: [amelia, noah]}]}]
""",
    "reconciler.yaml": """
version: 1
target: {provider: portal, url: "sqlite:///.reconciler/portal.db", account: northwind}
manage: [/acme/london]
sources: [{files: london.yaml, within: /acme/london}]
""",
    "london.yaml": "{scope: /acme/london, groups: [{name: Top Role, members: [amelia, noah]}]}",
}


@pytest.fixture
def project(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    run(tmp_path, "portal", "init", "--from", "people.yaml")
    run(tmp_path, "catalog", "pull")
    return tmp_path


def test_the_commands_save_show_and_apply_a_plan(project):
    (script,) = re.findall(r"^```console\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    for line in script.splitlines():
        run(project, *shlex.split(line)[2:])
    assert run(project, "plan").startswith("No changes.")


def test_the_pipeline_saves_and_applies_a_plan(project):
    (text,) = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    for job in YAML(typ="safe", pure=True).load(text).values():
        run(project, *shlex.split(job["script"])[1:])
    assert run(project, "plan").startswith("No changes.")


def test_every_command_of_the_table_exists(project):
    digest = re.findall(r"--digest (\w+)", run(project, "plan", "--out", "plan.json"))
    for command in re.findall(r"\| `reconciler ([^`]+)`", PAGE):
        run(project, *shlex.split(command.replace('"$DIGEST"', digest[0])))


def run(folder, *arguments):
    """What a command says; it must succeed."""
    command = [Path(sys.executable).with_name("reconciler"), *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr
