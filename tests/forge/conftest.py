"""What tests of forges begin with."""

import io
import os
import subprocess
import sys
from base64 import b64encode
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from reconciler.cli.main import main
from tests.forge.forging import CANARY, forging

PLAIN = {"NO_COLOR": "1", "COLUMNS": "200"}
PROGRAM = Path(sys.executable).parent / "reconciler"
PROJECT = """
version: 1
target: {provider: portal, url: "sqlite:///portal.db", account: northwind}
manage: [/acme/london]
sources:
  - {files: london.yaml, within: /acme/london}
"""
PEOPLE = """
account: northwind
customers:
  - name: acme
    phone_systems: [{name: london, users: [amelia, noah, isla]}]
"""
LONDON = """
scope: /acme/london
groups:
  - name: Top Role
    groups:
      - name: Sales
        permissions: [soft_phone.access]
        members: [{members}]
"""


@pytest.fixture
def forge():
    """A forge with nothing on it."""
    with forging() as found:
        yield found


@dataclass(frozen=True)
class Said:
    """How a process ended, and what it said."""

    code: int
    out: str


def run(*words, environment, cwd=None, given=""):
    """Run the real command in a process; its secret never shows."""
    done = subprocess.run(
        [PROGRAM, *words],
        cwd=cwd,
        env={"PATH": os.environ["PATH"], **PLAIN, **environment},
        input=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=60,
    )
    return _said(done.returncode, done.stdout)


@pytest.fixture
def here(monkeypatch, capsys, plans):
    """Run it beside the saved plans in this process, which is faster."""

    def running(*words, environment, given=""):
        with monkeypatch.context() as patch:
            patch.chdir(plans)
            for name, value in {**PLAIN, **environment}.items():
                patch.setenv(name, value)
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
            capsys.readouterr()
            code = main(words)
        printed = capsys.readouterr()
        return _said(int(code), printed.out + printed.err)

    return running


def _said(code, text):
    spellings = (CANARY, quote(CANARY, safe=""), b64encode(CANARY.encode()).decode()[:-4])
    assert [each for each in spellings if each in text] == []
    return Said(code, text.strip())


@pytest.fixture(scope="session")
def plans(tmp_path_factory):
    """Saved plans of one project by name: of one membership, of two, of none, of none offline."""
    folder = tmp_path_factory.mktemp("plans")
    (folder / "reconciler.yaml").write_text(PROJECT)
    (folder / "people.yaml").write_text(PEOPLE)
    with chdir(folder):
        write(folder, "noah")
        assert main(["portal", "init", "portal.db", "--from", "people.yaml"]) == 0
        assert main(["catalog", "pull"]) == 0
        assert main(["plan", "--out", "one.json"]) == 0
        write(folder, "noah, isla")
        assert main(["plan", "--out", "two.json"]) == 0
        assert main(["apply", "two.json"]) == 0
        assert main(["plan", "--out", "none.json"]) == 0
        assert main(["export", "--snapshot", "live.json"]) == 0
        assert main(["plan", "--offline", "--snapshot", "live.json", "--out", "offline.json"]) == 0
    return folder


def write(folder, members):
    """Who shall be in Sales."""
    (folder / "london.yaml").write_text(LONDON.replace("{members}", members))
