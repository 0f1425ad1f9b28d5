"""Connecting: which live system a run speaks to, and who may receive a secret."""

from pathlib import Path

import pytest

from reconciler.connect import connect
from reconciler.core.finding import Origin
from reconciler.errors import Refused, TargetError, UsageError
from reconciler.portal import Portal
from reconciler.spec.project import Project

ELSEWHERE = "https://elsewhere.example.net"


def project(root, url="sqlite:///portal.db", **fields):
    given = {
        "root": root,
        "file": "reconciler.yaml",
        "provider": "portal",
        "url": url,
        "url_origin": Origin("reconciler.yaml"),
        "account": "northwind",
        "managed": (),
        "sources": (),
    }
    return Project(**(given | fields))


@pytest.fixture
def home(tmp_path):
    Portal.create(f"sqlite:///{tmp_path}/portal.db", "northwind", fill=lambda _: None).close()
    return tmp_path


def test_a_relative_path_starts_at_the_project_file_wherever_the_run_starts(home, monkeypatch):
    for start in (home, home.parent, Path("/")):
        monkeypatch.chdir(start)
        assert connect(project(home), {}).describe().account == "northwind"


def test_an_error_shows_a_path_below_the_current_folder_as_short_as_it_is_written(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(TargetError, match=r"at sqlite:///portal\.db;"):
        connect(project(tmp_path), {})
    monkeypatch.chdir("/")
    with pytest.raises(TargetError, match=f"at sqlite:///{tmp_path.relative_to('/')}/portal.db;"):
        connect(project(tmp_path), {})


def test_another_account_that_answers_is_refused(home):
    with pytest.raises(TargetError, match="is the portal of northwind, not of southwind"):
        connect(project(home, account="southwind"), {})


def test_an_unknown_provider_is_asked_after(home):
    with pytest.raises(UsageError, match=r"`portla`: did you mean `portal`\?"):
        connect(project(home, provider="portla"), {})


@pytest.mark.parametrize("secret", ["RECONCILER_TOKEN", "RECONCILER_TOKEN_FILE"])
def test_in_ci_a_secret_goes_nowhere_that_the_pipeline_does_not_name(home, secret):
    with pytest.raises(Refused, match="RECONCILER_URL is not: set it in the pipeline"):
        connect(project(home), {"CI": "true", secret: "s3cret"})


@pytest.mark.parametrize("secret", ["RECONCILER_TOKEN", "RECONCILER_TOKEN_FILE"])
def test_in_ci_a_secret_does_not_go_where_only_the_files_say(home, secret):
    named = {"CI": "true", secret: "s3cret", "RECONCILER_URL": "https://portal.example.net"}
    with pytest.raises(Refused, match="is not RECONCILER_URL") as refusal:
        connect(project(home, ELSEWHERE), named)
    assert "s3cret" not in str(refusal.value)


@pytest.mark.parametrize(
    "environment",
    [
        {"CI": "true"},
        {"CI": "true", "RECONCILER_TOKEN": ""},
        {"RECONCILER_TOKEN": "s3cret"},
        {"CI": "true", "RECONCILER_TOKEN": "s3cret", "RECONCILER_URL": "sqlite:///portal.db"},
    ],
    ids=["no secret", "an empty secret", "a person's own machine", "the pipeline names the place"],
)
def test_nothing_is_refused_where_no_secret_could_go_astray(home, environment):
    assert connect(project(home), environment).describe().account == "northwind"


def test_a_provider_of_somebody_else_is_found_by_its_entry_point(tmp_path, monkeypatch):
    (tmp_path / "their_system.py").write_text("def open_provider(url, account, environment): ...\n")
    about = tmp_path / "their_system-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: their-system\nVersion: 1.0\n")
    entry = "[reconciler.providers]\ntheirs = their_system:open_provider\n"
    (about / "entry_points.txt").write_text(entry)
    monkeypatch.syspath_prepend(tmp_path)
    assert connect(project(tmp_path, provider="theirs", url="theirs://here"), {}) is None
