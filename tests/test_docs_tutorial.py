"""docs/tutorial.md is told by the program itself: every command runs, and prints what stands there.

`UPDATE_STORIES=1 pytest tests/test_docs_tutorial.py` writes what is printed anew: read it then.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[1] / "docs/tutorial.md"
BLOCK = re.compile(r"^```(yaml|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ (.*)$", re.MULTILINE)
VARYING = (
    (re.compile(r"\d{8}T[\d.]+Z-[0-9a-f]{12}"), "20270131T090000.000000Z-1f3a5c7e9b0d"),
    (re.compile(r"until \d{4}-[\dT:.-]+Z\."), "until 2027-02-01T09:00:00Z."),
    (re.compile(r"[0-9a-f]{64}"), "1f3a5c7e9b0d" * 5 + "1f3a"),
)


@pytest.fixture
def shell(tmp_path):
    """A person at a terminal of 100 columns, in an empty folder."""
    place = tmp_path
    programs = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    kept = {name: os.environ[name] for name in ("HOME", "LANG") if name in os.environ}

    def run(command):
        nonlocal place
        if command.startswith("cd "):
            place = place / command.removeprefix("cd ")
            return ""
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=place,
            env={**kept, "PATH": programs, "COLUMNS": "100", "NO_COLOR": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return "".join(f"{line.rstrip()}\n" for line in _steady(done.stdout).splitlines())

    def write(text):
        name, _, content = text.removeprefix("# ").partition("\n")
        (place / name).write_text(content, "utf-8")

    run.write = write
    return run


def _steady(text):
    for varying, steady in VARYING:
        text = varying.sub(steady, text)
    return text


def test_the_tutorial_is_what_a_person_sees(shell):
    page = PAGE.read_text("utf-8")
    told = BLOCK.sub(lambda block: _told(shell, *block.groups()), page)
    if os.environ.get("UPDATE_STORIES"):
        PAGE.write_text(told, "utf-8")
    assert told == PAGE.read_text("utf-8")


def _told(shell, kind, text):
    if kind == "yaml":
        shell.write(text)
        return f"```yaml\n{text}```"
    said = [f"$ {command}\n{shell(command)}" for command in COMMAND.findall(text)]
    return f"```console\n{''.join(said)}```"
