"""Completion: what a shell offers after the script of `reconciler completion` is read."""

import os
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

import reconciler
from reconciler.cli.main import COMMANDS, main

START = f"""#!{sys.executable}
import sys
sys.path.insert(0, {str(Path(reconciler.__file__).parents[1])!r})
from reconciler.cli.main import main
sys.exit(main())
"""
ASK = """
eval "$(reconciler completion bash)"
COMP_WORDS=("${@}")
COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))
COMP_LINE="${COMP_WORDS[*]}"
$(complete -p reconciler | sed 's/.*-F \\([^ ]*\\) .*/\\1/') reconciler
printf '%s\\n' "${COMPREPLY[@]}"
"""

PROJECT = """
version: 1
target: {provider: portal, url: "sqlite:///portal.db", account: northwind}
manage: [/acme/**]
sources: [{files: roles/*.yaml, within: /acme/**}]
"""


@pytest.fixture
def project(tmp_path):
    (tmp_path / "roles").mkdir()
    (tmp_path / ".hidden").mkdir()
    files = {
        "reconciler.yaml": PROJECT,
        "roles/acme.yaml": "scope: /acme\n",
        "roles/london.yaml": "# first\nscope: '/acme/london'   # a comment\n",
        "roles/more.yml": 'sets: {}\nscope: "/acme/new york"\n',
        "roles/again.yaml": "scope: /acme\ngroups:\n  - name: a\n    scope: /not/this\n",
        "roles/hostile.yaml": "scope: /acme/\x1b[2J\n",
        "roles/notes.txt": "scope: /nor/this\n",
        ".hidden/old.yaml": "scope: /nor/that\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    """A folder with the program in it, as a shell finds it."""
    folder = tmp_path_factory.mktemp("bin")
    (folder / "reconciler").write_text(START)
    (folder / "reconciler").chmod(0o755)
    return folder


@pytest.fixture
def offered(program):
    """What bash offers for the last word."""
    return partial(ask, program)


def ask(program, folder, *words):
    done = subprocess.run(
        ["bash", "-c", ASK, "ask", "reconciler", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": f"{program}:{os.environ['PATH']}", "HOME": str(folder)},
    )
    assert done.stderr == ""
    return done.stdout.split("\n")[:-1]


def test_bash_offers_the_commands(offered, tmp_path):
    assert offered(tmp_path, "") == list(COMMANDS)
    assert offered(tmp_path, "expl") == ["explain", "explain-code"]


def test_bash_offers_the_options_of_a_command_and_those_of_the_program(offered, tmp_path):
    assert set(offered(tmp_path, "plan", "--")) >= {"--scope", "--at", "--format", "--json"}
    assert offered(tmp_path, "plan", "--format", "g") == ["github", "gitlab"]
    assert offered(tmp_path, "plan", "--channel", "b") == ["bitbucket"]
    assert offered(tmp_path, "portal", "role", "re") == ["rename"]


def test_bash_offers_the_scopes_that_the_files_speak_of(offered, project):
    found = offered(project, "plan", "--scope", "")
    assert found == ["/acme", "/acme/london", "/acme/new york"]
    assert offered(project, "apply", "--scope", "/acme/l") == ["/acme/london"]


def test_scopes_are_those_of_the_project_that_the_options_name(offered, project, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    assert offered(elsewhere, "plan", "--scope", "") == [""]
    found = offered(elsewhere, "--chdir", str(project), "plan", "--scope", "/acme/l")
    assert found == ["/acme/london"]


def test_bash_offers_users_and_permissions_that_stand_in_the_files(offered, project):
    (project / "catalog.yaml").write_text("permissions:\n  - key: users.access\n    title: Users\n")
    (project / "roles/people.yaml").write_text(
        "groups:\n  - name: a\n    members: [isla, 'noah', {user: jack, expires: 2090-01-01}]\n"
        "  - name: b\n    members:\n      - {user: jill, expires: 2090-01-01}\n"
        "memberships:\n  - {role: clerk, users: [ivy]}\n"
    )
    assert offered(project, "explain", "") == ["isla", "ivy", "jack", "jill", "noah"]
    assert offered(project, "access", "i") == ["isla", "ivy"]
    assert offered(project, "who-can", "") == ["users.access"]
    assert offered(project, "explain", "isla", "users") == ["users.access"]


def test_bash_offers_codes(offered, tmp_path):
    assert offered(tmp_path, "explain-code", "rc040") == ["RC0401", "RC0402", "RC0403", "RC0404"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_each_shell_asks_the_program(shell, capsys):
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert f"_RECONCILER_COMPLETE={shell}_complete" in script


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_that_is_installed_reads_its_script(shell, capsys, tmp_path):
    """zsh and fish are not on every machine; bash is."""
    assert main(["completion", shell]) == 0
    (tmp_path / "script").write_text(capsys.readouterr().out)
    found = shutil.which(shell)
    assert found or shell != "bash"
    command = [found, "-n", str(tmp_path / "script")] if found else ["true"]
    assert subprocess.run(command, check=False).returncode == 0


def test_a_completion_leaves_no_trace_of_an_error(monkeypatch, capsys):
    monkeypatch.setenv("_RECONCILER_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "reconciler pla")
    monkeypatch.setenv("COMP_CWORD", "1")
    assert (main([]), capsys.readouterr()) == (0, ("plain,plan\n", ""))
