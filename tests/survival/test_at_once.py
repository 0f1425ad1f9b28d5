"""R8 in small: two real applies at once end in one of their targets, and who loses is told."""

import subprocess
import sys

import pytest

from reconciler.errors import Exit

from .killed import PROJECT, prepare, say, state

RUN = "import sys; from reconciler.cli.main import main; sys.exit(main())"


@pytest.fixture
def folder(tmp_path):
    prepare(tmp_path, 0)
    return tmp_path


def at_once(folder, *projects, options=()):
    """Two processes that apply at the same time: the exit codes, and what they said."""
    command = [sys.executable, "-c", RUN, "apply", "--auto-approve", *options]
    started = [
        subprocess.Popen(
            [*command, "--project", each], cwd=folder, stderr=subprocess.PIPE, text=True
        )
        for each in projects
    ]
    said = [process.communicate(timeout=300)[1] for process in started]
    return [process.returncode for process in started], said


@pytest.fixture(scope="module")
def targets(tmp_path_factory):
    """What each of the two projects would make of it alone."""
    found = []
    for name in ("before", "after"):
        alone = tmp_path_factory.mktemp("alone")
        prepare(alone, 0)
        say(alone, "--project", f"{name}-project.yaml", "apply", "--auto-approve")
        found.append(state(alone))
    return found


def lost(codes, said):
    """What those were told who did not get their turn."""
    assert set(codes) <= {Exit.OK, Exit.LOCKED}, said
    assert Exit.OK in codes, said
    told = [" ".join(each.split()) for code, each in zip(codes, said, strict=True) if code]
    return [each for each in told if "error: Somebody else is applying: " not in each]


def test_two_for_the_same_target_reach_it(folder, targets):
    codes, said = at_once(folder, "after-project.yaml", "after-project.yaml")
    assert lost(codes, said) == []
    assert state(folder) == targets[1]


@pytest.mark.parametrize("order", [1, -1])
def test_two_for_different_targets_end_in_one_of_them(folder, targets, order):
    """From a state that is neither: a third one is applied before."""
    (folder / "neither.yaml").write_text("scope: /acme/london\ngroups: []\n")
    (folder / "neither-project.yaml").write_text(PROJECT.format(file="neither.yaml"))
    say(folder, "--project", "neither-project.yaml", "apply", "--auto-approve")
    projects = ["before-project.yaml", "after-project.yaml"][::order]
    codes, said = at_once(folder, *projects)
    assert lost(codes, said) == []
    found = targets[::order]
    winners = [target for code, target in zip(codes, found, strict=True) if code == Exit.OK]
    assert state(folder) in winners


def test_who_waits_has_its_turn_and_plans_on_what_is_there_then(folder, targets):
    both = ("before-project.yaml", "after-project.yaml")
    codes, said = at_once(folder, *both, options=("--lock-timeout", "5m"))
    assert codes == [Exit.OK, Exit.OK], said
    assert state(folder) in targets
