"""Stories: each folder of `tests/cases` holds files, a live portal and a golden transcript.

| file | holds |
|---|---|
| `portal.yaml` | customers, phone systems and users, for `reconciler portal init` |
| `portal.txt` | optional: what was done by hand, one `reconciler portal` command a line |
| `reconciler.yaml`, ... | the files of the project; the catalog is pulled when the story has none |
| `story.txt` | commands, each with all it prints and its exit code |

`UPDATE_STORIES=1 pytest tests/test_stories.py` writes the transcripts anew: read them then.
"""

import io
import os
import re
import shlex
import shutil
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from rich.cells import cell_len

from reconciler.cli.main import main

CASES = Path(__file__).parent / "cases"
STORIES = sorted(path.parent.name for path in CASES.glob("*/story.txt"))
READS = re.compile(r" (validate|plan)\b")
VARYING = re.compile(r"receipts/\d{8}T[\d.]+Z-[0-9a-f]{12}")


@pytest.fixture(autouse=True)
def _quiet(monkeypatch):
    for name in list(os.environ):
        if name.startswith(("RECONCILER_", "GITHUB_", "GITLAB_")) or name in ("CI", "FORCE_COLOR"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("NO_COLOR", "1")


@pytest.mark.parametrize("story", STORIES)
def test_story(story, tmp_path, monkeypatch):
    project = tmp_path / story
    shutil.copytree(CASES / story, project)
    monkeypatch.chdir(project)
    prepare(project)
    golden = CASES / story / "story.txt"
    told = "\n".join(tell(command) for command in commands(golden.read_text()))
    if os.environ.get("UPDATE_STORIES"):
        golden.write_text(told)
    assert told == golden.read_text()


@pytest.mark.parametrize("story", STORIES)
def test_every_line_fits_the_page(story, tmp_path, monkeypatch):
    """But for the summary line, which scripts read."""
    project = tmp_path / story
    shutil.copytree(CASES / story, project)
    monkeypatch.chdir(project)
    prepare(project)
    golden = (CASES / story / "story.txt").read_text()
    assert too_wide(golden, 100) == []
    for width in (80, 160):
        monkeypatch.setenv("COLUMNS", str(width))
        told = "\n".join(tell(command) for command in commands(golden) if READS.search(command))
        assert too_wide(told, width) == []


def test_there_are_stories_to_tell():
    assert len(STORIES) >= 28


def too_wide(transcript: str, width: int) -> list[str]:
    """The lines that stick out, but for commands, the receipt's path and the summary line."""
    free = ("$ ", "Receipt: ", "Plan: ")
    lines = [line for line in transcript.splitlines() if not line.startswith(free)]
    return [line for line in lines if cell_len(line) > width]


def prepare(project: Path) -> None:
    """Make the portal, by its own commands, and pin the catalog."""
    if not (project / "portal.yaml").exists():
        return
    must("portal", "init", ".reconciler/portal.db", "--from", "portal.yaml")
    by_hand = project / "portal.txt"
    for line in by_hand.read_text().splitlines() if by_hand.exists() else ():
        if line.strip() and not line.startswith("#"):
            must("portal", *shlex.split(line))
    if not (project / "catalog.yaml").exists():
        must("catalog", "pull")


def must(*arguments: str) -> None:
    code, output = run(list(arguments))
    assert (code, output) == (0, output), f"reconciler {shlex.join(arguments)}:\n{output}"


def commands(transcript: str) -> list[str]:
    return [line[2:] for line in transcript.splitlines() if line.startswith("$ ")]


def tell(command: str) -> str:
    """What a person sees: the command, its output, and the exit code."""
    program, *arguments = shlex.split(command)
    assert program == "reconciler"
    code, output = run(arguments)
    shown = VARYING.sub("receipts/TIME-DIGEST", output)
    lines = [line.rstrip() for line in shown.splitlines()]
    return "\n".join([f"$ {command}", *lines, f"[exit {code}]", ""])


def run(arguments: list[str]) -> tuple[int, str]:
    output = io.StringIO()
    with redirect_stdout(output), redirect_stderr(output):
        code = main(arguments)
    return code, output.getvalue()
