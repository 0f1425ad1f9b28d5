"""Connecting: which live system a run speaks to, and who may receive a secret."""

from pathlib import Path

import pytest

from reconciler.connect import connect
from reconciler.core.finding import Origin
from reconciler.errors import Refused, TargetError, UsageError
from reconciler.portal import Portal
from reconciler.providers.base import takes_secrets
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


THEIRS = """\
from reconciler.providers.base import takes_secrets

@takes_secrets("RECONCILER_THEIR_PASSWORD", "RECONCILER_THEIR_KEY")
def open_provider(url, account, environment):
    return environment.get("RECONCILER_THEIR_PASSWORD", "opened")
"""


@pytest.fixture
def theirs(tmp_path, monkeypatch):
    """A project whose provider somebody else has written and registered."""
    about = tmp_path / "their_system-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: their-system\nVersion: 1.0\n")
    entry = "[reconciler.providers]\ntheirs = their_system:open_provider\n"
    (about / "entry_points.txt").write_text(entry)
    (tmp_path / "their_system.py").write_text(THEIRS)
    monkeypatch.syspath_prepend(tmp_path)
    return project(tmp_path, provider="theirs", url="theirs://here")


@pytest.mark.parametrize("secret", ["PGPASSWORD", "PGPASSFILE"])
def test_in_ci_the_secrets_of_libpq_go_to_no_database_that_only_the_files_name(home, secret):
    given = {"CI": "true", secret: "s3cret"}
    with pytest.raises(Refused, match="RECONCILER_URL is not: set it in the pipeline"):
        connect(project(home, "postgresql://127.0.0.1:1/portal"), given)
    assert connect(project(home), given).describe().account == "northwind"


def test_a_provider_of_somebody_else_is_found_by_its_entry_point(theirs):
    assert connect(theirs, {}) == "opened"


@pytest.mark.parametrize(
    "secret",
    [
        *["RECONCILER_TOKEN", "RECONCILER_TOKEN_FILE"],
        *["RECONCILER_THEIR_PASSWORD", "RECONCILER_THEIR_KEY"],
    ],
)
def test_in_ci_every_secret_that_a_provider_takes_is_guarded(theirs, secret):
    with pytest.raises(Refused, match="RECONCILER_URL is not: set it in the pipeline"):
        connect(theirs, {"CI": "true", secret: "s3cret"})


def test_a_declared_secret_goes_where_the_pipeline_says(theirs):
    given = {"RECONCILER_THEIR_PASSWORD": "s3cret"}
    assert connect(theirs, given) == "s3cret"
    assert connect(theirs, {"CI": "true", "RECONCILER_URL": "theirs://here", **given}) == "s3cret"


def test_a_secret_that_the_provider_does_not_take_is_none_of_its_business(home):
    there = {"CI": "true", "RECONCILER_THEIR_PASSWORD": "s3cret"}
    assert connect(project(home), there).describe().account == "northwind"


def test_a_built_in_provider_may_declare_secrets_as_well(home, monkeypatch):
    named = takes_secrets("RECONCILER_PORTAL_KEY")(lambda *_: None)
    monkeypatch.setattr("reconciler.providers.portal.open_provider", named)
    with pytest.raises(Refused, match="RECONCILER_URL is not"):
        connect(project(home), {"CI": "true", "RECONCILER_PORTAL_KEY": "s3cret"})


def test_a_secret_is_named_like_every_other_variable():
    with pytest.raises(ValueError, match="begins with RECONCILER_: THEIR_KEY does not"):
        takes_secrets("RECONCILER_THEIR_PASSWORD", "THEIR_KEY")


def test_the_environment_says_as_whom_a_portal_is_opened(home):
    with Portal.open(f"sqlite:///{home}/portal.db") as portal, portal.transaction() as work:
        work.users.create("/", "Olivia")
    assert connect(project(home), {"RECONCILER_AS": "OLIVIA"}).caller == "/:olivia"
    assert connect(project(home), {"RECONCILER_AS": ""}).caller is None
    assert connect(project(home), {}).caller is None
    with pytest.raises(TargetError, match=r"no user bob\. RECONCILER_AS must name a user"):
        connect(project(home), {"RECONCILER_AS": "bob"})
