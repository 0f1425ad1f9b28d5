"""Which forge and which pull request a run is about: as its environment says, and nothing else."""

import json
import os

import pytest

from reconciler.errors import UsageError
from reconciler.forge.github import GitHub
from reconciler.forge.gitlab import GitLab
from reconciler.forge.surroundings import find_forge, find_pull

HUB = {"GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "northwind/access", "GITHUB_TOKEN": "t"}
LAB = {"GITLAB_CI": "true", "CI_PROJECT_ID": "77", "GITLAB_TOKEN": "t"}


@pytest.mark.parametrize(
    ("environment", "named", "expected"),
    [
        (HUB, None, GitHub),
        (LAB, None, GitLab),
        ({**HUB, **LAB}, "gitlab", GitLab),
        ({**HUB, "GITHUB_ACTIONS": ""}, "github", GitHub),
    ],
)
def test_the_pipeline_that_runs_here_names_the_forge(environment, named, expected):
    assert isinstance(find_forge(environment, named), expected)


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({}, "say --forge github or --forge gitlab"),
        ({**HUB, "GITHUB_TOKEN": ""}, "GITHUB_TOKEN is empty"),
        ({**HUB, "GITHUB_TOKEN": "a b"}, "GITHUB_TOKEN holds a space"),
        ({**LAB, "GITLAB_TOKEN_FILE": "t"}, "GITLAB_TOKEN and GITLAB_TOKEN_FILE are both set"),
        ({k: v for k, v in HUB.items() if k != "GITHUB_TOKEN"}, "set GITHUB_TOKEN"),
        ({**HUB, "GITHUB_REPOSITORY": "../../user"}, "names no repository"),
        ({**HUB, "GITHUB_REPOSITORY": "northwind"}, "names no repository"),
        ({**HUB, "GITHUB_API_URL": "http://forge.example"}, "The address of the forge must begin"),
        ({**HUB, "GITHUB_API_URL": "https://a:b@forge.example"}, "no user name"),
        ({**LAB, "CI_API_V4_URL": "ftp://forge.example"}, "must begin with https://"),
        ({**LAB, "CI_PROJECT_ID": "7/8"}, "names no project"),
    ],
)
def test_what_is_missing_or_wrong_is_said(environment, sentence):
    with pytest.raises(UsageError, match=sentence):
        find_forge(environment, None)


def test_a_token_in_a_file_that_others_can_read_is_refused(tmp_path):
    file = tmp_path / "token"
    file.write_text("t")
    file.chmod(0o644)
    kept = {name: value for name, value in LAB.items() if name != "GITLAB_TOKEN"}
    with pytest.raises(UsageError, match="Others may read"):
        find_forge({**kept, "GITLAB_TOKEN_FILE": str(file)}, None)
    file.chmod(0o600)
    assert isinstance(find_forge({**kept, "GITLAB_TOKEN_FILE": str(file)}, None), GitLab)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"GITHUB_REF": "refs/pull/12/merge"}, 12),
        ({"GITHUB_REF": "refs/pull/12/head"}, 12),
        ({"CI_MERGE_REQUEST_IID": "7"}, 7),
    ],
)
def test_the_pull_request_is_in_the_environment(environment, expected):
    assert find_pull(environment) == expected


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"GITHUB_REF": "refs/heads/main"},
        {"GITHUB_REF": "refs/pull/12/merge\n"},
        {"GITHUB_REF": "refs/pull/0/merge"},
        {"GITHUB_REF": "refs/pull/../merge"},
        {"GITHUB_REF": "refs/pull/٣/merge"},
        {"CI_MERGE_REQUEST_IID": "-1"},
        {"CI_MERGE_REQUEST_IID": "1/../2"},
        {"GITHUB_EVENT_PATH": "/nowhere"},
        {"GITHUB_EVENT_PATH": "/dev/zero"},
        {"GITHUB_EVENT_PATH": "a\0b"},
    ],
)
def test_where_there_is_none_somebody_must_say_it(environment):
    with pytest.raises(UsageError, match="--number"):
        find_pull(environment)


def test_the_event_of_a_workflow_says_it_too(tmp_path):
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"pull_request": {"number": 31}}))
    assert find_pull({"GITHUB_EVENT_PATH": str(event)}) == 31


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"pull_request": 5}',
        '{"pull_request": {"number": "5"}}',
        '{"pull_request": {"number": true}}',
        '{"pull_request": {"number": -5}}',
        '{"pull_request": {"number": 1e999}}',
        '{"pull_request": {"number": ' + "9" * 5000 + "}}",
        "[" * 100_000,
        "\udcff",
    ],
)
def test_an_event_that_says_it_badly_says_nothing(tmp_path, text):
    event = tmp_path / "event.json"
    event.write_text(text, "utf-8", errors="surrogateescape")
    with pytest.raises(UsageError, match="--number"):
        find_pull({"GITHUB_EVENT_PATH": str(event)})


def test_a_pipe_instead_of_an_event_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "event")
    with pytest.raises(UsageError, match="--number"):
        find_pull({"GITHUB_EVENT_PATH": str(tmp_path / "event")})
