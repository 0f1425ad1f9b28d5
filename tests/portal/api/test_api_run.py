"""The program against the real service: real processes, tokens in files and nowhere else."""

import base64
import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from serving import PROGRAM, RESELLER, issue, make_portal, serving

from reconciler.portal import Portal

PROJECT = """
version: 1
target: {{provider: portal, url: "{url}", account: northwind}}
manage: [/acme/london]
sources: [{{files: london.yaml, within: /acme/london}}]
"""
LONDON = """
scope: /acme/london
groups:
  - name: Top Role
    groups:
      - {name: Sales, permissions: [presence.access], members: [isla, jack, noah]}
"""


@pytest.fixture
def project(tmp_path):
    """A project in a folder of its own, its portal served, and nothing pinned yet."""
    database = f"sqlite:///{tmp_path}/portal.db"
    make_portal(database)
    with Portal.open(database) as portal, portal.transaction() as work:
        work.users.create("/", "deploy")
        work.assignments.grant("Reseller Admin", "deploy")
    folder = tmp_path / "project"
    folder.mkdir()
    with serving(database, tmp_path / "requests") as url:
        (folder / "reconciler.yaml").write_text(PROJECT.format(url=url))
        (folder / "london.yaml").write_text(LONDON)
        yield Project(folder, database, url)


class Project:
    def __init__(self, folder, database, url):
        self.folder, self.database, self.url = folder, database, url
        self.secrets = []

    def token(self, kind):
        """The path of a file that holds a new token, for its owner's eyes alone."""
        secret = issue(self.database, "deploy", kind)
        self.secrets.append(secret)
        path = self.folder.parent / f"{kind}-token"
        path.write_text(secret)
        path.chmod(0o600)
        return {"RECONCILER_TOKEN_FILE": str(path)}

    def run(self, *words, **variables):
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, *words],
            cwd=self.folder,
            env={**os.environ, **variables},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        self.assert_no_secret(done.stdout + done.stderr)
        return done.returncode, done.stdout + done.stderr

    def assert_no_secret(self, said):
        left = [path for path in self.folder.parent.rglob("*") if path.is_file()]
        texts = [path.read_bytes() for path in left if not path.name.endswith("-token")]
        for text in (*texts, said.encode()):
            for secret in self.secrets:
                for form in (secret, quote(secret), base64.b64encode(secret.encode()).decode()):
                    assert form.encode() not in text


def test_a_token_that_reads_plans_and_one_that_writes_applies(project):
    reads, writes = project.token("read"), project.token("write")
    assert project.run("catalog", "pull", **reads)[0] == 0
    assert project.run("plan", "--detailed-exitcode", **reads)[0] == 2
    code, said = project.run("apply", "--auto-approve", **reads)
    assert (code, "is for reading" in " ".join(said.split())) == (7, True), said
    code, said = project.run("apply", "--auto-approve", "--parallelism", "3", **writes)
    assert (code, "Applied 2." in said) == (0, True), said
    assert project.run("plan", "--detailed-exitcode", **reads)[0] == 0
    with Portal.open(project.database) as portal:
        made = [one for one in portal.events() if one.action == "membership.grant" and one.run]
    assert {one.actor for one in made} == {"deploy"}
    assert all(one.run["digest"] and one.run["token"] for one in made)


def test_a_revoked_token_opens_nothing(project):
    token = project.token("read")
    assert project.run("catalog", "pull", **token)[0] == 0
    with Portal.open(project.database) as portal, portal.transaction() as work:
        work.tokens.revoke(1)
    code, said = project.run("plan", **token)
    assert (code, "answered 401" in said) == (7, True), said


def test_a_scope_that_the_token_does_not_see_is_no_empty_scope(project):
    """Else a plan would create there what is there."""
    code, said = project.run("catalog", "pull", **project.token("read"))
    assert code == 0, said
    secret = issue(project.database, "gina", "read")
    code, said = project.run("plan", RECONCILER_TOKEN=secret)
    assert (code, "sees nothing of /acme/london" in " ".join(said.split())) == (7, True), said


def test_in_ci_the_token_goes_only_where_the_pipeline_says(project):
    token = project.token("read") | {"CI": "true"}
    code, said = project.run("catalog", "pull", **token)
    assert (code, "RECONCILER_URL is not" in said) == (3, True), said
    code, said = project.run("catalog", "pull", **token, RECONCILER_URL=project.url)
    assert code == 0, said


def test_a_file_that_others_may_read_is_no_place_for_a_token(project):
    token = project.token("read")
    Path(token["RECONCILER_TOKEN_FILE"]).chmod(0o644)
    code, said = project.run("catalog", "pull", **token)
    assert (code, "chmod 600" in said) == (1, True), said


def test_what_the_caller_may_not_give_is_found_before_it_is_sent(project):
    """Delegation holds over HTTP: nobody gives what they do not hold there."""
    with Portal.open(project.database) as portal, portal.transaction() as work:
        kept = [key for key in RESELLER if key != "presence.access"]
        work.roles.edit("Reseller Admin", permissions=kept)
    token = project.token("write")
    assert project.run("catalog", "pull", **token)[0] == 0
    code, said = project.run("apply", "--auto-approve", "--format", "json", **token)
    assert code == 3, said
    document = json.loads(said[: said.rindex("}") + 1])
    assert {one["status"] for one in document["outcomes"]} == {"not attempted"}
    assert {(one["code"], "presence.access" in one["message"]) for one in document["findings"]} == {
        ("RC0404", True)
    }
    assert document["message"].startswith("Whoever applies this plan may not give what it gives")
