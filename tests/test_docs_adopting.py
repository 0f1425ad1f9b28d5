"""docs/adopting.md does what it says; docs/environments.md shows what a story runs."""

from pathlib import Path

import pytest
from test_docs import CONSOLE, FILE, commands, run, write

ROOT = Path(__file__).parents[1]
ADOPTING = (ROOT / "docs/adopting.md").read_text("utf-8")
ENVIRONMENTS = (ROOT / "docs/environments.md").read_text("utf-8")
STORY = ROOT / "tests/cases/staging-and-production-are-two-projects-over-the-same-files"


def test_the_commands_of_the_page_end_in_sync(tmp_path):
    write(tmp_path, ADOPTING)
    scripts = CONSOLE.findall(ADOPTING)
    said = [run(tmp_path, *command) for script in scripts for command in commands(script)]
    assert [line.split(":")[0] for line in said] == [
        "Made the portal of northwind at portal.db",
        "Added group Top Role/Sales to /acme/london.",
        "Put noah into the group Top Role/Sales.",
        "  reconciler apply",
        "Valid",
        "No changes.",
        "Put isla into the group Top Role/Sales (through 2031-01-31).",
        "Edited group Top Role/Sales of /acme/london.",
        "Plan",
        "A dry run",
        "Edited 1 file.",
        "No changes.",
    ]


@pytest.mark.parametrize(("name", "content"), FILE.findall(ENVIRONMENTS))
def test_the_environments_are_those_of_the_story(name, content):
    assert (STORY / name).read_text("utf-8") == content


def test_the_story_runs_the_commands_of_the_page():
    (script,) = CONSOLE.findall(ENVIRONMENTS)
    told = (STORY / "story.txt").read_text("utf-8")
    shown = [line.replace(" apply", " apply --auto-approve") for line in script.splitlines()]
    assert [line for line in shown if line not in told] == []
