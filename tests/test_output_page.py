"""What docs/output.md and docs/codes.md show is what the program says."""

import io
import json
import re
from contextlib import contextmanager, nullcontext, redirect_stdout
from itertools import product
from pathlib import Path

import pytest

import reconciler.connect
from reconciler.cli.formats import FORMATS
from reconciler.cli.main import COMMANDS, cli, main
from reconciler.core.risk import Risk
from reconciler.errors import Exit
from reconciler.portal import Lock, Portal
from reconciler.report.explained import page

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/output.md").read_text("utf-8")
DOCUMENT, FINDING, EVENT = (
    json.loads(text) for text in re.findall(r"^```json\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
)


@pytest.fixture
def said(tmp_path, monkeypatch, capsys):
    """What a story says in the words of a command line."""

    def run(*arguments):
        for file in (ROOT / "tests/cases/findings-are-data-down-to-the-byte").glob("*.yaml"):
            (tmp_path / file.name).write_bytes(file.read_bytes())
        monkeypatch.chdir(tmp_path)
        main(["portal", "init", "--from", "portal.yaml"])
        main(["catalog", "pull"])
        capsys.readouterr()
        main(arguments)
        return capsys.readouterr().out

    return run


LONDON = """
scope: /acme/london
groups:
  - name: Top Role
    groups:
      - {name: Sales, permissions: [soft_phone.access], members: [noah, isla]}
"""
PROJECT = """
version: 1
target: {provider: portal, url: "sqlite:///portal.db", account: northwind}
manage: [/acme/london]
owners: ["@northwind/identity"]
sources: [{files: london.yaml, within: /acme/london}]
"""
PEOPLE = """
account: northwind
customers: [{name: acme, phone_systems: [{name: london, users: [amelia, noah, isla]}]}]
"""
SALES = ("--group", "Top Role/Sales")
BEFORE = [
    ("portal", "init", "portal.db", "--from", "people.yaml"),
    ("portal", "role", "add", "Desk", "--type", "user"),
    ("portal", "grant", "isla", "--role", "Desk"),
]
SHOWN = [
    ("init", "new"),
    ("catalog", "pull"),
    ("validate",),
    ("test",),
    ("plan", "--out", "plan.json"),
    ("show", "plan.json"),
    ("ci", "comment", "--body", "plan.md"),
    ("explain", "isla", "soft_phone.access"),
    ("who-can", "soft_phone.access"),
    ("access", "isla"),
    ("matrix",),
    ("compare", "--live"),
    ("apply", "--auto-approve"),
    ("show", "plan.json"),
    ("unlock", "0ddba11c"),
    ("status",),
    ("adopt", "--dry-run"),
    ("export", "--out", "live"),
    ("export", "--snapshot", "live.json"),
    ("codeowners",),
    ("codeowners", "--out", "CODEOWNERS"),
    ("fmt", "--check"),
    ("remove-user", "isla"),
    ("schema",),
    ("schema", "plan"),
    ("explain-code", "RC0230"),
    ("completion", "bash"),
    ("portal", "user", "list"),
]


@contextmanager
def held():
    """Somebody is applying."""
    with Portal.open("sqlite:///portal.db") as portal, portal.transaction() as work:
        at = portal.now()
        work.locks.take(Lock("0ddba11c", "ivy", "desk", "", "", "", at))
    yield


class Meddled:
    """A live system in which somebody takes back what was applied, before the last look."""

    def __init__(self, provider):
        self.provider = provider

    def __getattr__(self, name):
        return getattr(self.provider, name)

    def apply(self, changes, run):
        yield from self.provider.apply(changes, run)
        with redirect_stdout(io.StringIO()):
            main(["portal", "revoke", "noah", *SALES])


@pytest.fixture
def documents(tmp_path, monkeypatch, capsys):
    """What every command says as data, on a project where each has something to say."""
    monkeypatch.chdir(tmp_path)
    for name, text in (("reconciler", PROJECT), ("london", LONDON), ("people", PEOPLE)):
        (tmp_path / f"{name}.yaml").write_text(text)
    for line in BEFORE:
        main(line)
    connect = reconciler.connect.connect
    monkeypatch.setattr(reconciler.connect, "connect", lambda *given: Meddled(connect(*given)))
    capsys.readouterr()

    def said(line):
        with held() if line[0] == "unlock" else nullcontext():
            main([*line, "--format", "json"])
        return json.loads(capsys.readouterr().out)

    return [(line[0], said(line)) for line in SHOWN]


def keys_of_the_page():
    """The pairs of a key and a command that has it."""
    rows = [row[:2] for row in table("The rest is what the command is about:")]
    return {
        pair
        for named, commands in rows
        for pair in product(re.split("`, `", named), re.split("`, `", commands))
    }


def test_every_command_says_what_the_page_says_and_nothing_else(documents):
    assert {command for command, _ in documents} == set(COMMANDS)
    found = {(key, command) for command, said in documents for key in said if key not in DOCUMENT}
    assert found == keys_of_the_page() - {("declared", "validate")}


def test_every_flag_that_people_bring_along_is_there_or_said_not_to_be():
    for there, here in (row[:2] for row in table("## Flags you may know")):
        options = re.findall(r"--[a-z-]+", here)
        assert (there, bool(options)) == (there, not here.startswith(("None.", "RECONCILER")))
        assert [each for each in options if each not in known_options()] == []


def known_options():
    commands = [cli.get_command(None, name) for name in COMMANDS]
    return {option for each in commands for parameter in each.params for option in parameter.opts}


def test_every_command_that_ends_with_2_stands_beside_the_code():
    (means,) = (row[2] for row in table("## Exit codes") if row[0] == "2")
    epilogs = {name: cli.get_command(None, name).epilog or "" for name in COMMANDS}
    ending = {name for name, epilog in epilogs.items() if re.search(r"\b2\b", epilog)}
    assert ending == set(re.findall(r"`(\S+) --", means))


def table(after):
    """The rows of the table below a heading, each as its cells."""
    lines = PAGE.partition(f"{after}\n")[2].partition("\n#")[0].splitlines()
    rows = [line.strip("|").split(" | ") for line in lines if line.startswith("|")]
    return [[cell.strip(" `") for cell in row] for row in rows[2:]]


def test_the_exit_codes_are_those_of_the_program():
    expected = [(str(int(each)), each.name.lower()) for each in Exit]
    assert [(code, name) for code, name, _ in table("## Exit codes")] == expected


def test_the_risks_are_those_of_the_program_the_worst_first():
    rows = [line.split("|")[1:3] for line in Risk.__doc__.splitlines() if line.count("|") == 3]
    said = [(name.strip(), what.strip()) for name, what in rows[2:]]
    assert [name for name, _ in said] == [risk.name for risk in Risk]
    assert [row[1] for row in table("## Large plans")] == [what for _, what in said]


def test_every_format_is_explained():
    assert [row[0] for row in table("# Output")][: len(FORMATS)] == list(FORMATS)


def test_the_document_and_the_finding_are_as_shown(said):
    found = json.loads(said("validate", "--json"))
    assert list(found) == list(DOCUMENT)
    assert found["findings"][0] == {**FINDING, "ref": found["findings"][0]["ref"]}


def test_an_event_is_as_shown(said):
    found = json.loads(said("validate", "--format", "events").splitlines()[0])
    assert list(found)[:-1] == list(EVENT)[:-1]
    assert {"version", "finding", "verdict"} <= {row[0] for row in table("## Events")}


def test_the_page_of_codes_is_current():
    """`make docs` writes it."""
    assert (ROOT / "docs/codes.md").read_text("utf-8") == page()
