"""Which portal `reconciler portal ...` works on: the named one, the project's, or the usual one."""

import shlex

import pytest

from reconciler.cli.main import main

PROJECT = """\
version: 1
target: {{provider: {provider}, url: "{url}", account: northwind}}
manage: [/acme/london]
sources: [{{files: london.yaml, within: /acme/london}}]
"""


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A repository with a folder below, which is where we stand, and a portal's seed."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "below").mkdir()
    (tmp_path / "people.yaml").write_text("account: northwind\nusers: [olivia]\n")
    monkeypatch.chdir(tmp_path / "below")
    return tmp_path


@pytest.fixture
def run(repository, capsys, monkeypatch):  # noqa: ARG001 - we stand in it
    """Run one command; its exit code, and on one line what it says, however long the paths are."""
    monkeypatch.setenv("COLUMNS", "1000")

    def run(line):
        code = main(shlex.split(line))
        captured = capsys.readouterr()
        return code, " ".join((captured.out + captured.err).split())

    return run


def write_project(folder, url="sqlite:///data/live.db", provider="portal", name="reconciler.yaml"):
    (folder / name).write_text(PROJECT.format(url=url, provider=provider))


def make(run, database, user):
    """A portal with one user, who tells it from the others."""
    assert run(f"portal init {database} --from ../people.yaml")[0] == 0
    assert run(f"portal user add {user} / --db {database}")[0] == 0
    assert run(f"portal user remove olivia --db {database}")[0] == 0


def test_from_a_folder_below_the_projects_portal_is_meant(run, repository):
    write_project(repository)
    make(run, "../data/live.db", "ours")
    assert run("portal user list") == (0, "/ ours")
    assert run("portal user add another /") == (0, "Added another to /.")
    assert run("--chdir .. portal user list") == (0, "/ another / ours")


def test_an_absolute_address_in_the_project_stays_absolute(run, repository):
    write_project(repository, f"sqlite:///{repository}/elsewhere.db")
    make(run, "../elsewhere.db", "ours")
    assert run("portal user list") == (0, "/ ours")


@pytest.mark.parametrize(
    "line", ["--project ../other.yaml portal user list", "portal user list --project ../other.yaml"]
)
def test_a_named_project_says_which_portal(run, repository, line):
    write_project(repository)
    write_project(repository, "sqlite:///other.db", name="other.yaml")
    make(run, "../data/live.db", "ours")
    make(run, "../other.db", "theirs")
    assert run(line) == (0, "/ theirs")


def test_a_named_database_is_used_whatever_the_project_says(run, repository, monkeypatch):
    write_project(repository)
    make(run, "../data/live.db", "ours")
    make(run, "mine.db", "mine")
    assert run("portal user list --db mine.db") == (0, "/ mine")
    assert run("portal user list --db mine.db --project none.yaml") == (0, "/ mine")
    monkeypatch.setenv("RECONCILER_DB", "mine.db")
    assert run("portal user list") == (0, "/ mine")


def test_without_a_project_the_usual_file_of_the_current_folder_is_meant(run):
    assert run("portal user list") == (
        7,
        (
            "error: There is no portal at sqlite:///.reconciler/portal.db; "
            "make one with `reconciler portal init`, or name one with --db."
        ),
    )
    make(run, ".reconciler/portal.db", "usual")
    assert run("portal user list") == (0, "/ usual")


def test_a_broken_project_file_leaves_the_usual_file_and_is_named_with_the_way_out(run, repository):
    (repository / "reconciler.yaml").write_text("target: [\n")
    assert run("portal user list") == (
        7,
        (
            "error: There is no portal at sqlite:///.reconciler/portal.db; "
            f"{repository}/reconciler.yaml has errors and names none, so name one with --db."
        ),
    )
    make(run, ".reconciler/portal.db", "usual")
    assert run("portal user list") == (0, "/ usual")


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080", "https://a.example"])
def test_a_project_of_a_portal_that_is_a_service_says_where_its_database_is(run, repository, url):
    write_project(repository, url)
    code, said = run("--chdir .. portal token create olivia")
    assert (code, said) == (
        7,
        (
            "error: There is no portal at sqlite:///.reconciler/portal.db; the portal of "
            "reconciler.yaml is a service: run this where its database is, or name that with --db."
        ),
    )


def test_a_project_of_another_live_system_names_no_portal(run, repository):
    write_project(repository, "sqlite:///data/live.db", "memory")
    code, said = run("--chdir .. portal user list")
    assert (code, said) == (
        7,
        (
            "error: There is no portal at sqlite:///.reconciler/portal.db; "
            "reconciler.yaml names none, so name one with --db."
        ),
    )


def test_where_the_projects_portal_is_not_made_yet_the_command_that_makes_it_is_shown(
    run, repository
):
    write_project(repository, "sqlite:///my data/live.db")
    code, said = run("--chdir .. portal user list")
    assert (code, said) == (
        7,
        (
            "error: There is no portal at sqlite:///my data/live.db; reconciler.yaml names it: "
            "make it with `reconciler portal init 'my data/live.db'`, or name another with --db."
        ),
    )


def test_a_project_that_is_named_and_not_there_is_an_error(run):
    code, said = run("portal user list --project none.yaml")
    assert code == 1
    assert said.endswith("none.yaml does not exist.")


def test_init_makes_the_file_of_the_project_else_the_usual_one_and_its_help_says_so(
    run, repository
):
    assert run("portal init --from ../people.yaml")[0] == 0
    assert (repository / "below/.reconciler/portal.db").is_file()
    write_project(repository)
    assert run("portal init --from ../people.yaml")[0] == 0
    assert (repository / "data/live.db").is_file()
    assert "it is the project's, or .reconciler/portal.db" in run("portal init --help")[1]
