"""What docs/policies.md shows works: its policies are read, and what breaks them is as shown."""

import json
import re
import shutil
from pathlib import Path

import pytest

from reconciler.cli.main import main

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/policies.md").read_text("utf-8")
FILE = re.compile(r"^```yaml\n# (policies/\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SHOWN = re.compile(r"^((?:rule|test) `.+)$", re.MULTILINE)
OF_PLANS = "would be deleted|this one would"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """The example with every policy of the page."""
    left_over = shutil.ignore_patterns(".reconciler")
    shutil.copytree(ROOT / "examples/roles", tmp_path, ignore=left_over, dirs_exist_ok=True)
    for path, text in FILE.findall(PAGE):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    project = tmp_path / "reconciler.yaml"
    text = project.read_text("utf-8")
    assert "policies: [policies.yaml]" in text
    project.write_text(text.replace("[policies.yaml]", "[policies/*.yaml]"), "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def messages(capsys, *command):
    capsys.readouterr()
    assert main([*command, "--format", "json"]) == 3
    return [one["message"] for one in json.loads(capsys.readouterr().out)["findings"]]


def test_every_piece_of_yaml_is_a_policy_file_or_the_line_that_names_them():
    assert len(FILE.findall(PAGE)) == PAGE.count("```yaml") - 1 == 9


@pytest.mark.usefixtures("project")
def test_what_files_alone_break_is_said_in_the_words_of_the_page(capsys):
    said = messages(capsys, "test")
    shown = [line for line in SHOWN.findall(PAGE) if not re.search(OF_PLANS, line)]
    waived = [line for line in shown if "olivia" in line]
    assert [line for line in shown if line not in said and line not in waived] == []
    assert (len(shown), len(waived)) == (7, 1)
    assert any(line.partition(": ")[2] in " ".join(said) for line in waived)


def test_what_a_plan_breaks_is_said_in_the_words_of_the_page(project, capsys):
    assert main(["portal", "init", "--from", "portal/northwind.yaml"]) == 0
    reseller = project / "reseller.yaml"
    unruled = (project / "reconciler.yaml").read_text("utf-8")
    (project / "reconciler.yaml").write_text(unruled.replace("policies:", "#"), "utf-8")
    assert main(["apply", "--auto-approve"]) == 0
    (project / "reconciler.yaml").write_text(unruled, "utf-8")
    text = reseller.read_text("utf-8")
    role = re.search(r"  - name: Platform Owner\n(?:    .*\n)+", text)[0]
    owners = "  - role: Platform Owner\n    users: [grace, henry]\n"
    assert owners in text
    reseller.write_text(text.replace(role, "").replace(owners, ""), "utf-8")
    said = messages(capsys, "plan")
    shown = [line for line in SHOWN.findall(PAGE) if re.search(OF_PLANS, line)]
    assert [line for line in shown if line not in said] == []
    assert len(shown) == 2
