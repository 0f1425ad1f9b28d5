"""The commit that is checked out: named, and told apart from files that differ from it."""

import pytest
from test_revision import PROJECT, Repository

from reconciler.revision import Head, commits_before, head, head_of
from reconciler.spec.project import read_project


@pytest.fixture
def repository(tmp_path):
    found = Repository(tmp_path)
    found.commit(reconciler=PROJECT, roles__a="scope: /acme/a\n", acme="scope: /acme\n")
    return found


def project(repository, folder="."):
    return read_project(repository.root / folder / "reconciler.yaml")[0]


def is_changed(repository):
    return head_of(project(repository)).is_changed


def test_a_commit_is_named_with_its_author_alone(repository):
    commit = repository.run("rev-parse", "HEAD")
    assert head_of(project(repository)) == Head(commit, "Amelia", is_changed=False)


def test_a_file_that_the_project_reads_and_that_differs_is_told(repository):
    repository.write("readme.md", "not read")
    assert not is_changed(repository)
    repository.write("roles/a", "scope: /acme/b\n")
    assert is_changed(repository)


def test_a_file_that_is_new_or_gone_is_told(repository):
    repository.write("roles/b", "scope: /acme/b\n")
    assert is_changed(repository)
    (repository.root / "roles/b.yaml").unlink()
    assert not is_changed(repository)
    (repository.root / "acme.yaml").unlink()
    assert is_changed(repository)


def test_other_ends_of_lines_are_no_difference(repository):
    (repository.root / "acme.yaml").write_bytes(b"scope: /acme\r\n")
    assert not is_changed(repository)


def test_a_project_that_the_repository_does_not_have_has_no_commit(repository):
    repository.write("elsewhere/reconciler", PROJECT)
    assert head_of(project(repository, "elsewhere")) is None


def test_without_a_repository_or_a_commit_there_is_none(tmp_path):
    (tmp_path / "reconciler.yaml").write_text(PROJECT)
    found = read_project(tmp_path / "reconciler.yaml")[0]
    assert (head_of(found), [*commits_before(found)]) == (None, [])
    Repository(tmp_path)
    assert (head_of(found), [*commits_before(found)]) == (None, [])


def test_without_git_there_is_none(repository, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    assert (head_of(project(repository)), [*commits_before(project(repository))]) == (None, [])


def test_git_that_does_not_answer_is_not_waited_for(repository, monkeypatch):
    monkeypatch.setattr(head, "PATIENCE", 0.0)
    assert (head_of(project(repository)), [*commits_before(project(repository))]) == (None, [])


def test_what_is_gone_is_looked_for_where_the_role_files_were_last_others(repository):
    first = repository.run("rev-parse", "HEAD")
    second = repository.commit(roles__a="scope: /acme/c\n")
    repository.commit(**{"readme.md": "of no account"})
    assert [*commits_before(project(repository))] == [first]
    repository.write("roles/a", "scope: /acme/d\n")
    third = repository.run("rev-parse", "HEAD")
    assert [*commits_before(project(repository))] == [third, first]
    assert second not in (first, third)


def test_a_merge_is_held_against_what_it_was_merged_into(repository):
    base = repository.run("rev-parse", "HEAD")
    repository.run("checkout", "--quiet", "-b", "change")
    repository.commit(roles__a="scope: /acme/b\n")
    repository.commit(roles__a="scope: /acme/c\n")
    repository.run("checkout", "--quiet", "main")
    repository.run("merge", "--quiet", "--no-ff", "--message", "merged", "change")
    assert [*commits_before(project(repository))] == [base]


def test_a_clone_without_history_knows_nothing_of_before(repository, tmp_path_factory):
    repository.commit(roles__a="scope: /acme/b\n")
    clone = Repository(tmp_path_factory.mktemp("clone"))
    repository.run(
        "clone", "--quiet", "--depth=1", f"file://{repository.root}", str(clone.root / "there")
    )
    found = project(clone, "there")
    assert (head_of(found).author, [*commits_before(found)]) == ("Amelia", [])


def test_large_files_are_not_read_a_second_time(repository, monkeypatch):
    repository.commit(roles__a="scope: /acme/b\n")
    monkeypatch.setattr(head, "LARGEST", 10)
    assert [*commits_before(project(repository))] == []


def test_nothing_of_the_repository_runs(repository, tmp_path_factory):
    ran = tmp_path_factory.mktemp("ran")
    script = ran / "script.sh"
    script.write_text(f"#!/bin/sh\ntouch {ran}/done\ncat\n")
    script.chmod(0o755)
    repository.write(".gitattributes", "*.yaml filter=evil\n")
    repository.commit()
    settings = ["core.fsmonitor", "filter.evil.clean", "filter.evil.process", "gpg.program"]
    for name in (*settings, "core.pager", "diff.external"):
        repository.run("config", name, str(script))
    for name in ("log.showSignature", "gpg.ssh.allowedSignersFile", "log.mailmap"):
        repository.run("config", name, "true")
    (repository.root / "acme.yaml").write_text("scope: /acme/x\n")
    assert head_of(project(repository)).is_changed
    assert [*commits_before(project(repository))]
    assert not (ran / "done").exists()


def test_links_are_followed_as_the_project_follows_them(repository):
    repository.write("shared/real", "scope: /acme/real\n")
    (repository.root / "roles/link.yaml").symlink_to("../shared/real.yaml")
    repository.commit()
    assert not is_changed(repository)
    repository.write("roles/a", "scope: /acme/b\n")
    assert is_changed(repository)


def test_a_repository_of_longer_names(tmp_path):
    found = Repository.__new__(Repository)
    found.root = tmp_path
    found.run("init", "--quiet", "--object-format=sha256")
    commit = found.commit(reconciler=PROJECT, acme="scope: /acme\n")
    assert head_of(project(found)) == Head(commit, "Amelia", is_changed=False)
