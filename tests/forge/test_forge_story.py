"""The workflows as a user has them: a real repository, a real portal, and a forge that plays."""

import os
import re
import subprocess
import time
from base64 import b64encode
from contextlib import contextmanager
from urllib.parse import quote

import pytest

from tests.forge.conftest import LONDON, PEOPLE
from tests.forge.forging import BOT, CANARY, Fault
from tests.forge.workflow import PROGRAM, Runner

PROJECT = """
version: 1
target: {{provider: portal, url: "{url}", account: northwind}}
manage: [/acme/london]
sources:
  - {{files: london.yaml, within: /acme/london}}
"""


def call(*words, cwd, **environment):
    done = subprocess.run(
        words,
        cwd=cwd,
        env={"PATH": os.environ["PATH"], "HOME": str(cwd), "NO_COLOR": "1", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout.strip()


@contextmanager
def served(folder):
    """The portal as a service over HTTP; its address."""
    log = folder / "serve.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [PROGRAM, "portal", "serve", "portal.db", "--port", "0", "--rate", "0"],
            cwd=folder,
            env={"PATH": os.environ["PATH"]},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            yield _address(log)
        finally:
            process.terminate()
            process.wait(10)


def _address(log):
    for _ in range(300):
        if found := re.search(r"http://127\.0\.0\.1:\d+", log.read_text()):
            return found[0]
        time.sleep(0.1)
    raise AssertionError(log.read_text())


@pytest.fixture
def team(tmp_path, forge):
    """A repository with a project in it, its portal, and a runner for its workflows."""
    live, place = tmp_path / "live", tmp_path / "repository"
    files = place / "examples/roles"
    live.mkdir()
    files.mkdir(parents=True)
    (tmp_path / "temp").mkdir()
    (live / "people.yaml").write_text(PEOPLE.replace("users: [", "users: [grace, ", 1))
    call(PROGRAM, "portal", "init", "portal.db", "--from", "people.yaml", cwd=live)
    token = [PROGRAM, "portal", "token", "create", "--db", "portal.db"]
    secrets = {
        "RECONCILER_READ_TOKEN": call(*token, "grace", cwd=live),
        "RECONCILER_WRITE_TOKEN": call(*token, "grace", "--write", cwd=live),
    }
    with served(live) as url:
        (files / "reconciler.yaml").write_text(PROJECT.format(url=url))
        (files / "london.yaml").write_text(LONDON.replace("{members}", "noah"))
        secret = secrets["RECONCILER_READ_TOKEN"]
        call(PROGRAM, "catalog", "pull", cwd=files, RECONCILER_TOKEN=secret)
        git(place, "init", "--quiet", "--initial-branch=main")
        commit(place, "Sales begins with Noah")
        contexts = {
            "vars": {"RECONCILER_URL": url},
            "secrets": secrets,
            "github": {"repository": "northwind/access", "token": CANARY},
        }
        environment = {**forge.github(), "GITHUB_WORKSPACE": str(place)}
        runner = Runner(place, tmp_path / "temp", environment, contexts)
        yield Team(place, live, runner, forge)


class Team:
    """What people do: branches, merges, and changes by hand."""

    def __init__(self, place, live, runner, forge):
        self.place, self.live, self.runner, self.forge = place, live, runner, forge

    def propose(self, members, repository="northwind/access"):
        """A pull request as its workflow sees it: checked out merged, not yet on main."""
        git(self.place, "checkout", "--quiet", "-b", "change", "main")
        london = self.place / "examples/roles/london.yaml"
        london.write_text(LONDON.replace("{members}", members))
        commit(self.place, "Change Sales")
        git(self.place, "checkout", "--quiet", "--detach", "main")
        git(self.place, "merge", "--quiet", "--no-ff", "-m", "Merge", "change")
        self.runner.environment |= {
            "GITHUB_REF": "refs/pull/5/merge",
            "GITHUB_SHA": git(self.place, "rev-parse", "HEAD"),
        }
        head = {"head": {"repo": {"full_name": repository}}}
        self.runner.contexts["github"]["event"] = {"pull_request": head}

    def merge(self):
        """It is on main."""
        git(self.place, "branch", "--quiet", "-f", "main", "HEAD")
        git(self.place, "checkout", "--quiet", "main")
        git(self.place, "branch", "--quiet", "-D", "change")

    def apply(self):
        """The two jobs after a merge; what the first put out, and whether the second ran."""
        commit = self.tip()
        planned = self.plan_merged(commit)
        return planned, self.apply_planned(commit, planned)

    def plan_merged(self, commit):
        """The first job of the push of `commit`; None where it failed."""
        self._pushed(commit)
        return self.runner.job("apply", "plan")

    def apply_planned(self, commit, planned):
        """The second job of the push of `commit`; whether it went well."""
        self._pushed(commit)
        return self.runner.job("apply", "apply", {"plan": {"outputs": planned}}) is not None

    def tip(self):
        """The newest commit of main."""
        return git(self.place, "rev-parse", "main")

    def _pushed(self, commit):
        """A machine as the push of `commit` has it, whenever it runs."""
        names = {"GITHUB_REF": "refs/heads/main", "GITHUB_REF_NAME": "main", "GITHUB_SHA": commit}
        self.runner.environment |= names
        self.forge.tips["heads/main"] = self.tip()
        git(self.place, "checkout", "--quiet", "--detach", commit)

    def by_hand(self, *words):
        """Somebody changes the portal itself."""
        call(PROGRAM, "portal", *words, "--db", "portal.db", cwd=self.live)


def git(place, *words):
    who = ["-c", "user.name=Grace", "-c", "user.email=grace@northwind.example"]
    return call("git", *who, *words, cwd=place)


def commit(place, message):
    git(place, "add", "--all")
    git(place, "commit", "--quiet", "-m", message)


def test_from_a_pull_request_to_drift_that_is_healed(team, forge):
    assert team.apply()[1]

    team.propose("noah, isla")
    assert team.runner.job("plan", "live") is not None
    (comment,) = forge.comments
    assert comment.author == BOT
    assert "isla" in comment.body
    assert comment.body.partition("\n")[2].strip() in team.runner.summary
    digest = re.search(r"Digest `([0-9a-f]{64})`", comment.body)[1]
    assert team.runner.job("plan", "fork") is None

    team.merge()
    planned, is_applied = team.apply()
    project = "examples/roles/reconciler.yaml"
    expected = {"digest": digest, "changes": "true", "project": project}
    assert (planned, is_applied) == (expected, True)
    assert team.apply()[1] is False

    team.runner.job("drift", "drift")
    assert forge.issues == []
    team.by_hand("revoke", "noah", "--group", "Top Role/Sales")
    team.runner.job("drift", "drift")
    (issue,) = forge.issues
    assert (issue.is_open, issue.author) == (True, BOT)
    assert "noah" in issue.body
    assert team.apply()[1]
    team.runner.job("drift", "drift")
    assert [one.is_open for one in forge.issues] == [False]

    said = "".join(team.runner.said) + team.runner.summary
    hidden = [CANARY, *team.runner.contexts["secrets"].values()]
    everything = [said.encode(), *left(team.place.parent)]
    assert [word for word in spelled(hidden) if any(word in each for each in everything)] == []


def left(folder):
    """All that was written: plans, reports, artifacts, receipts, journals, the portal, its log."""
    names = {path.name for path in folder.rglob("*")}
    assert {"plan.json", "plan.md", "plan.html", "receipts", "journal"} <= names
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


def spelled(secrets):
    """Secrets as they are, as an address and as Base64 spell them."""
    for secret in secrets:
        yield from (secret.encode(), quote(secret, safe="").encode())
        yield from (b64encode(b"x" * shift + secret.encode())[4:-4] for shift in range(3))


def test_a_pull_request_of_a_fork_is_planned_without_any_secret(team, forge):
    team.propose("noah, isla", repository="mallory/access")
    assert team.runner.job("plan", "live") is None
    del team.runner.contexts["secrets"], team.runner.contexts["vars"]
    assert team.runner.job("plan", "fork") is not None
    assert "isla" in team.runner.summary
    assert forge.asked == []


def test_a_warning_stands_once_beside_its_line(team):
    look_alike = "S\N{CYRILLIC SMALL LETTER A}les"
    team.propose(f"noah]\n      - name: {look_alike}\n        members: [isla")
    assert team.runner.job("plan", "live") is not None
    written = re.findall(
        r"^::warning file=([^,]+),.*title=RC0216 ", "\n".join(team.runner.said), re.MULTILINE
    )
    assert written == ["examples/roles/london.yaml"]


def test_files_with_errors_are_told_of_in_the_comment(team, forge):
    team.propose("nobody-knows, isla: x")
    assert team.runner.job("plan", "live") is None
    (comment,) = forge.comments
    assert "No plan" in comment.body
    assert comment.body.partition("\n")[2].strip() in team.runner.summary


def test_an_old_run_that_is_run_again_gives_nothing_back(team, forge):
    team.propose("noah, isla")
    team.merge()
    old = team.tip()
    assert team.apply()[1]
    team.propose("noah")
    team.merge()
    assert team.apply()[1]

    asked = len(forge.asked)
    assert team.plan_merged(old) is None
    assert f"::error title=Not the newest commit::This run is of {old}, " in team.runner.said[-1]
    assert f"main is at {team.tip()}." in team.runner.said[-1]
    assert forge.asked[asked:] == ["GET /api/v3/repos/northwind/access/commits/heads/main"]


def test_a_run_that_is_approved_after_another_merge_applies_nothing(team):
    assert team.apply()[1]
    team.propose("noah, isla")
    team.merge()
    commit = team.tip()
    planned = team.plan_merged(commit)
    team.propose("noah")
    team.merge()
    assert team.apply_planned(commit, planned) is False
    assert "::error title=Not the newest commit::" in team.runner.said[-1]


def test_a_run_that_cannot_ask_for_the_newest_commit_plans_nothing(team, forge):
    forge.faults.append(Fault("commits/heads/main", 404, {"message": "Not Found"}))
    assert team.plan_merged(team.tip()) is None
    assert "at a commit that could not be asked for." in team.runner.said[-1]


def test_a_comment_names_the_commit_that_a_change_starts_from(team, forge):
    base = git(team.place, "rev-parse", "--short=12", "main")
    team.propose("noah, isla")
    assert team.runner.job("plan", "live") is not None
    (comment,) = forge.comments
    assert f"This is what the files change since `{base}`." in comment.body
    assert "HEAD^1" not in comment.body


def test_the_drift_of_a_named_project_is_told_under_its_name(team, forge):
    team.runner.adds["name"] = "sales"
    team.runner.job("drift", "drift")
    (issue,) = forge.issues
    assert issue.title.endswith(" (sales)")
