"""A project as a commit of git has it: just its files, and nothing of the repository runs."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from reconciler.errors import UsageError
from reconciler.revision import (
    checked_out,
    checkout,
    commit_of,
    commits_before,
    git,
    head_of,
)
from reconciler.spec.project import read_project

PROJECT = """
version: 1
target: {provider: portal, url: "sqlite:///portal.db", account: northwind}
manage: [/acme/**]
sources: [{files: "roles/**/*.yaml", within: /acme/**}, {files: acme.yaml, within: /acme}]
"""
OWNER = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}


class Repository:
    """A real repository, whose user is nobody on this machine."""

    def __init__(self, root):
        self.root = root
        self.run("init", "--quiet", "--initial-branch", "main")

    def run(self, *words, given=None):
        named = ("-c", "user.name=Amelia", "-c", "user.email=amelia@example.net")
        command = ["git", *named, *words]
        environment = {**os.environ, **OWNER}
        done = subprocess.run(
            command, cwd=self.root, env=environment, input=given, capture_output=True, check=True
        )
        return done.stdout.decode().strip()

    def commit(self, **files):
        for name, text in files.items():
            self.write(name.replace("__", "/"), text)
        self.run("add", "--all")
        self.run("commit", "--quiet", "--message", "a change")
        return self.run("rev-parse", "HEAD")

    def write(self, name, text):
        path = self.root / (name if "." in Path(name).name else f"{name}.yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@pytest.fixture
def repository(tmp_path):
    found = Repository(tmp_path)
    found.commit(reconciler=PROJECT, roles__a="scope: /acme/a\n", acme="scope: /acme\n")
    return found


def there(root):
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if not path.is_dir())


def test_the_files_are_those_of_the_commit(repository):
    first = repository.run("rev-parse", "HEAD")
    repository.commit(roles__a="scope: /acme/other\n", roles__deep__b="scope: /acme/b\n")
    repository.write("roles/a", "not committed")
    with checked_out(repository.root / "reconciler.yaml", first) as project:
        assert project.name == "reconciler.yaml"
        assert there(project.parent) == ["acme.yaml", "reconciler.yaml", "roles/a.yaml"]
        assert (project.parent / "roles/a.yaml").read_text() == "scope: /acme/a\n"
    with checked_out(repository.root / "reconciler.yaml", "main") as project:
        assert (project.parent / "roles/deep/b.yaml").read_text() == "scope: /acme/b\n"


@pytest.mark.parametrize("error", [None, KeyError, KeyboardInterrupt, SystemExit])
def test_the_folder_is_gone_at_every_end(repository, error):
    folders = []

    def use():
        with checked_out(repository.root / "reconciler.yaml", "HEAD") as project:
            folders.append(project.parent)
            assert project.exists()
            if error:
                raise error

    if error:
        with pytest.raises(error):
            use()
    else:
        use()
    assert not folders[0].exists()


def test_only_what_the_project_reads_is_written(repository):
    repository.commit(other__x="scope: /x\n", **{"readme.md": "text", "catalog": "version: 1\n"})
    with checked_out(repository.root / "reconciler.yaml", "HEAD") as project:
        found = there(project.parent)
    assert found == ["acme.yaml", "catalog.yaml", "reconciler.yaml", "roles/a.yaml"]


def test_a_project_in_a_folder_of_the_repository(repository):
    repository.commit(
        sites__london__reconciler=PROJECT, sites__london__acme="scope: /acme\n", sites__x="a\n"
    )
    for folder in (
        repository.root / "sites/london",
        Path(os.path.relpath(repository.root)) / "sites/london",
    ):
        with checked_out(folder / "reconciler.yaml", "HEAD") as project:
            assert there(project.parent) == ["acme.yaml", "reconciler.yaml"]


def test_branches_tags_and_what_git_understands_are_revisions(repository):
    repository.run("tag", "v1.0")
    repository.run("tag", "--annotate", "v1.1", "--message", "x")
    repository.commit(acme="scope: /acme\nroles: []\n")
    for revision in ("v1.0", "v1.1", "main~1", "HEAD^", "HEAD@{1}", "main^{commit}~1"):
        with checked_out(repository.root / "reconciler.yaml", revision) as project:
            assert (project.parent / "acme.yaml").read_text() == "scope: /acme\n"


def test_a_project_file_that_cannot_be_read_comes_alone(repository):
    repository.commit(reconciler="version: [\n")
    with checked_out(repository.root / "reconciler.yaml", "HEAD") as project:
        assert there(project.parent) == ["reconciler.yaml"]


# What is refused


def refused(repository, revision, file="reconciler.yaml"):
    with (
        pytest.raises(UsageError) as caught,
        checked_out(repository.root / file, revision),
    ):
        pass
    return str(caught.value)


@pytest.mark.parametrize("revision", ["", "--output=/tmp/x", "-p", "a\nb", "a\x00b", "\x1b[2J"])
def test_what_is_no_revision_is_none(repository, revision):
    assert "is no revision: name a commit, a branch or a tag." in refused(repository, revision)


def test_an_unknown_revision_names_what_may_be_meant(repository):
    repository.run("branch", "feature/sales")
    assert refused(repository, "mian") == "There is no revision `mian`: did you mean `main`?"
    said = refused(repository, "feature/sale")
    assert said == "There is no revision `feature/sale`: did you mean `feature/sales`?"
    assert refused(repository, "zzzzzzz") == "There is no revision `zzzzzzz`."
    assert refused(repository, "main:acme.yaml").startswith("There is no revision")


def test_a_clone_without_history_is_named(repository, tmp_path_factory):
    clone = tmp_path_factory.mktemp("clone")
    repository.commit(acme="scope: /acme\nroles: []\n")
    repository.run("clone", "--quiet", "--depth", "1", f"file://{repository.root}", str(clone))
    shallow = Repository.__new__(Repository)
    shallow.root = clone
    said = refused(shallow, "deadbeef")
    assert "the clone has no history; fetch it, as with `fetch-depth: 0`." in said


def test_a_file_that_was_not_there_is_none(repository):
    repository.write("later", PROJECT)
    assert refused(repository, "HEAD", "later.yaml") == "There is no file later.yaml at HEAD."


def test_outside_a_repository_there_is_no_revision(tmp_path):
    (tmp_path / "reconciler.yaml").write_text(PROJECT)
    with (
        pytest.raises(UsageError, match=r"There is no revision of .*: not a git repository"),
        checked_out(tmp_path / "reconciler.yaml", "HEAD"),
    ):
        pass


@pytest.mark.parametrize(("most", "largest"), [(1, 10**9), (10**9, 20)])
def test_too_much_is_not_read(repository, monkeypatch, most, largest):
    monkeypatch.setattr(checkout, "MOST", most)
    monkeypatch.setattr(checkout, "LARGEST", largest)
    assert "that is too much to read" in refused(repository, "HEAD")


def test_without_git_that_is_said(repository, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    assert refused(repository, "HEAD") == "A revision is read with git, and git is not installed."


def test_git_is_not_waited_for_for_ever(repository, monkeypatch):
    monkeypatch.setattr(git, "PATIENCE", 0.0)
    assert "git took longer than" in refused(repository, "HEAD")


# What cannot happen


def test_nothing_of_the_repository_runs(repository, tmp_path_factory, monkeypatch):
    ran = tmp_path_factory.mktemp("ran")
    script = ran / "script.sh"
    script.write_text(f"#!/bin/sh\ntouch {ran}/done\ncat\n")
    script.chmod(0o755)
    settings = ["core.fsmonitor", "filter.evil.smudge", "filter.evil.process", "core.pager"]
    settings += ["diff.evil.textconv", "diff.external", "core.sshCommand", "core.editor"]
    (repository.root / ".gitattributes").write_text("*.yaml filter=evil diff=evil export-subst\n")
    repository.commit()
    for name in settings:
        repository.run("config", name, str(script))
    for name in ("post-checkout", "reference-transaction", "post-index-change"):
        hook = repository.root / ".git/hooks" / name
        hook.write_text(script.read_text())
        hook.chmod(0o755)
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", str(script))
    with checked_out(repository.root / "reconciler.yaml", "HEAD") as project:
        assert (project.parent / "acme.yaml").read_text() == "scope: /acme\n"
    assert not (ran / "done").exists()


@pytest.fixture
def older_git(monkeypatch):
    """A git before 2.38, which does not know `safe.bareRepository`."""
    at = git._SAFE.index("safe.bareRepository=explicit")
    monkeypatch.setattr(git, "_SAFE", git._SAFE[: at - 1] + git._SAFE[at + 1 :])


def planted(repository):
    """A folder of the repository that is a project, and a bare repository too."""
    repository.commit(customers__reconciler=PROJECT)
    repository.run("init", "--quiet", "--bare", "customers")
    return repository.root / "customers/reconciler.yaml"


def test_a_bare_repository_among_the_files_is_not_asked(repository):
    planted(repository)
    assert "cannot use bare repository" in refused(repository, "HEAD", "customers/reconciler.yaml")


@pytest.mark.usefixtures("older_git")
def test_nor_is_it_by_an_older_git(repository):
    project = planted(repository)
    said = refused(repository, "HEAD", "customers/reconciler.yaml")
    assert said == (
        f"There is no revision of {project.parent}: git takes {project.parent} for its repository, "
        "and no `.git` above says so."
    )
    with pytest.raises(UsageError, match="git takes"):
        commit_of(project, "HEAD")
    read, _ = read_project(project)
    assert (head_of(read), [*commits_before(read)]) == (None, [])


@pytest.mark.usefixtures("older_git")
def test_a_bare_repository_without_any_other_is_not_asked(tmp_path):
    Repository(tmp_path).run("init", "--quiet", "--bare", "customers")
    shutil.rmtree(tmp_path / ".git")
    (tmp_path / "customers/reconciler.yaml").write_text(PROJECT)
    with pytest.raises(UsageError, match="git takes"):
        commit_of(tmp_path / "customers/reconciler.yaml", "HEAD")


def test_a_worktree_and_a_link_to_one_have_the_revisions_of_their_repository(
    repository, tmp_path_factory
):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    repository.run("worktree", "add", "--quiet", str(elsewhere / "tree"), "-b", "other")
    (elsewhere / "link").symlink_to("tree")
    commit = repository.run("rev-parse", "HEAD")
    for name in ("tree", "link"):
        assert commit_of(elsewhere / name / "reconciler.yaml", "other") == commit


def test_a_submodule_has_its_own_revisions(repository, tmp_path_factory):
    outer = Repository(tmp_path_factory.mktemp("outer"))
    allowed = ("-c", "protocol.file.allow=always")
    outer.run(*allowed, "submodule", "--quiet", "add", str(repository.root), "deep/inner")
    inner = outer.root / "deep/inner"
    assert (inner / ".git").is_file()
    commit = repository.run("rev-parse", "HEAD")
    assert commit_of(inner / "reconciler.yaml", "HEAD") == commit
    with checked_out(inner / "reconciler.yaml", "HEAD") as project:
        assert there(project.parent) == ["acme.yaml", "reconciler.yaml", "roles/a.yaml"]


def test_a_git_file_that_names_nothing_leads_nowhere(repository):
    repository.commit(below__reconciler=PROJECT)
    for said in ("gitdir: nowhere\n", "nothing"):
        (repository.root / "below/.git").write_text(said)
        assert "There is no revision of" in refused(repository, "HEAD", "below/reconciler.yaml")


def test_variables_of_git_lead_nowhere_else(repository, tmp_path_factory, monkeypatch):
    other = Repository(tmp_path_factory.mktemp("other"))
    other.commit(reconciler="version: 2\n")
    monkeypatch.setenv("GIT_DIR", str(other.root / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other.root))
    with checked_out(repository.root / "reconciler.yaml", "HEAD") as project:
        assert project.read_text() == PROJECT


def test_what_is_missing_is_not_fetched(repository, tmp_path_factory):
    clone = tmp_path_factory.mktemp("partial")
    repository.run("config", "uploadpack.allowFilter", "true")
    source = f"file://{repository.root}"
    repository.run("clone", "--quiet", "--no-checkout", "--filter=blob:none", source, str(clone))
    partial = Repository.__new__(Repository)
    partial.root = clone
    said = refused(partial, "HEAD")
    assert said == "git cannot list the files of that revision: some are not in this clone."


def test_line_ends_are_those_of_the_commit(repository):
    repository.write(".gitattributes", "*.yaml text eol=crlf\n")
    repository.commit()
    with checked_out(repository.root / "reconciler.yaml", "HEAD") as project:
        assert b"\r" not in (project.parent / "acme.yaml").read_bytes()


def test_links_are_links_and_what_they_may_lead_to_is_there(repository):
    (repository.root / "roles/link.yaml").symlink_to("../shared/real.yaml")
    (repository.root / "roles/out.yaml").symlink_to("/etc/hostname")
    repository.commit(shared__real="scope: /acme/real\n")
    with checked_out(repository.root / "reconciler.yaml", "HEAD") as project:
        assert (project.parent / "roles/link.yaml").read_text() == "scope: /acme/real\n"
        assert (project.parent / "roles/out.yaml").readlink() == Path("/etc/hostname")


def test_a_project_file_that_is_a_link_is_none(repository):
    (repository.root / "link.yaml").symlink_to("reconciler.yaml")
    repository.commit()
    assert refused(repository, "HEAD", "link.yaml") == "There is no file link.yaml at HEAD."


def test_submodules_are_none(repository):
    commit = repository.run("rev-parse", "HEAD")
    repository.run("update-index", "--add", "--cacheinfo", f"160000,{commit},roles/sub.yaml")
    repository.run("commit", "--quiet", "--message", "x")
    with checked_out(repository.root / "reconciler.yaml", "HEAD") as project:
        assert there(project.parent) == ["acme.yaml", "reconciler.yaml", "roles/a.yaml"]


def forged(repository, *entries):
    """A commit of a tree that git itself would not write, on top of the project's files."""
    tree = repository.run("ls-tree", "HEAD").encode() + b"\n" + b"\n".join(entries) + b"\n"
    made = b"".join(_packed(line) for line in sorted(filter(None, tree.split(b"\n")), key=_name))
    name = repository.run("hash-object", "-t", "tree", "-w", "--stdin", "--literally", given=made)
    return repository.run("commit-tree", name, "-m", "forged")


def _name(line):
    return line.partition(b"\t")[2]


def _packed(line):
    facts, _, name = line.partition(b"\t")
    mode, _, sha = facts.split()
    return mode.lstrip(b"0") + b" " + name + b"\0" + bytes.fromhex(sha.decode())


def test_a_forged_tree_leads_out_of_nothing(repository):
    blob = repository.run("hash-object", "-w", "--stdin", given=b"scope: /evil\n").encode()
    link = repository.run("hash-object", "-w", "--stdin", given=b"/tmp").encode()
    tree = repository.run("rev-parse", "HEAD:roles").encode()
    out = forged(repository, b"040000 tree " + tree + b"\t..", b"100644 blob " + blob + b"\t..")
    with checked_out(repository.root / "reconciler.yaml", out) as project:
        assert there(project.parent) == ["acme.yaml", "reconciler.yaml", "roles/a.yaml"]
        assert not (project.parent.parent / "a.yaml").exists()
    twice = forged(repository, b"120000 blob " + link + b"\troles")
    assert refused(repository, twice).endswith("cannot be read at that revision: File exists.")
