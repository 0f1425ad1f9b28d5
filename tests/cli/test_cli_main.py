import io
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from rich.text import Text

from reconciler import __version__
from reconciler.cli.lazy import LazyGroup
from reconciler.cli.main import COMMANDS, cli, main
from reconciler.cli.options import output_option
from reconciler.cli.session import Session
from reconciler.core.finding import Finding, Origin, Severity
from reconciler.errors import (
    Exit,
    FilesError,
    Locked,
    PartlyApplied,
    ReconcilerError,
    Refused,
    Stale,
    TargetError,
    UsageError,
)

PROGRAM = "import sys; from reconciler.cli.main import main; sys.exit(main())"


@pytest.fixture
def command(monkeypatch, tmp_path):
    """Put a command in the place of `plan`; it runs what the test gives it."""
    monkeypatch.chdir(tmp_path)

    def install(body, *decorators):
        made = click.command("plan")(click.pass_obj(body))
        for decorate in decorators:
            decorate(made)
        module = type(sys)("reconciler.cli.plan")
        module.plan = made
        monkeypatch.setitem(sys.modules, "reconciler.cli.plan", module)
        monkeypatch.setattr(cli, "commands", {})

    return install


def fails_with(error):
    def body(_):
        raise error

    return body


def run(*arguments, environment=None):
    """The program as people start it."""
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"], **(environment or {})},
        cwd=Path(__file__).parents[2],
    )


def test_help_leads_with_examples_and_names_every_command_and_exit_code():
    done = run("--help")
    assert done.returncode == 0
    parts = ["Usage:", "Examples:", "Commands:", *COMMANDS, "Options:", "Exit codes:"]
    assert [part for part in parts if part not in done.stdout] == []
    assert done.stdout.index("Examples:") < done.stdout.index("Commands:")


def test_a_wrong_command_line_says_where_help_is():
    assert run("plam").stderr.splitlines()[1:] == ["       reconciler --help says more."]


@pytest.mark.parametrize("argument", ["--help", "--version", "-h"])
def test_help_and_version_import_nothing_heavy(argument):
    heavy = ("rich", "deepdiff", "pydantic", "ruamel", "requests", "sqlalchemy", "jsonschema")
    program = (
        "import sys; from reconciler.cli.main import main; main();"
        f"print([name for name in {heavy} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, argument], capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "[]"


def test_the_version_is_that_of_the_package():
    assert run("--version").stdout == f"reconciler, version {__version__}\n"


def test_a_version_in_the_environment_asks_for_nothing():
    assert run("--help", environment={"RECONCILER_VERSION": "0.1.0"}).returncode == 0


def test_without_a_command_help_is_shown_as_an_error():
    done = run()
    assert (done.returncode, done.stdout) == (Exit.ERROR, "")
    assert "Commands:" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["plam"], "error: No such command 'plam'. Did you mean 'plan'?"),
        (["--chdri", "x"], "error: No such option '--chdri'. Did you mean '--chdir'?"),
        (["plan", "-out=x"], "error: No such option '-o'. Did you mean '--offline' or '--out'?"),
        (["apply", "-auto-approve"], "error: No such option '-a'. Did you mean '--auto-approve'?"),
        (["plan", "-z"], "error: No such option '-z'.\n"),
        (["--project"], "error: Option '--project' requires an argument."),
        (["--chdir", "/no/such"], "error: Invalid value for '--chdir': /no/such: No such file"),
        (["ev\x1b[2Jil\n"], "error: No such command 'ev\\x1b[2Jil\\n'."),
        (["--project=a", "\u202eplan"], "error: No such command '\\u202eplan'."),
    ],
)
def test_a_wrong_command_line_is_one_clear_error_and_exit_code_1(arguments, message):
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (Exit.ERROR, "")
    assert done.stderr.startswith(message)


def test_what_a_command_returns_is_the_exit_code(command):
    for result in (None, Exit.OK, Exit.CHANGES):
        command(lambda _, result=result: result)
        assert main(["plan"]) == int(result or 0)


def test_a_command_may_also_leave_through_click(command):
    command(lambda _: click.get_current_context().exit(3))
    assert main(["plan"]) == 3


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ReconcilerError, 1),
        (UsageError, 1),
        (FilesError, 1),
        (Refused, 3),
        (PartlyApplied, 4),
        (Stale, 5),
        (Locked, 6),
        (TargetError, 7),
    ],
)
def test_each_error_has_its_exit_code_and_its_message_on_stderr(command, capsys, error, code):
    command(fails_with(error("it is \x1b[2J so")))
    assert main(["plan"]) == code
    assert capsys.readouterr() == ("", "error: it is <U+001B>[2J so\n")


def test_the_findings_of_an_error_come_first_with_their_lines(command, capsys, tmp_path):
    (tmp_path / "reconciler.yaml").write_text("version: one\n")
    finding = Finding(
        "RC0101", Severity.ERROR, "not a number", origin=Origin("reconciler.yaml", 1, 10, 13)
    )
    command(fails_with(FilesError("The project file cannot be used.", [finding])))
    assert main(["plan"]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "error[RC0101]: not a number",
        " --> reconciler.yaml:1:10",
        "  |",
        "1 | version: one",
        "  |          ^^^",
        "",
        "1 error in 1 file",
        "",
        "error: The project file cannot be used.",
    ]


def test_a_defect_is_an_apology_without_traceback_and_without_the_errors_text(command, capsys):
    command(fails_with(KeyError("token=hunter2")))
    assert main(["plan"]) == Exit.DEFECT
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "error: This is a defect of reconciler, and not your mistake. Sorry."
    assert f"reconciler {__version__}, Python" in lines[2]
    assert "KeyError at cli/options.py:" in lines[2]
    assert not any("hunter2" in line or "Traceback" in line for line in lines)


def test_a_traceback_is_shown_when_it_is_asked_for(command, capsys, monkeypatch):
    monkeypatch.setenv("RECONCILER_DEBUG", "1")
    command(fails_with(KeyError("x")))
    assert main(["plan"]) == Exit.DEFECT
    assert "Traceback (most recent call last):" in capsys.readouterr().err


def test_an_interrupted_run_ends_as_such_whether_it_wrote_or_not(command, capsys):
    command(fails_with(KeyboardInterrupt()))
    assert main(["plan"]) == Exit.PARTLY
    assert "error: Interrupted." in capsys.readouterr().err


def test_an_interrupt_in_the_middle_of_a_line_holds_back_nothing_that_follows(command, capsys):
    def body(session):
        session.output.logs._enter_buffer()
        raise KeyboardInterrupt

    command(body)
    assert main(["plan"]) == Exit.PARTLY
    assert "error: Interrupted." in capsys.readouterr().err


@pytest.mark.parametrize("error", [KeyboardInterrupt(), TargetError("away"), KeyError("x")])
def test_after_the_first_write_every_bad_end_is_partly_applied(command, error):
    def body(session):
        session.wrote = True
        raise error

    command(body)
    assert main(["plan"]) == Exit.PARTLY


def test_a_missing_extra_says_how_to_get_it(command, capsys):
    command(fails_with(ModuleNotFoundError("No module named 'sqlalchemy'", name="sqlalchemy")))
    assert main(["plan"]) == Exit.ERROR
    assert "pip install 'reconciler[portal]'" in capsys.readouterr().err


def test_global_options_stand_before_or_after_the_command(command, tmp_path):
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "staging.yaml").touch()
    seen = []
    command(lambda session: seen.append((Path.cwd(), session.project, session.plain)))
    arguments = ["--chdir", "below", "--project", "staging.yaml", "--no-color"]
    for line in ([*arguments, "plan"], ["plan", *arguments]):
        os.chdir(tmp_path)
        assert main(line) == 0
    assert seen == [(tmp_path / "below", tmp_path / "below" / "staging.yaml", True)] * 2


def test_a_relative_directory_in_the_environment_is_entered_once(command, tmp_path, monkeypatch):
    (tmp_path / "below").mkdir()
    monkeypatch.setenv("RECONCILER_CHDIR", "below")
    seen = []
    command(lambda _: seen.append(Path.cwd()))
    assert (main(["plan"]), seen) == (0, [tmp_path / "below"])


def test_every_option_but_output_files_can_be_set_in_the_environment(command, monkeypatch):
    seen = []
    command(
        lambda _, lock_timeout, out: seen.append((lock_timeout, out)),
        click.option("--lock-timeout"),
        output_option("--out", help="Where to write the plan."),
    )
    monkeypatch.setenv("RECONCILER_LOCK_TIMEOUT", "10s")
    monkeypatch.setenv("RECONCILER_OUT", "plan.json")
    assert main(["plan"]) == 0
    assert main(["plan", "--lock-timeout", "0s", "--out", "p.json"]) == 0
    assert seen == [("10s", None), ("0s", Path("p.json"))]


def test_options_of_nested_commands_have_the_same_names_in_the_environment(monkeypatch):
    seen = []
    inner = click.Command(
        "add", params=[click.Option(["--as", "user"])], callback=lambda **given: seen.append(given)
    )
    module = type(sys)("reconciler.cli.outer")
    module.outer = click.Group("outer", commands=[inner])
    monkeypatch.setitem(sys.modules, "reconciler.cli.outer", module)
    monkeypatch.setenv("RECONCILER_AS", "noah")
    group = LazyGroup("top", table={"outer": "Outer."}, examples="")
    group.main(["outer", "add"], standalone_mode=False)
    assert seen == [{"user": "noah"}]


class Terminal(io.StringIO):
    def isatty(self):
        return True


RED = Text("red", "red")


@pytest.mark.parametrize(
    ("stream", "environment", "plain", "coloured"),
    [
        (Terminal, {"TERM": "xterm"}, False, True),
        (Terminal, {"TERM": "xterm"}, True, False),
        (Terminal, {"TERM": "xterm", "NO_COLOR": "1"}, False, False),
        (Terminal, {"TERM": "xterm", "NO_COLOR": "1", "FORCE_COLOR": "1"}, False, False),
        (Terminal, {"TERM": "xterm", "NO_COLOR": ""}, False, True),
        (Terminal, {"TERM": "dumb"}, False, False),
        (io.StringIO, {"TERM": "xterm"}, False, False),
        (io.StringIO, {"FORCE_COLOR": "1"}, False, True),
        (io.StringIO, {"FORCE_COLOR": "1"}, True, False),
    ],
)
def test_colour_is_for_terminals_and_never_against_no_color(
    monkeypatch, stream, environment, plain, coloured
):
    monkeypatch.setattr(sys, "stdout", stream())
    Session(environment, plain=plain).output.show([RED])
    assert sys.stdout.getvalue() == ("\x1b[31mred\x1b[0m\n" if coloured else "red\n")


def test_lines_are_printed_as_they_are_and_never_folded_again(capsys):
    lines = [Text("x" * 300), Text("[red]not markup[/] :smile: 12")] * 3000
    Session({"COLUMNS": "40"}).output.show(lines)
    assert capsys.readouterr().out == "".join(f"{line.plain}\n" for line in lines)


def test_data_is_printed_exactly(capsys):
    Session({}).output.data('{"a": "[red]\\u001b", "b": 1}\n')
    assert capsys.readouterr().out == '{"a": "[red]\\u001b", "b": 1}\n'


def test_logs_go_to_stderr_with_the_unseen_made_visible(capsys):
    Session({}).output.log("got \x1b[2J")
    assert capsys.readouterr() == ("", "got <U+001B>[2J\n")


def test_a_piped_page_is_as_wide_as_columns_says_else_100(capsys):  # noqa: ARG001 - pipes
    widths = [
        Session({"COLUMNS": columns}).output.people.width for columns in ("132", "", "wide", "0")
    ]
    assert widths == [132, 100, 100, 100]


def test_a_reader_that_goes_away_ends_the_output_and_not_the_run():
    program = """
import sys
from rich.text import Text
from reconciler.cli import main as program
import click, types
@click.command()
@click.pass_obj
def plan(session):
    for _ in range(200):
        session.output.show([Text("x" * 1000)] * 10)
    session.output.log("done")
    return 2
sys.modules["reconciler.cli.plan"] = types.SimpleNamespace(plan=plan)
sys.exit(program.main(["plan"]))
"""
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        process.stdout.readline()
        process.stdout.close()
        assert (process.stderr.read(), process.wait()) == ("done\n", Exit.CHANGES)


def test_a_reader_that_is_gone_before_help_is_printed_leaves_no_traceback():
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "--help"],
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (Exit.ERROR, b"")


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_closed_stream_changes_nothing_and_its_number_goes_to_no_file(closed, tmp_path):
    program = """
import sys, types
from reconciler.cli import main as program
import click
from rich.text import Text

@click.command()
@click.pass_obj
def plan(session):
    with open("opened", "w") as file:
        session.output.show([Text("shown")])
        session.output.log("logged")
        session.output.can_ask
        return 2 if file.fileno() > 2 else 1
sys.modules["reconciler.cli.plan"] = types.SimpleNamespace(plan=plan)
sys.exit(program.main(["plan"]))
"""
    command = ["sh", "-c", f'exec "$0" -c "$1" {closed}', sys.executable, program]
    done = subprocess.run(command, capture_output=True, check=False, cwd=tmp_path)
    assert done.returncode == Exit.CHANGES
    assert done.stdout == (b"" if " >" in f" {closed}" else b"shown\n")
    assert done.stderr == (b"" if "2>" in closed else b"logged\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is full")
def test_a_full_disk_below_standard_output_is_no_defect():
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-c", PROGRAM, "--help"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    expected = "error: The output cannot be written: No space left on device.\n"
    assert (done.returncode, done.stderr) == (Exit.ERROR, expected)


def test_a_file_that_may_not_be_written_is_named(command, capsys):
    def refuse(_):
        raise PermissionError(13, "Permission denied", "out.json")

    command(refuse)
    assert main(["plan"]) == Exit.ERROR
    assert capsys.readouterr().err == "error: out.json cannot be written: Permission denied.\n"


def test_help_of_a_command_does_not_repeat_the_global_options(command, capsys):
    command(lambda _: 0)
    assert main(["plan", "--help"]) == 0
    assert "--chdir" not in capsys.readouterr().out


def test_a_terminal_that_lacks_a_character_gets_an_escape():
    program = """
from rich.text import Text
from reconciler.cli.session import Session
from reconciler.cli.streams import tolerate
tolerate()
Session({}).output.show([Text("zo\\xeb \\u6f22")])
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=True,
        env={"PYTHONIOENCODING": "ascii"},
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout == b"zo\\xeb \\u6f22\n"
