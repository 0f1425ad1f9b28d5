"""Every code is explained, and what its example claims to show is what the program says."""

import json
import shutil

import pytest

from reconciler.cli.main import main
from reconciler.core.codes import TITLES
from reconciler.report.explanation import explanation, families, files_of, project

NO_EXAMPLE = {
    "bytes that no page can show": ["RC0003", "RC0005"],
    "files beyond a limit": ["RC0010", "RC0011", "RC0012", "RC0013", "RC0014", "RC0015"],
    "links, devices and names that the file system holds": ["RC0020", "RC0021", "RC0022", "RC0023"],
    "a catalog, which nobody writes by hand": ["RC0122", "RC0329"],
    "the portal can": ["RC0241", "RC0243", "RC0244", "RC0308", "RC0321", "RC0501", "RC0502"],
    "the portal computes access": ["RC0423"],
    "the portal nests nothing": ["RC0225", "RC0246"],
    "a day that is near, in tests/cases": ["RC0414"],
    "the portal stores 255 characters, and no file has more": ["RC0242"],
    "files alone show it first": ["RC0313", *(code for code in TITLES if code[:5] == "RC051")],
    "many groups that move, in tests/core": ["RC0312", "RC0601", "RC0602"],
    "an order of many steps, in tests/core": ["RC0603", "RC0604", "RC0605", "RC0606", "RC0609"],
    "somebody's own rights, in tests/core": ["RC0404", "RC0607", "RC0608"],
    "a saved plan, in tests/cases": ["RC0610"],
    "said by commands that write files": [
        *(code for code in TITLES if code.startswith("RC07")),
        "RC0028",
    ],
    "said by plan --offline": [code for code in TITLES if code.startswith("RC08")],
}
"""The codes without an example, and why."""

ALL = [one for _, _, found in families() for one in found]
SHOWN = [one for one in ALL if one.wrong]


def test_every_code_is_explained_under_its_title():
    assert [(one.code, one.title) for one in ALL] == sorted(TITLES.items())


def test_an_explanation_is_two_to_six_sentences():
    prose = {one.code: one.text.partition("\nWrong:")[0] for one in ALL}
    sentences = {code: text.replace("\n", " ").count(". ") + 1 for code, text in prose.items()}
    assert {code: n for code, n in sentences.items() if not 2 <= n <= 6} == {}


def test_what_has_no_example_is_known_with_the_reason():
    without = sorted(code for codes in NO_EXAMPLE.values() for code in codes)
    assert [one.code for one in ALL if not one.wrong] == without


def test_whoever_shows_what_is_wrong_shows_what_to_write_instead():
    assert [one.code for one in SHOWN if not one.instead] == []


def test_what_is_no_code_has_no_explanation():
    assert [explanation(code) for code in ("RC9999", "RC01", "")] == [None, None, None]


@pytest.fixture(scope="module")
def applied(tmp_path_factory):
    """The project of the examples, applied; somebody outside of it has a role too."""
    folder = tmp_path_factory.mktemp("project")
    write(folder, files_of(project()))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        must("portal", "init", "--from", "portal.yaml")
        must("catalog", "pull")
        must("apply", "--auto-approve")
        must("portal", "grant", "bob", "--role", "Receptionist")
    return folder


@pytest.fixture
def world(applied, tmp_path, monkeypatch):
    """A copy of it, to put an example into; the current folder."""
    shutil.copytree(applied, tmp_path / "project")
    monkeypatch.chdir(tmp_path / "project")
    return tmp_path / "project"


@pytest.mark.parametrize("shown", SHOWN, ids=lambda one: one.code)
def test_an_example_shows_its_code_and_what_to_write_instead_is_sound(shown, world, capsys):
    before = files_of(project())
    write(world, shown.wrong)
    commands = ("validate", "test", "plan")
    command = next((one for one in commands if shown.code in codes(one, capsys)), None)
    assert command, f"none of {commands} says {shown.code}"
    write(world, {path: before[path] for path in shown.wrong} | shown.instead)
    assert main([command, "--json"]) == 0, capsys.readouterr().out
    assert shown.code not in codes(command, capsys)


def codes(command, capsys):
    """The codes of everything that a command finds."""
    capsys.readouterr()
    main([command, "--json"])
    return {found["code"] for found in json.loads(capsys.readouterr().out)["findings"]}


def must(*arguments):
    assert main(arguments) == 0


def write(folder, files):
    for path, content in files.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(content)


@pytest.mark.parametrize("typed", ["RC0230", "rc0230", "rc230", "0230", "230"])
def test_a_code_is_understood_however_it_is_typed(typed, capsys):
    assert main(["explain-code", typed, "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["codes"]
    assert found["code"] == "RC0230"


@pytest.mark.parametrize("typed", ["9999", "RC", "RC00230", "²30", "RCRC0230"])
def test_what_is_no_code_is_called_as_it_was_typed(typed, capsys):
    assert main(["explain-code", typed]) == 1
    assert capsys.readouterr().err.startswith(f"error: There is no code {typed}.")
