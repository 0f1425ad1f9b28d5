"""Stories: each folder of `tests/cases` holds files, a live portal and a golden transcript.

| file | holds |
|---|---|
| `portal.yaml` | customers, phone systems and users, for `reconciler portal init` |
| `portal.txt` | optional: what was done by hand, one `reconciler portal` command a line |
| `reconciler.yaml`, ... | the files of the project; the catalog is pulled when the story has none |
| `story.txt` | commands, each with all it prints and its exit code |

A command may set variables: `$ COLUMNS=80 reconciler plan`.

`UPDATE_STORIES=1 pytest tests/test_stories.py` writes the transcripts anew: read them then.
"""

import io
import json
import os
import re
import shlex
import shutil
from contextlib import chdir, redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from rich.cells import cell_len

from reconciler.cli.main import main
from tests.providers.served import served

CASES = Path(__file__).parent / "cases"
STORIES = sorted(path.parent.name for path in CASES.glob("*/story.txt"))
READS = re.compile(
    r"reconciler (?:--\S+ \S+ )*(validate|test|plan|explain|who-can|access|matrix|compare)(?= |$)"
)
REFUSED = re.compile(r"error\[(RC07\d\d)\]")
FORMATTED = re.compile(r"--json|--format|_FORMAT=|explain-code")
VARYING = re.compile(r"(?<=receipts/)\d{8}T[\d.]+Z-[0-9a-f]{12}")
CLOCK = re.compile(r"(?:(?<=good until )|(?<=Made at )|(?<=ago \())[\d-]{10}T[\d:.]+Z")
INSTANT = re.compile(r'("(?:timestamp|created|good_until|at)": )"\d{4}-[^"]+Z"')
DIGEST = re.compile(r'"[0-9a-f]{64}"')
FILE = "sqlite:///.reconciler/portal.db"
BLOCK = re.compile(r"^\$ (.+)\n((?:.*\n)*?)\[exit (\d)\]\n", re.MULTILINE)


def is_of_one_project(story: str) -> bool:
    """Whether its portal is named by its project file alone."""
    project = CASES / story / "reconciler.yaml"
    named = project.exists() and FILE in project.read_text()
    return named and "/portal.db" not in (CASES / story / "story.txt").read_text()


def is_of_nobody(story: str) -> bool:
    """Whether nobody's rights are named: a token would say whose they are."""
    return "RECONCILER_AS" not in (CASES / story / "story.txt").read_text()


ANYWHERE = list(filter(is_of_one_project, STORIES))
SERVED = list(filter(is_of_nobody, ANYWHERE))
SOME = SERVED if os.environ.get("RECONCILER_TEST_ALL") else SERVED[::5]


@pytest.fixture(autouse=True)
def _quiet(monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("NO_COLOR", "1")


@pytest.mark.parametrize("story", STORIES)
def test_story(story, tmp_path, monkeypatch):
    project = tmp_path / story
    begin(story, project)
    monkeypatch.chdir(project)
    golden = CASES / story / "story.txt"
    told = "\n".join(tell(command) for command in commands(golden.read_text()))
    if os.environ.get("UPDATE_STORIES"):
        golden.write_text(told)
    assert told == golden.read_text()


@pytest.mark.parametrize("story", ANYWHERE)
def test_a_story_is_the_same_on_postgresql(story, tmp_path, monkeypatch, cluster, postgresql):
    """The address is as long as the file's, so that every line falls as it does in the golden."""
    for variable, value in cluster.variables.items():
        monkeypatch.setenv(variable, value)
    url = f"postgresql:///{postgresql.rpartition('/')[2]}"
    assert len(url) == len(FILE)
    project = tmp_path / story
    shutil.copytree(CASES / story, project)
    monkeypatch.chdir(project)
    readdress(project, FILE, url)
    prepare(project, url)
    golden = (CASES / story / "story.txt").read_text()
    told = "\n".join(tell(command) for command in commands(golden))
    assert told.replace(url, FILE) == golden


@pytest.mark.parametrize("story", SERVED)
def test_a_story_is_the_same_over_http(story, tmp_path, monkeypatch):
    project = tmp_path / story
    begin(story, project)
    monkeypatch.chdir(project)
    golden = (CASES / story / "story.txt").read_text()
    told = told_over_http(project, golden, FILE, monkeypatch)
    assert ordered(story, told) == ordered(story, golden)


@pytest.mark.parametrize("story", SOME)
def test_a_story_is_the_same_over_http_on_postgresql(story, tmp_path, monkeypatch, postgresql):
    project = tmp_path / story
    shutil.copytree(CASES / story, project)
    monkeypatch.chdir(project)
    monkeypatch.setenv("RECONCILER_DB", postgresql)
    readdress(project, FILE, postgresql)
    prepare(project, postgresql)
    golden = (CASES / story / "story.txt").read_text()
    told = told_over_http(project, golden, postgresql, monkeypatch)
    assert ordered(story, told) == ordered(story, golden)


def ordered(story: str, transcript: str) -> list[str]:
    """Its lines; without their order where one outcome is known later than it is at a database.

    What has ended is given again only when the service has told of it.
    """
    lines = transcript.splitlines()
    return sorted(lines) if story == "an-end-is-moved-taken-away-and-begun-anew" else lines


def told_over_http(project: Path, golden: str, database: str, monkeypatch) -> str:
    """What is told where the project names the service; its address is as long as the file's."""
    monkeypatch.setenv("RECONCILER_TOKEN", "rcp_of-the-owner")
    with served(database, prefix="/accounts") as url:
        assert len(url) == len(FILE)
        readdress(project, database, url)
        told = "\n".join(tell(command) for command in commands(golden))
    return told.replace(url, FILE)


@pytest.mark.parametrize("story", STORIES)
def test_every_line_fits_the_page(story, tmp_path, monkeypatch):
    """But for the summary line, which scripts read."""
    project = tmp_path / story
    begin(story, project)
    monkeypatch.chdir(project)
    golden = (CASES / story / "story.txt").read_text()
    assert too_wide(golden, 100) == []
    for width in (80, 160):
        monkeypatch.setenv("COLUMNS", str(width))
        told = "\n".join(tell(command) for command in commands(golden) if READS.search(command))
        assert too_wide(told, width) == []


@pytest.mark.parametrize("story", STORIES)
def test_every_story_ends_alike_in_every_format(story, tmp_path, monkeypatch):
    """What is read is read in each of them; the document says the exit code too."""
    project = tmp_path / story
    begin(story, project)
    monkeypatch.chdir(project)
    for command, _, code in BLOCK.findall((CASES / story / "story.txt").read_text()):
        for format_ in ("github", "events", "json") if READS.search(command) else ("json",):
            ended, printed, _ = run(f"{command} --format {format_}")
            assert (format_, ended) == (format_, int(code))
        document = json.loads(printed)
        assert (command, document["exit"]["code"]) == (command, int(code))
        assert (command, document["message"]) != (command, "")


@pytest.mark.parametrize("story", STORIES)
def test_the_files_are_in_order_after_one_fmt(story, tmp_path, monkeypatch):
    """But for the story about a file that cannot be put in order."""
    project = tmp_path / story
    shutil.copytree(CASES / story, project)
    monkeypatch.chdir(project)
    _, _, said = run("reconciler fmt")
    assert REFUSED.findall(said) == (["RC0702"] if story.startswith("a-comment-that") else [])
    _, again, _ = run("reconciler fmt --check")
    assert [line for line in again.splitlines() if line.endswith(".yaml")] == []


def test_there_are_stories_to_tell():
    assert len(STORIES) >= 28


def readdress(project: Path, old: str, new: str) -> None:
    """Let the project's files name another address of the live system."""
    for file in project.glob("*.yaml"):
        file.write_text(file.read_text().replace(old, new))


def too_wide(transcript: str, width: int) -> list[str]:
    """The lines that stick out, but for data, the receipt's path and the summary line."""
    free = ("Receipt: ", "Plan: ", "  reconciler apply ")
    blocks = BLOCK.findall(transcript)
    told = [(width_of(command, width), text) for command, text, _ in blocks if is_text(command)]
    lines = [(width, line) for width, text in told for line in text.splitlines()]
    return [line for width, line in lines if cell_len(line) > width and not line.startswith(free)]


def is_text(command: str) -> bool:
    return not FORMATTED.search(command)


def width_of(command: str, otherwise: int) -> int:
    found = re.search(r"COLUMNS=(\d+) ", command)
    return int(found[1]) if found else otherwise


def begin(story: str, project: Path) -> None:
    """The folder of a story, with its portal in a file: made once, copied for each test."""
    shutil.copytree(Path(begun(story).name), project, dirs_exist_ok=True)


@cache
def begun(story: str) -> TemporaryDirectory:
    folder = TemporaryDirectory(prefix="story-")
    shutil.copytree(CASES / story, folder.name, dirs_exist_ok=True)
    with chdir(folder.name):
        prepare(Path(folder.name))
    return folder


def prepare(project: Path, database: str = ".reconciler/portal.db") -> None:
    """Make the portal, by its own commands, and pin the catalog."""
    if not (project / "portal.yaml").exists():
        return
    must("portal", "init", database, "--from", "portal.yaml")
    by_hand = project / "portal.txt"
    for line in by_hand.read_text().splitlines() if by_hand.exists() else ():
        if line.strip() and not line.startswith("#"):
            must("portal", *shlex.split(line))
    if not (project / "catalog.yaml").exists():
        must("catalog", "pull")


def must(*arguments: str) -> None:
    code, printed, said = run(shlex.join(["reconciler", *arguments]))
    assert code == 0, f"reconciler {shlex.join(arguments)}:\n{printed}{said}"


def commands(transcript: str) -> list[str]:
    return [line[2:] for line in transcript.splitlines() if line.startswith("$ ")]


def tell(command: str) -> str:
    """What a person sees: the command, its output, and the exit code."""
    code, printed, _ = run(command, together=True)
    shown = CLOCK.sub("TIME", VARYING.sub("TIME-DIGEST", printed))
    shown = DIGEST.sub('"DIGEST"', INSTANT.sub(r'\1"TIME"', shown))
    lines = [line.rstrip() for line in shown.splitlines()]
    return "\n".join([f"$ {command}", *lines, f"[exit {code}]", ""])


def run(command: str, *, together: bool = False) -> tuple[int, str, str]:
    """The exit code, standard output and standard error; both on the first, as on a terminal."""
    words = shlex.split(command)
    start = words.index("reconciler")
    out = io.StringIO()
    err = out if together else io.StringIO()
    with (
        pytest.MonkeyPatch.context() as patch,
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        for variable in words[:start]:
            patch.setenv(*variable.split("=", 1))
        code = main(words[start + 1 :])
    return code, out.getvalue(), err.getvalue()
