from pathlib import Path

import pytest

from reconciler.cli.discover import find_project
from reconciler.errors import UsageError


@pytest.fixture
def repository(tmp_path):
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    (tmp_path / "repo" / "a" / "b").mkdir(parents=True)
    return tmp_path / "repo"


def test_the_nearest_project_file_is_found(repository):
    for place in (repository, repository / "a"):
        (place / "reconciler.yaml").touch()
    assert find_project(repository / "a" / "b") == repository / "a" / "reconciler.yaml"


def test_the_search_goes_up_to_the_root_of_the_repository(repository):
    (repository / "reconciler.yaml").touch()
    assert find_project(repository / "a" / "b") == repository / "reconciler.yaml"


def test_a_file_above_the_repository_is_not_ours(repository):
    (repository.parent / "reconciler.yaml").touch()
    with pytest.raises(UsageError, match=r"or above it up to .*/repo\. Name one with --project"):
        find_project(repository / "a")


def test_a_linked_work_tree_is_a_repository_too(tmp_path):
    (tmp_path / "tree" / "a").mkdir(parents=True)
    (tmp_path / "tree" / ".git").write_text("gitdir: elsewhere")
    (tmp_path / "tree" / "reconciler.yaml").touch()
    assert find_project(tmp_path / "tree" / "a") == tmp_path / "tree" / "reconciler.yaml"


def test_outside_of_a_repository_only_the_directory_itself_counts(tmp_path):
    (tmp_path / "reconciler.yaml").touch()
    (tmp_path / "a").mkdir()
    assert find_project(tmp_path) == tmp_path / "reconciler.yaml"
    with pytest.raises(UsageError, match=r"no reconciler.yaml in \S+/a\."):
        find_project(tmp_path / "a")


def test_a_named_file_wins(repository):
    (repository / "reconciler.yaml").touch()
    (repository / "staging.yaml").touch()
    assert find_project(repository, repository / "staging.yaml") == repository / "staging.yaml"


def test_a_named_file_that_is_not_there_is_an_error(repository):
    (repository / "reconciler.yaml").touch()
    with pytest.raises(UsageError, match=r"staging\.yaml does not exist"):
        find_project(repository, repository / "staging.yaml")


def test_a_directory_is_not_a_project_file(repository):
    with pytest.raises(UsageError, match="a is a directory"):
        find_project(repository, repository / "a")


@pytest.mark.parametrize("name", ["x" * 5_000, "a/" * 5_000])
def test_a_name_that_no_system_can_look_for_is_an_error(repository, name):
    with pytest.raises(UsageError):
        find_project(repository, Path(name))
