"""Draws the pictures of the HTML report: a plan of the example, in a real Chromium.

.venv/bin/python docs/pictures/report.py
"""

import os
import subprocess
import sys
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from shutil import copytree, ignore_patterns

from reconciler.cli.main import main

HERE = Path(__file__).parent
EXAMPLE = HERE.parent.parent / "examples" / "roles"
sys.path.append(str(HERE.parent.parent / "tests" / "browser"))

from chromium import chromium  # noqa: E402 - the browser that the tests use, too

BEFORE = [
    ["portal", "init", ".reconciler/portal.db", "--from", "portal/northwind.yaml"],
    ["catalog", "pull"],
    ["apply", "--auto-approve"],
]
LONDON, SUPPORT = "customers/acme/london.yaml", "customers/acme/london-support.yaml"
KEY_ACCOUNTS = """\
              - name: Key Accounts
                permissions: [set:everyday, call_history.access]
                members: [george, harry, mia]
"""
OUTBOUND = """\
              - name: Outbound
                permissions: [set:everyday, call_history.access]
                members: [arthur, ella, ethan, freya, oscar, poppy]
"""
TELESALES = """\
              - name: Inbound
                permissions: [set:everyday]
                members: [ella, mia]
          - name: Telesales
            previously: Top Role/Managers/Sales/Outbound
            permissions: [set:everyday, call_history.access, set:call_quality]
            members: [arthur, ethan, freya, george, harry, oscar, poppy]
"""
DONE = [
    ("reseller.yaml", "    previously: Reception", "    # was Reception"),
    ("customers/birchwood/bristol.yaml", "previously: Top Role/Nurses", "# was Nurses"),
]
EDITS = [
    (LONDON, KEY_ACCOUNTS, ""),
    (LONDON, OUTBOUND, TELESALES),
    (LONDON, "members: [ivy, leo]", "members: [ivy]"),
    (SUPPORT, "lucas, rosie, sienna", "lucas, sienna"),
    (SUPPORT, "max, willow", "max, rosie, willow"),
]
AROUND = {
    "GITHUB_SERVER_URL": "https://git.example.com",
    "GITHUB_REPOSITORY": "northwind/access",
    "GITHUB_ACTOR": "charlotte",
}
PICTURES = {
    "report-light.png": {"width": 1280, "height": 1000, "at": "header"},
    "report-dark.png": {"width": 1280, "height": 1000, "at": "#tree", "dark": True},
    "report-phone.png": {"width": 390, "height": 844, "at": "#people"},
}


def write(folder: Path) -> Path:
    """The report of the plan after the edits."""
    os.chdir(folder)
    quiet(BEFORE)
    said("git", "init", "--quiet", "--initial-branch", "main")
    commit(DONE)
    said("git", "checkout", "--quiet", "-b", "telesales")
    commit(EDITS)
    os.environ |= AROUND | {"GITHUB_SHA": said("git", "rev-parse", "HEAD")}
    quiet([["plan", "--base", "main", "--report", "html=plan.html"]])
    return folder / "plan.html"


def quiet(commands: list[list[str]]) -> None:
    for command in commands:
        with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
            main(command)


def edit(name: str, old: str, new: str) -> None:
    text = Path(name).read_text("utf-8")
    if old not in text:
        message = f"{name} has no {old!r}"
        raise ValueError(message)
    Path(name).write_text(text.replace(old, new), "utf-8")


def commit(edits: list[tuple[str, str, str]]) -> None:
    """The files after some edits, at a commit that is the same whenever this is run."""
    for name, old, new in edits:
        edit(name, old, new)
    Path(".gitignore").write_text(".reconciler\nplan.html\n", "utf-8")
    when = "2026-11-22T09:00:00Z"
    os.environ |= {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
    said("git", "add", "--all")
    who = ["-c", "user.name=Charlotte", "-c", "user.email=charlotte@northwind.example"]
    said("git", *who, "-c", "commit.gpgsign=false", "commit", "--quiet", "-m", "Change the files")


def said(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def draw(report: Path) -> None:
    with chromium() as browser:
        for name, how in PICTURES.items():
            at = how.pop("at")
            page = browser.open(report.as_uri(), **how)
            page.ask(f"document.querySelector('{at}').scrollIntoView()")
            page.settle()
            page.settle()
            (HERE / name).write_bytes(page.picture())
            page.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        copytree(EXAMPLE, folder, ignore=ignore_patterns(".reconciler"), dirs_exist_ok=True)
        draw(write(Path(folder)))
