"""What a run is busy with: on a real terminal, after a second, and without a trace afterwards."""

import os
import pty
import re
import select
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from reconciler.cli import progress
from reconciler.cli.main import main
from reconciler.cli.progress import Progress
from reconciler.cli.session import Session
from reconciler.errors import Exit

ROOT = Path(__file__).parents[2]

PROJECT = """
version: 1
target: {provider: portal, url: "sqlite:///portal.db", account: northwind}
manage: [/acme/london]
sources:
  - {files: london.yaml, within: /acme/london}
"""

PEOPLE = """
account: northwind
customers:
  - name: acme
    phone_systems:
      - {name: london, users: [amelia, noah, isla]}
"""

LONDON = """
scope: /acme/london
groups:
  - name: Top Role
    members: [amelia]
    groups:
      - {name: Sales, permissions: [soft_phone.access], members: [noah, isla]}
"""

PLAN = """\
/acme/london  Phone system, 3 changes
  + group Top Role/Sales
        permissions  soft_phone.access
      + member  isla
      + member  noah

Access: 2 people gain access; 1 person reaches more with a sensitive permission.
  + isla and noah gain soft_phone.access at /acme/london via group Top
      Role/Sales
  + amelia reaches isla and noah with 6 permissions via group Top Role; 2 are
      sensitive: users.manage_call_recording and users.deactivate
  - amelia no longer reaches isla and noah with users.access_without_role, held
      via group Top Role
  Reach is counted within the scope that was read.

Plan: 1 to create, 0 to update, 0 to delete, 0 to move; 2 to grant, 0 to revoke, 0 to re-date.
"""

OBSERVED = """
import fcntl, os, signal, sys, termios
signal.signal(signal.SIGINT, signal.default_int_handler)  # the tests may run where it is ignored
import reconciler.connect
from reconciler.cli import progress
from reconciler.cli.start import start

fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # so that Ctrl-C comes from this terminal
progress.FIRST = float(sys.argv[1])
GATE = int(sys.argv[2])

class Gated:
    '''Goes on with each look, and with each change, when the test has seen enough.'''
    def __init__(self, provider):
        self.provider = provider
    def __getattr__(self, name):
        return getattr(self.provider, name)
    def observe(self, of):
        os.read(GATE, 1)
        return self.provider.observe(of)
    def apply(self, changes, run):
        for outcome in self.provider.apply(changes, run):
            yield outcome
            os.read(GATE, 1)

connect = reconciler.connect.connect
reconciler.connect.connect = lambda *given: Gated(connect(*given))
sys.argv[1:] = sys.argv[3:]
sys.exit(start())
"""


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "reconciler.yaml").write_text(PROJECT)
    (tmp_path / "people.yaml").write_text(PEOPLE)
    (tmp_path / "london.yaml").write_text(LONDON)
    for line in ("portal init portal.db --from people.yaml", "catalog pull"):
        assert main(line.split()) == Exit.OK
    return tmp_path


class Run:
    """A command on a terminal of its own, which waits wherever the test shall see something."""

    def __init__(self, *words, first=0.0, environment=None):
        self.terminal, theirs = pty.openpty()
        waits, self.gate = os.pipe()
        os.set_inheritable(waits, True)
        self.process = subprocess.Popen(
            [sys.executable, "-c", OBSERVED, str(first), str(waits), *words],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            pass_fds=[waits],
            start_new_session=True,
            env={**os.environ, **(environment or {})},
        )
        os.close(theirs)
        os.close(waits)
        self.said = ""

    def go_on(self):
        os.write(self.gate, b".")

    def type(self, text):
        os.write(self.terminal, text.encode())

    def until(self, text):
        """Read on until this is said; a line that only turns is no sign of life."""
        start = len(self.said)
        while text not in self.said[start:]:
            assert self._read(), f"{text!r} was never said: {self.said!r}"
            assert len(self.said) < start + 50_000, f"{text!r} was never said"

    def end(self):
        """Let it run to its end: the exit code, and what then stands on the terminal."""
        os.close(self.gate)
        while self._read():
            pass
        os.close(self.terminal)
        return self.process.wait(timeout=30), screen(self.said)

    def _read(self):
        ready, _, _ = select.select([self.terminal], [], [], 60)
        assert ready, f"nothing is said any more: {self.said!r}"
        try:
            data = os.read(self.terminal, 65_536)
        except OSError:  # nobody holds the other end
            return False
        self.said += data.decode()
        return bool(data)


def screen(said):
    """What a terminal shows in the end: lines that were erased are gone."""
    lines = [re.split(r"\r\x1b\[2K", line)[-1] for line in said.replace("\r\n", "\n").split("\n")]
    return re.sub(r"\x1b\[[\d;]*m", "", "\n".join(lines))


def test_a_person_who_waits_sees_what_for_and_afterwards_no_trace_of_it():
    run = Run("plan", "--no-color")
    run.go_on()
    code, shown = run.end()
    assert (code, shown.startswith(PLAN)) == (Exit.OK, True)
    run = Run("plan")
    run.until("Reading the live system")
    run.go_on()
    assert run.end() == (code, shown)


def test_what_takes_less_than_a_second_says_nothing():
    assert progress.FIRST == 1.0
    run = Run("plan", first=3_600)
    run.go_on()
    _, shown = run.end()
    assert shown.startswith(PLAN)
    assert "\x1b[2K" not in run.said


def test_while_changes_are_made_it_counts_them_below_those_that_are_made():
    run = Run("apply", "--auto-approve")
    run.go_on()
    for number in range(3):
        run.until(f"Applying: {number + 1} of 3 changes")
        run.go_on()
    run.until("Reading the live system")
    run.go_on()
    code, shown = run.end()
    assert code == Exit.OK
    assert shown.startswith(
        PLAN
        + "applied        + group Top Role/Sales of /acme/london\n"
        + "applied        + isla in group Top Role/Sales of /acme/london\n"
        + "applied        + noah in group Top Role/Sales of /acme/london\n"
        + "Applied 3.\nReceipt: "
    )


def test_while_a_question_waits_for_its_answer_nothing_else_is_written():
    run = Run("apply")
    run.go_on()
    run.until("Only `yes` does it:")
    run.type("no\n")
    code, shown = run.end()
    assert code == Exit.ERROR
    _, _, after = run.said.partition("does it:")
    assert "\x1b[2K" not in after
    _, _, after = shown.partition("does it:")
    said = after.splitlines()
    assert [said[0], said[1], said[-1]] == [
        " no",
        "Applied 0, not attempted 3.",
        "error: Nothing was applied: nobody approved it.",
    ]


def test_ctrl_c_ends_it_on_a_clean_line():
    run = Run("plan")
    run.until("Reading the live system")
    run.type("\x03")
    run.until("Interrupted")
    assert run.end() == (Exit.PARTLY, "\nerror: Interrupted.\n")


@pytest.mark.parametrize(
    ("words", "environment"),
    [
        (["plan", "--no-color"], {}),
        (["plan", "--format", "json"], {}),
        (["plan", "--json"], {}),
        (["plan", "--format", "github"], {}),
        (["plan", "--format", "events"], {}),
        (["plan"], {"NO_COLOR": "1"}),
        (["plan"], {"TERM": "dumb"}),
        (["plan"], {"CI": "true"}),
        (["plan"], {"RECONCILER_IN_AUTOMATION": "1"}),
    ],
)
def test_where_nobody_reads_it_or_the_terminal_cannot_erase_there_is_none(words, environment):
    run = Run(*words, environment=environment)
    run.go_on()
    assert run.end()[0] == Exit.OK
    assert "\x1b[2K" not in run.said


def test_standard_error_that_is_no_terminal_gets_none(capfd):
    session = Session(os.environ)
    assert session.progress.terminal is None
    with session.progress.phase("Reading"), session.progress.aside():
        pass
    assert capfd.readouterr() == ("", "")


def test_a_closed_or_invented_stream_is_no_terminal(monkeypatch):
    class Invented:
        def fileno(self):
            raise ValueError("I/O operation on closed file")

    monkeypatch.setattr(sys, "stderr", Invented())
    assert Session(os.environ).progress.terminal is None


def test_a_terminal_that_went_away_is_no_trouble(monkeypatch):
    monkeypatch.setattr(progress, "FIRST", 0.0)
    ours, theirs = pty.openpty()
    os.close(ours)
    shown = Progress(theirs)
    drawn = _when_drawn(monkeypatch, shown)
    with shown.phase("Reading"):
        assert drawn.wait(30)
    os.close(theirs)


def test_a_line_is_as_wide_as_the_terminal_at_most(monkeypatch):
    monkeypatch.setattr(progress, "FIRST", 0.0)
    ours, theirs = pty.openpty()
    shown = Progress(theirs)
    drawn = _when_drawn(monkeypatch, shown)
    with shown.phase("Reading " * 30):
        assert drawn.wait(30)
    line, *_ = os.read(ours, 10_000).decode().removeprefix("\r\x1b[2K").split("\r")
    assert line == ("| " + "Reading " * 30)[:79]
    os.close(theirs)
    os.close(ours)


def _when_drawn(monkeypatch, shown):
    """Set once the line was drawn."""
    drawn, write = threading.Event(), shown._write

    def tell(line):
        write(line)
        drawn.set()

    monkeypatch.setattr(shown, "_write", tell)
    return drawn


def test_in_a_pipeline_each_outcome_is_a_plain_line(monkeypatch, capfd):
    monkeypatch.setenv("CI", "true")
    monkeypatch.setattr(progress, "FIRST", 0.0)
    groups = "".join(f"      - {{name: Team {number}}}\n" for number in range(150))
    Path("london.yaml").write_text(LONDON + groups)
    assert main(["apply", "--auto-approve"]) == Exit.OK
    printed = capfd.readouterr()
    outcomes = [line for line in printed.err.splitlines() if line.startswith("applied ")]
    assert len(outcomes) == 153
    assert re.findall(r"[^\n -~]", printed.err + printed.out) == []
