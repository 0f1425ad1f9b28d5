"""`reconciler portal ...`: what people type, what they read, and the exit codes."""

import socket
from datetime import UTC, datetime, timedelta, timezone

import pytest
from click.testing import CliRunner
from hypothesis import example, given
from hypothesis import strategies as st

from reconciler.cli.main import main
from reconciler.cli.portal import portal
from reconciler.portal import migrations, words
from reconciler.portal.migrations import head
from reconciler.report import wording

PEOPLE = """\
account: northwind
users: [olivia]
customers:
  - name: Acme
    users: [amanda]
    phone_systems:
      - name: London
        users: [amelia, noah, isla, {user: oskar, active: no}]
      - name: Paris
        users: [pia]
"""
PROJECT = """\
version: 1
target: {{provider: portal, url: "{url}", account: northwind}}
manage: [/acme/london]
sources: [{{files: london.yaml, within: /acme/london}}]
"""
LONDON = "/acme/london"


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Run one command in an empty folder; exit code, output and errors."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        code = main(["portal", *arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


@pytest.fixture(params=["sqlite", "postgresql"])
def made(run, tmp_path, request):
    """The same, with a portal."""
    (tmp_path / "people.yaml").write_text(PEOPLE)
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql")
        (tmp_path / "reconciler.yaml").write_text(PROJECT.format(url=url))
        said = do(run, "init", "--from", "people.yaml")
        assert said.startswith(f"Made the portal of northwind at {url}: ")
        return run
    assert do(run, "init", "--from", "people.yaml") == (
        "Made the portal of northwind at .reconciler/portal.db: "
        "customers 1, phone systems 2, users 7.\n"
    )
    return run


def do(run, *arguments):
    """Run a command that must work; what it says."""
    code, out, err = run(*arguments)
    assert (code, err) == (0, "")
    return out


def test_init_makes_the_portal_of_the_project(run, tmp_path):
    (tmp_path / "reconciler.yaml").write_text(
        "version: 1\n"
        "target: {provider: portal, url: 'sqlite:///here/x.db', account: northwind}\n"
        "manage: [/]\n"
        "sources: [{files: x.yaml, within: /}]\n"
    )
    (tmp_path / "people.yaml").write_text("account: northwind\nusers: [olivia]\n")
    assert do(run, "init", "--from", "people.yaml").startswith(
        "Made the portal of northwind at here/x.db: "
    )
    assert (tmp_path / "here/x.db").is_file()


def test_init_makes_a_portal_where_it_is_told(run, tmp_path):
    (tmp_path / "p.csv").write_text("account,a\nscope,user\n/x/y,z\n")
    do(run, "init", "deep/x.db", "--from", "p.csv")
    assert (tmp_path / "deep/x.db").exists()
    assert do(run, "user", "list", "--db", "deep/x.db") == "/x/y  z\n"
    assert do(run, "user", "list", "--db", "sqlite:///deep/x.db") == "/x/y  z\n"


def test_init_refuses_a_bad_file_with_its_line_and_makes_nothing(run, tmp_path):
    (tmp_path / "people.yaml").write_text("account: a\nusers: [b, b]\n")
    code, out, err = run("init", "--from", "people.yaml")
    assert (code, out) == (1, "")
    assert err == "error: b stands twice in people.yaml (line 2).\n"
    assert not (tmp_path / ".reconciler/portal.db").exists()


def test_a_portal_of_this_version_has_nothing_to_migrate(made):
    said = do(made, "migrate")
    assert said.startswith("The portal at ")
    assert said.endswith(f" has schema {head()} already.\n")


def test_a_portal_of_an_earlier_version_is_brought_up_by_the_command_that_is_named(
    run, tmp_path, monkeypatch
):
    (tmp_path / "people.yaml").write_text(PEOPLE)
    do(run, "init", "x.db", "--from", "people.yaml")
    monkeypatch.setattr(migrations, "__path__", [*migrations.__path__, str(tmp_path)])
    number = head() + 1
    (tmp_path / f"m{number:04}_nothing.py").write_text("def upgrade(op):\n    pass\n")
    code, _, err = run("user", "list", "--db", "x.db")
    assert (code, err.split()[-4:]) == (7, ["`reconciler", "portal", "migrate", "sqlite:///x.db`."])
    assert do(run, "migrate", "x.db") == (
        f"Migrated the portal at sqlite:///x.db from schema {number - 1} to {number}.\n"
    )
    assert do(run, "user", "list", "--db", "x.db").startswith("/ ")


def test_init_never_writes_over_a_portal(made):
    code, _, err = made("init", "--from", "people.yaml")
    assert code == 1
    assert "a new portal needs an empty place" in " ".join(err.split())


def test_the_tree_is_drawn_with_squares_for_groups_and_circles_for_users(made):
    """Role-group document, step 4."""
    do(made, "group", "add", LONDON, "Top Role/Managers", "-p", "users.access")
    do(made, "group", "add", LONDON, "Top Role/Managers/Sales", "-p", "presence.access")
    do(made, "grant", "noah", "--group", "top role/managers")
    do(made, "grant", "oskar", "--group", "Top Role/Managers/Sales")
    do(made, "grant", "isla", "--group", "Top Role/Managers/Sales", "--expires", "2999-01-31")
    do(made, "grant", "amelia", "--group", "Top Role/Managers/Sales", "--expires", "2000-01-31")
    assert do(made, "group", "list", LONDON) == (
        "/Acme/London\n"
        "  ■ Top Role\n"
        "    ● amelia\n"
        "    ■ Managers  [users.access]\n"
        "      ● noah\n"
        "      ■ Sales  [presence.access]\n"
        "        ● amelia (through 2000-01-31, ended)\n"
        "        ● isla (through 2999-01-31)\n"
        "        ○ oskar\n"
    )
    assert "/Acme/Paris\n  ■ Top Role\n    ● pia\n" in do(made, "group", "list")


def test_groups_are_edited_moved_and_deleted(made):
    do(made, "group", "add", LONDON, "Top Role/A", "-p", "users.access", "-p", "call_flow.access")
    do(made, "group", "add", LONDON, r"Top Role/B\/C", "--description", "d")
    do(made, "group", "edit", LONDON, "Top Role/A", "--add", "presence.access")
    do(made, "group", "edit", LONDON, "Top Role/A", "--remove", "users.access")
    do(made, "group", "move", LONDON, "Top Role/A", r"Top Role/b\/c/D")
    drawn = do(made, "group", "list", LONDON)
    assert "    ■ B/C  []\n      ■ D  [call_flow.access, presence.access]\n" in drawn
    do(made, "group", "delete", LONDON, r"Top Role/B\/C/D")
    assert "■ D" not in do(made, "group", "list", LONDON)


def test_roles_are_added_edited_renamed_and_deleted(made):
    do(made, "role", "add", "Reception", "--type", "user", "-p", "call_flow.access")
    do(made, "role", "edit", "reception", "--add", "presence.access", "--description", "d")
    do(made, "role", "rename", "reception", "Front Desk")
    do(made, "grant", "noah", "--role", "front desk")
    listed = "Front Desk (user, 1 assigned): call_flow.access, presence.access\n"
    assert do(made, "role", "list") == listed
    do(made, "revoke", "noah", "--role", "front desk")
    do(made, "role", "edit", "front desk", "--type", "customer")
    do(made, "role", "delete", "front desk")
    assert do(made, "role", "list") == ""


def test_users_and_scopes_are_added_switched_and_removed(made):
    do(made, "scope", "add", "/Globex")
    do(made, "scope", "add", "/globex/Oslo")
    do(made, "user", "add", "ola", "/globex/oslo")
    do(made, "user", "deactivate", "noah")
    do(made, "user", "activate", "oskar")
    do(made, "user", "remove", "isla")
    assert (
        do(made, "scope", "list") == "/\n/Acme\n/Acme/London\n/Acme/Paris\n/Globex\n/Globex/Oslo\n"
    )
    assert do(made, "user", "list") == (
        "/  olivia\n"
        "/Acme  amanda\n"
        "/Acme/London  amelia\n"
        "/Acme/London  noah (deactivated)\n"
        "/Acme/London  oskar\n"
        "/Acme/Paris  pia\n"
        "/Globex/Oslo  ola\n"
    )
    assert made("scope", "add", "/")[0] == 1


def test_a_membership_begins_gets_another_end_and_is_taken(made):
    do(made, "group", "add", LONDON, "Top Role/Sales")
    sales = ("noah", "--group", "Top Role/Sales")
    assert do(made, "grant", *sales, "--expires", "2999-01-31T12:00:00+02:00") == (
        "Put noah into the group Top Role/Sales (until 2999-01-31T10:00:00Z).\n"
    )
    assert do(made, "redate", *sales, "--expires", "2999-12-31") == (
        "noah stays in the group Top Role/Sales (through 2999-12-31).\n"
    )
    assert do(made, "redate", *sales, "--expires", "never") == (
        "noah stays in the group Top Role/Sales without end.\n"
    )
    assert do(made, "revoke", *sales) == "Took noah out of the group Top Role/Sales.\n"
    assert do(made, "grant", *sales) == "Put noah into the group Top Role/Sales.\n"


def test_a_role_is_given_gets_another_end_and_is_taken(made):
    do(made, "role", "add", "Receptionist", "--type", "user")
    role = ("noah", "--role", "Receptionist")
    assert do(made, "grant", *role, "--expires", "2999-01-31") == (
        "Gave noah the role Receptionist (through 2999-01-31).\n"
    )
    assert do(made, "redate", *role, "--expires", "2999-12-31") == (
        "noah keeps the role Receptionist (through 2999-12-31).\n"
    )
    assert do(made, "redate", *role, "--expires", "never") == (
        "noah keeps the role Receptionist without end.\n"
    )
    assert do(made, "revoke", *role) == "Took the role Receptionist from noah.\n"


@given(st.datetimes(min_value=datetime(1, 1, 2), timezones=st.just(UTC)) | st.none())  # noqa: DTZ001 - hypothesis wants it naive
@example(datetime(2026, 12, 1, tzinfo=UTC))
@example(datetime(2026, 12, 1, 0, 30, tzinfo=timezone(timedelta(minutes=30))))
def test_the_portal_says_ends_as_the_plan_does(expires):
    assert words.ending(expires) == wording.ending(expires)


def test_the_first_instant_of_all_has_no_day_before_it():
    assert words.ending(datetime(1, 1, 1, tzinfo=UTC)) == "until 0001-01-01T00:00:00Z"


def test_check_answers_with_every_reason_of_a_yes_and_of_a_no(made):
    do(made, "group", "add", LONDON, "Top Role/A", "-p", "presence.access")
    do(made, "grant", "noah", "--group", "Top Role/A")
    asked = ("check", "amelia", "users.access", LONDON)
    assert do(made, *asked, "--on", "noah") == (
        "yes\n  through group Top Role at /Acme/London, over Top Role/A\n"
    )
    assert do(made, *asked, "--on", "isla") == (
        "no\n  group Top Role at /Acme/London carries it, but isla is in no group\n"
    )
    do(made, "redate", "noah", "--group", "Top Role/A", "--expires", "2999-11-30")
    assert do(made, "check", "noah", "presence.access", LONDON) == (
        "yes\n  through group Top Role/A at /Acme/London (through 2999-11-30)\n"
    )
    assert do(made, "check", "oskar", "presence.access", LONDON) == (
        "no\n"
        "  oskar is deactivated\n"
        "  oskar holds nothing at /Acme/London: no group there, and no role\n"
    )
    reached = ("check", "amelia", "role_membership.manage", LONDON, "--on-group")
    assert do(made, *reached, "Top Role/A").startswith("yes\n")
    assert do(made, *reached, "Top Role") == (
        "no\n  group Top Role at /Acme/London carries it, but Top Role stands at the top, "
        "and through a group only what is below it is reached\n"
    )


def test_the_log_shows_changes_and_refusals(made):
    do(made, "user", "add", "new", LONDON)
    made("user", "deactivate", "new", "--as", "noah")
    lines = do(made, "log", "-n", "2").splitlines()
    *shown, reason = [line.split("Z  ", 1)[-1] for line in lines]
    assert shown == [
        "local  user.create  new",
        '  after: {"name": "new", "active": true}',
        "noah  user.deactivate  name new",
    ]
    assert reason == (
        "  refused (may-not-deactivate): noah may not deactivate or reactivate new: "
        "that needs users.deactivate at /Acme/London, reaching the user."
    )
    assert made("log", "--as", "noah")[0] == 3


def test_a_caller_is_shown_their_own_scope_and_below(made):
    do(made, "role", "add", "R", "--type", "user")
    do(made, "grant", "noah", "--role", "R")
    do(made, "grant", "pia", "--role", "R")
    as_pia = ("--as", "pia")
    assert do(made, "scope", "list", *as_pia) == "/Acme/Paris\n"
    assert do(made, "user", "list", *as_pia) == "/Acme/Paris  pia\n"
    assert do(made, "group", "list", *as_pia) == "/Acme/Paris\n  ■ Top Role\n    ● pia\n"
    assert do(made, "role", "list", *as_pia) == "R (user, 1 assigned): \n"
    assert do(made, "check", "pia", "users.access", "/acme/paris", *as_pia).startswith("yes\n")
    assert do(made, "scope", "list", "--as", "amanda") == "/Acme\n/Acme/London\n/Acme/Paris\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "noah", "users.access", "/acme/paris"],
        ["check", "pia", "users.access", LONDON],
        ["check", "pia", "users.access", "/acme/paris", "--on", "noah"],
        ["check", "pia", "role_membership.manage", LONDON, "--on-group", "Top Role"],
        ["group", "list", LONDON],
        ["group", "edit", LONDON, "Top Role/A", "--add", "presence.access"],
        ["grant", "noah", "--group", "Top Role"],
    ],
    ids=" ".join,
)
def test_what_a_caller_does_not_see_is_refused_and_logged(made, arguments):
    code, out, err = made(*arguments, "--as", "pia")
    assert (code, out) == (3, "")
    assert "only what is at /Acme/Paris and below it." in " ".join(err.split())
    assert "refused (out-of-sight): pia sees no" in do(made, "log", "-n", "1")


@pytest.mark.parametrize(
    ("code", "arguments", "said"),
    [
        (1, ["user", "add", "NOAH", "/"], "The user NOAH exists already"),
        (1, ["revoke", "amelia", "--group", "Top Role"], "last active member of Top Role"),
        (1, ["grant", "pia", "--group", "Top Role", "--scope", LONDON], "pia belongs to"),
        (1, ["grant", "noah"], "Name one of --role and --group."),
        (1, ["grant", "noah", "--role", "R", "--group", "Top Role"], "Name one of"),
        (1, ["grant", "noah", "--role", "R", "--expires", "soon"], "soon is no date"),
        (1, ["check", "noah", "x", "/"], "There is no permission x."),
        (1, ["check", "a", "b", "/", "--on", "c", "--on-group", "d"], "Name one of"),
        (1, ["group", "list", "/acme"], "/acme is not a phone system"),
        (1, ["group", "list", "/nowhere"], "There is no scope /nowhere."),
        (1, ["user", "add", "x", "/", "--as", "nobody"], "There is no user `nobody`: --as"),
        (1, ["user", "list", "--db", "mysql://x"], "is no address of a portal"),
        (1, ["user", "add", "x", "/", "--as", ""], "There is no user ``: --as"),
        (
            3,
            ["user", "add", "x", LONDON, "--as", "noah"],
            "noah may not manage users: that needs customer.manage_users at /Acme/London.",
        ),
        (
            3,
            ["role", "add", "x", "--type", "user", "--as", "amelia"],
            "amelia may not manage roles: that needs roles.manage at /.",
        ),
        (
            3,
            ["grant", "isla", "--group", "Top Role", "--as", "noah"],
            (
                "noah may not manage the members of Top Role: that needs role_membership.manage at "
                "/Acme/London, reaching the group."
            ),
        ),
        (
            3,
            ["user", "deactivate", "noah", "--as", "oskar"],
            "oskar is deactivated and may do nothing.",
        ),
        (7, ["user", "list", "--db", "none.db"], "There is no portal at sqlite:///none.db"),
        (7, ["user", "list", "--db", "people.yaml"], "is not the database of a portal"),
    ],
)
def test_what_is_refused_is_one_clear_line_and_an_exit_code(made, code, arguments, said):
    found, out, err = made(*arguments)
    assert (found, out) == (code, "")
    assert said in " ".join(err.split())
    assert err.startswith("error: ")
    assert "Traceback" not in err


def test_the_environment_says_as_whom_and_never_who_gets_what(made, monkeypatch):
    monkeypatch.setenv("RECONCILER_SCOPE", "/acme/paris")
    do(made, "group", "add", LONDON, "Top Role/A")
    do(made, "grant", "noah", "--group", "Top Role/A")
    monkeypatch.setenv("RECONCILER_AS", "noah")
    assert made("user", "remove", "isla")[0] == 3


@pytest.mark.parametrize(
    "command",
    [
        [],
        *[[name] for name in portal.commands],
        *[[name, below] for name in ("user", "role", "group") for below in ("add", "list")],
    ],
    ids=" ".join,
)
def test_every_command_explains_itself(command):
    result = CliRunner().invoke(portal, [*command, "--help"])
    assert result.exit_code == 0
    is_leaf_of_group = len(command) == 2 or command == ["log"]
    assert is_leaf_of_group or "Examples:\n    reconciler portal" in result.output


def test_a_token_is_shown_once_listed_without_its_secret_and_revoked(made):
    secret = do(made, "token", "create", "amelia", "--write").strip()
    assert len(secret) == 47
    do(made, "token", "create", "amanda", "--scope", LONDON)
    listed = do(made, "token", "list")
    assert listed.startswith("1  amelia  write  /Acme/London (until 2")
    assert listed.splitlines()[0].endswith("), never used")
    assert listed.splitlines()[1].startswith("2  amanda  read  /Acme/London (")
    assert secret[4:] not in listed + do(made, "log")
    assert do(made, "token", "revoke", "1") == "Revoked token 1.\n"
    assert [line[:2] for line in do(made, "token", "list").splitlines()] == ["2 "]
    assert ", revoked 2" in do(made, "token", "list", "--all").splitlines()[0]


def test_tokens_have_rules_too(made):
    code, _, err = made("token", "create", "amelia", "--scope", "/acme")
    assert (code, err) == (
        1,
        "error: amelia is at /Acme/London: a token of theirs cannot be for /Acme.\n",
    )
    code, _, err = made("token", "create", "amelia", "--expires", "never")
    assert (code, err) == (1, "error: Every token ends: name a day within 366 days.\n")
    code, _, err = made("token", "create", "amelia", "--as", "amelia")
    assert (code, "that needs customer.manage_tokens" in " ".join(err.split())) == (3, True)


@pytest.mark.parametrize("host", ["192.0.2.1", "::", "portal.example.net"])
def test_a_server_speaks_plain_http_to_this_machine_only_unless_told_otherwise(made, host):
    code, out, err = made("serve", "--host", host)
    assert (code, out) == (1, "")
    assert f"{host} can be reached from elsewhere" in " ".join(err.split())
    assert "--plain-http-for-others" in err


def test_a_server_needs_a_portal_and_a_free_port(made):
    code, _, err = made("serve", "none.db")
    assert (code, "There is no portal at sqlite:///none.db" in " ".join(err.split())) == (7, True)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, _, err = made("serve", "--port", str(taken.getsockname()[1]))
    assert (code, "Nobody can listen on 127.0.0.1:" in err) == (1, True)
