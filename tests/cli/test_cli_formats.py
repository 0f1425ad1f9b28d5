"""Formats: whatever happens is said in the one that was asked for, and ends with the same code."""

import io
import json
import re
import sys

import click
import pytest

import reconciler.connect
from reconciler.cli.formats import FORMATS, asked_format
from reconciler.cli.main import COMMANDS, cli, main
from reconciler.cli.voices import VOICES
from reconciler.core.finding import Finding, Origin, Severity
from reconciler.core.outcome import Outcome, Status
from reconciler.errors import Exit, FilesError, TargetError
from reconciler.report.report import sentence

PROJECT = """
version: 1
target: {provider: portal, url: "sqlite:///portal.db", account: northwind}
manage: [/acme/london]
sources: [{files: london.yaml, within: /acme/london}]
"""
PEOPLE = """
account: northwind
customers: [{name: acme, phone_systems: [{name: london, users: [amelia, noah, isla]}]}]
"""
LONDON = """
scope: /acme/london
groups:
  - name: Top Role
    members: [amelia]
    groups:
      - {name: Sales, permissions: [soft_phone.access], members: [noah, isla]}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def project(folder, capsys):
    """A project with three changes to make, beside its portal."""
    files = {"reconciler.yaml": PROJECT, "people.yaml": PEOPLE, "london.yaml": LONDON}
    for name, text in files.items():
        (folder / name).write_text(text)
    assert main(["portal", "init", "portal.db", "--from", "people.yaml"]) == Exit.OK
    assert main(["catalog", "pull"]) == Exit.OK
    capsys.readouterr()
    return folder


@pytest.fixture
def command(monkeypatch):
    """Put a command in the place of `plan`; it runs what the test gives it."""

    def install(body):
        module = type(sys)("reconciler.cli.plan")
        module.plan = click.command("plan")(click.pass_obj(body))
        monkeypatch.setitem(sys.modules, "reconciler.cli.plan", module)
        monkeypatch.setattr(cli, "commands", {})

    return install


@pytest.fixture
def document(capsys):
    """The one document of a run."""

    def run(*arguments):
        code = main(arguments)
        found = json.loads(capsys.readouterr().out)
        assert found["exit"]["code"] == code
        return found

    return run


@pytest.fixture
def events(capsys):
    def run(*arguments):
        code = main(arguments)
        found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert found[-1]["exit"]["code"] == code
        return found

    return run


def fails_with(error):
    def body(_):
        raise error

    return body


def test_every_format_has_a_voice():
    assert tuple(VOICES) == FORMATS


@pytest.mark.parametrize(
    ("error", "exit_"),
    [
        (FilesError("wrong"), {"code": 1, "name": "error", "cause": None}),
        (TargetError("wrong"), {"code": 7, "name": "target", "cause": None}),
        (KeyError("secret"), {"code": 8, "name": "defect", "cause": None}),
        (KeyboardInterrupt(), {"code": 4, "name": "partly", "cause": None}),
        (PermissionError(13, "No", "a.json"), {"code": 1, "name": "error", "cause": None}),
        (ModuleNotFoundError(name="sqlalchemy"), {"code": 1, "name": "error", "cause": None}),
    ],
)
def test_every_end_is_one_document_with_its_message(command, document, error, exit_):
    command(fails_with(error))
    found = document("plan", "--json")
    assert (found["command"], found["exit"]) == ("plan", exit_)
    assert found["message"]
    assert "secret" not in found["message"]


def test_what_ended_a_run_that_wrote_stands_beside_the_code(command, document):
    def body(session):
        session.wrote = True
        raise TargetError("away")

    command(body)
    assert document("plan", "--format", "json")["exit"] == {
        "code": 4,
        "name": "partly",
        "cause": "target",
    }


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (["plan", "--format=json", "--jsno"], "plan"),
        (["plan", "--json", "--scope"], ""),
        (["--format", "json", "plam"], ""),
        (["--format", "json"], ""),
        (["catalog", "--format", "json"], "catalog"),
        (["portal", "role", "add", "--json"], "portal role add"),
        (["--format", "json", "--chdir", "gone", "plan"], ""),
    ],
)
def test_a_wrong_command_line_is_one_document_too(document, arguments, name):
    found = document(*arguments)
    assert (found["command"], found["exit"]["name"]) == (name, "error")
    assert found["message"]


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("arguments", [["--help"], ["plan", "--help"], ["--version"]])
def test_help_is_help_in_every_format(capsys, monkeypatch, arguments, format_):
    assert main(arguments) == Exit.OK
    plain = capsys.readouterr().out
    monkeypatch.setenv("RECONCILER_FORMAT", format_)
    assert (main(arguments), capsys.readouterr().out) == (Exit.OK, plain)


@pytest.mark.parametrize(
    ("arguments", "variables", "format_"),
    [
        (["plan"], {}, None),
        (["plan"], {"FORMAT": "json"}, "json"),
        (["plan"], {"JSON": "1"}, "json"),
        (["plan"], {"JSON": "0"}, None),
        (["plan"], {"JSON": "1", "FORMAT": "github"}, "github"),
        (["plan", "--format", "text"], {"JSON": "1", "FORMAT": "github"}, "text"),
        (["--format", "text", "plan"], {"JSON": "1"}, "text"),
        (["plan", "--json"], {"FORMAT": "github"}, "json"),
        (["plan", "--json", "--format", "text"], {}, "text"),
        (["plan", "--format", "text", "--json"], {}, "json"),
        (["--format", "json", "plan", "--format", "github"], {}, "github"),
    ],
)
def test_the_last_on_the_command_line_counts_and_then_the_environment(
    command, monkeypatch, arguments, variables, format_
):
    seen = []
    command(lambda session: seen.append(session.format))
    for name, value in variables.items():
        monkeypatch.setenv(f"RECONCILER_{name}", value)
    assert (main(arguments), seen) == (Exit.OK, [format_])


@pytest.mark.parametrize(
    ("words", "environment", "format_"),
    [
        (["plan", "--json"], {}, "json"),
        (["apply", "--json"], {}, "events"),
        (["plan", "--format"], {}, "text"),
        (["plan", "--format", "yaml"], {}, "text"),
        (["plan"], {"RECONCILER_FORMAT": "github"}, "github"),
        (["plan", "--format=text"], {"RECONCILER_FORMAT": "github"}, "text"),
        (["plan"], {"RECONCILER_JSON": "1"}, "json"),
        (["apply"], {"RECONCILER_JSON": "yes"}, "events"),
        (["plan"], {"RECONCILER_JSON": "0"}, "text"),
        (["plan"], {"RECONCILER_JSON": ""}, "text"),
        (["plan"], {"RECONCILER_JSON": "perhaps"}, "text"),
        (["plan"], {"RECONCILER_JSON": "1", "RECONCILER_FORMAT": "github"}, "github"),
        (["plan", "--format", "text"], {"RECONCILER_JSON": "1"}, "text"),
        ([], {}, "text"),
    ],
)
def test_a_command_line_that_is_wrong_still_says_its_format(words, environment, format_):
    assert asked_format(words, environment) == format_


def test_the_message_says_what_a_run_comes_to(project, document, capsys):
    def said(*arguments):
        capsys.readouterr()
        return document(*arguments, "--json")["message"]

    exported = "Exported, and the plan is empty: 1 scope with 0 roles, 1 group and 1 membership."
    assert said("export", "--out", "live") == exported
    live = ("--from-live", f"sqlite:///{project}/portal.db", "--account", "northwind")
    assert said("init", "new", *live) == "Wrote 11 files. Next: validate, plan, apply."
    main(["apply", "--auto-approve"])
    main(["portal", "redate", "noah", "--group", "Top Role/Sales", "--expires", "2090-01-31"])
    assert said("adopt", "--dry-run") == "A dry run: 1 file would be edited."
    assert said("adopt") == "Edited 1 file."
    assert said("adopt") == "Nothing to adopt: the files say what lives."
    main(["portal", "revoke", "noah", "--group", "Top Role/Sales"])
    assert said("remove-user", "isla", "--dry-run") == (
        "A dry run: 1 file would be edited. Plan: 0 to create, 0 to update, 0 to delete, 0 to "
        "move; 0 to grant, 1 to revoke, 0 to re-date. Not shown: 1 change about others. "
        "`reconciler plan` shows all."
    )
    (project / "portal.db").unlink()
    assert said("remove-user", "isla").startswith(
        "Edited 1 file. What this takes away cannot be shown: "
    )


def test_of_many_scopes_some_are_named_and_the_rest_is_counted(project, document, capsys):
    for number in range(7):
        main(["portal", "scope", "add", f"/acme/p{number}"])
    capsys.readouterr()
    managed = PROJECT.replace("manage: [/acme/london]", "manage: [/acme/**]")
    (project / "reconciler.yaml").write_text(managed)
    assert document("plan", "--scope", "/nope", "--json")["message"] == (
        "--scope /nope selects nothing that is managed here: there are /acme, /acme/london, "
        "/acme/p0, /acme/p1, /acme/p2 and 4 more."
    )


SPELLINGS = {
    "--json": (["--json"], {}),
    "--format json": (["--format", "json"], {}),
    "--format=json": (["--format=json"], {}),
    "RECONCILER_JSON": ([], {"RECONCILER_JSON": "1"}),
    "RECONCILER_FORMAT": ([], {"RECONCILER_FORMAT": "json"}),
}
WRONG = [["plan", "--bad"], ["plan", "--scope", "/nope"], ["show"], ["portal", "role", "ad"]]


@pytest.mark.parametrize("wrong", WRONG, ids=" ".join)
@pytest.mark.parametrize(("words", "environment"), SPELLINGS.values(), ids=SPELLINGS)
def test_whatever_happens_is_one_document_however_it_was_asked_for(
    capsys, monkeypatch, words, environment, wrong
):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert main([*wrong, *words]) == Exit.ERROR
    assert json.loads(capsys.readouterr().out)["exit"]["name"] == "error"


def test_every_command_takes_a_format(capsys):
    for name in COMMANDS:
        leaf = [name, "pull"] if name == "catalog" else [name]
        leaf += ["role", "list"] if name == "portal" else ["comment"] if name == "ci" else []
        assert main([*leaf, "--help"]) == Exit.OK
        shown = capsys.readouterr().out
        assert ("--format" in shown, "--json" in shown) == (True, True), name


def test_the_findings_of_all_reports_stand_in_the_document_once(command, document, folder):
    (folder / "reconciler.yaml").write_text("version: one\n")
    finding = Finding("RC0101", Severity.ERROR, "no", origin=Origin("reconciler.yaml", 1, 10, 13))

    def body(session):
        session.voice.log(sentence("first", "first", [1]))
        raise FilesError("The end.", [finding, finding])

    command(body)
    found = document("plan", "--json")
    assert (found["first"], found["message"]) == ([1], "The end.")
    assert [one["source"] for one in found["findings"]] == ["version: one"]


def test_a_document_that_nobody_can_write_is_an_error(command, capsys, monkeypatch):
    class Full(io.StringIO):
        def write(self, _):
            raise OSError(28, "No space left on device")

    command(lambda session: session.voice.show(sentence("said", "said", 1)))
    monkeypatch.setattr("reconciler.cli.output.sys.stdout", Full())
    monkeypatch.setattr("reconciler.cli.failure.silence", lambda _: None)
    assert main(["plan", "--json"]) == Exit.ERROR
    assert "The output cannot be written: No space left on device." in capsys.readouterr().err


@pytest.mark.usefixtures("project")
def test_nobody_approves_what_nobody_has_seen(document, monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr(sys, "stdin", Terminal("yes\n"))
    monkeypatch.setattr(sys, "stderr", Terminal())
    found = document("apply", "--format", "json")
    assert found["message"].startswith("Nobody is there to approve")
    assert main(["plan", "--detailed-exitcode"]) == Exit.CHANGES


class Between:
    """The portal's provider, with something in front of it."""

    def __init__(self, provider):
        self.provider = provider

    def __getattr__(self, name):
        return getattr(self.provider, name)


class FailsOnce(Between):
    def apply(self, changes, _):
        yield Outcome(changes[0], Status.FAILED, "refused: ::error::x")


class Dies(Between):
    def apply(self, changes, run):
        if changes[0].after and not hasattr(changes[0].after, "member"):
            yield from self.provider.apply(changes, run)
        else:
            raise TargetError("away")


@pytest.fixture
def between(monkeypatch):
    def install(kind):
        connect = reconciler.connect.connect
        monkeypatch.setattr(reconciler.connect, "connect", lambda *given: kind(connect(*given)))

    return install


@pytest.mark.usefixtures("project")
def test_each_outcome_is_an_event_with_its_level(events, between):
    between(FailsOnce)
    found = events("apply", "--auto-approve", "--json")
    assert [(one["type"], one["level"]) for one in found] == [
        ("version", "info"),
        ("plan", "info"),
        ("outcome", "error"),
        ("outcome", "warn"),
        ("outcome", "warn"),
        ("outcomes", "error"),
        ("receipt", "info"),
        ("log", "info"),
        ("remaining", "info"),
        ("verdict", "error"),
    ]
    assert [one["outcome"]["status"] for one in found[2:5]] == ["failed", "skipped", "skipped"]
    assert found[5]["outcomes"]["skipped"] == 2
    assert found[2]["outcome"]["reason"] == "refused: ::error::x"


@pytest.mark.usefixtures("project")
def test_what_an_apply_left_to_do_is_not_taken_for_its_plan(document, between):
    between(FailsOnce)
    found = document("apply", "--auto-approve", "--format", "json")
    assert (len(found["plan"]["changes"]), len(found["remaining"]["changes"])) == (3, 3)
    assert [one["status"] for one in found["outcomes"]] == ["failed", "skipped", "skipped"]


def test_an_apply_that_dies_halfway_has_outcomes_and_a_cause(project, document, between):
    between(Dies)
    found = document("apply", "--auto-approve", "--format", "json")
    assert found["exit"] == {"code": 4, "name": "partly", "cause": "target"}
    assert found["message"] == "away"
    assert [one["status"] for one in found["outcomes"]] == ["applied", "unknown", "unknown"]
    assert (project / found["receipt"]).exists()


def test_an_event_has_its_instant_in_utc(events):
    version, verdict = events("validate", "--format", "events")
    assert version["timestamp"] <= verdict["timestamp"]
    assert version["timestamp"].endswith("Z")


@pytest.mark.parametrize(
    ("workspace", "where", "shown"),
    [
        ("", ".", "london.yaml"),
        (".", ".", "london.yaml"),
        ("..", ".", "{folder}/london.yaml"),
        ("elsewhere", ".", "london.yaml"),
        ("", "below", "below/london.yaml"),
    ],
)
def test_an_annotation_names_the_file_from_the_root_of_the_repository(
    annotated, workspace, where, shown
):
    assert annotated(workspace, where) == shown


@pytest.fixture
def annotated(folder, capsys, monkeypatch):
    """The file that an annotation names, without the name of the temporary folder."""

    def run(workspace, where):
        (folder / where).mkdir(exist_ok=True)
        (folder / where / "reconciler.yaml").write_text(PROJECT)
        (folder / where / "london.yaml").write_text("")
        if workspace:
            monkeypatch.setenv("GITHUB_WORKSPACE", str(folder / workspace))
        main(["validate", "--format", "github", "--project", f"{where}/reconciler.yaml"])
        found = re.findall("^::error file=([^,]*),line=1", capsys.readouterr().out, re.MULTILINE)
        return found[-1].replace(folder.name, "{folder}")

    return run


def test_an_error_that_no_finding_explains_is_annotated(command, capsys):
    command(fails_with(TargetError("it is\n::error::away")))
    assert main(["plan", "--format", "github"]) == Exit.TARGET
    assert capsys.readouterr().out == "::error title=reconciler plan::it is<U+000A>::error::away\n"


def test_what_is_well_is_not_annotated(command, capsys):
    command(lambda _: Exit.CHANGES)
    assert (main(["plan", "--format", "github"]), capsys.readouterr().out) == (Exit.CHANGES, "")


def test_a_line_that_a_build_server_would_obey_is_none(command, capsys):
    def body(session):
        session.voice.show(sentence("::add-mask::x"))
        session.output.log("  ::stop-commands::t")

    command(body)
    assert main(["plan"]) == Exit.OK
    assert capsys.readouterr() == ("<U+003A>:add-mask::x\n", "  <U+003A>:stop-commands::t\n")


def test_a_variable_says_that_no_person_is_watching(command, monkeypatch):
    seen = []
    command(lambda session: seen.append(session.is_watched))
    for name in ("RECONCILER_IN_AUTOMATION", "CI"):
        for value in ("", "0", "1", "yes"):
            monkeypatch.setenv(name, value)
            assert main(["plan"]) == Exit.OK
        monkeypatch.delenv(name)
    assert seen == [True, True, False, False] * 2
