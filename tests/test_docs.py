"""What docs/files.md shows works."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[1] / "docs/files.md").read_text("utf-8")
MINIMAL, EVERYTHING = PAGE.split("## reconciler.yaml\n")
FILE = re.compile(r"^```yaml\n# (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_every_piece_of_yaml_says_which_file_it_is():
    assert len(FILE.findall(PAGE)) == PAGE.count("```yaml") == 9


def test_the_minimal_project_is_in_sync_after_the_commands_of_the_page(tmp_path):
    write(tmp_path, MINIMAL)
    (script,) = CONSOLE.findall(MINIMAL)
    said = [run(tmp_path, *command) for command in commands(script)]
    assert [line.split(":")[0] for line in said] == [
        "Made the portal of northwind at .reconciler/portal.db",
        "schemas/roles.schema.json",
        "Valid",
        "Plan",
        "Applied 3.",
        "No changes.",
    ]


@pytest.fixture
def live(tmp_path):
    """The minimal project, applied: there is a live system to change."""
    write(tmp_path, MINIMAL)
    run(tmp_path, "portal", "init", "--from", "portal.yaml")
    run(tmp_path, "catalog", "pull")
    run(tmp_path, "apply", "--auto-approve")
    return tmp_path


def test_the_project_with_all_keys_removes_nobody_and_is_in_sync_after_one_apply(live):
    write(live, EVERYTHING)
    assert run(live, "plan") == (
        "Plan: 3 to create, 1 to update, 0 to delete, 1 to move; "
        "4 to grant, 0 to revoke, 0 to re-date."
    )
    run(live, "apply", "--auto-approve")
    assert run(live, "plan") == "No changes."


def write(folder, page):
    """The files of a part of the page."""
    for name, content in FILE.findall(page):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, "utf-8")


def commands(script):
    """What stands after each `$`; nobody is there to type yes."""
    for line in script.splitlines():
        program, *arguments = shlex.split(line.removeprefix("$ "), comments=True)
        assert program == "reconciler"
        yield [*arguments, "--auto-approve"] if arguments == ["apply"] else arguments


def run(folder, *arguments):
    """The last thing a command says, a receipt aside; it must succeed."""
    command = [Path(sys.executable).with_name("reconciler"), *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = (done.stdout + done.stderr).splitlines()
    return [line for line in lines if line and not line.startswith(("Receipt", "applied"))][-1]
