"""The apply command: what it asks, how it ends, and the receipt that it leaves on every way out."""

import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

import reconciler.connect
import reconciler.receipt
from reconciler.apply import SLICE
from reconciler.cli.main import main
from reconciler.core.outcome import Outcome, Status
from reconciler.errors import Exit, TargetError
from reconciler.portal import StoreError

PROJECT = """
version: 1
target: {provider: portal, url: "sqlite:///portal.db", account: northwind}
manage: [/acme/**]
sources:
  - {files: acme.yaml, within: /acme}
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
      - {name: Sales, permissions: [soft_phone.access], members: [noah]}
"""

SLOW = """
import os, signal, sys, time
from pathlib import Path
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # where the tests run they may be ignored
signal.signal(signal.SIGINT, signal.default_int_handler)
import reconciler.connect
from reconciler.cli import signals
from reconciler.cli.main import main

signals.PATIENCE = float(os.environ["PATIENCE"])

class Slow:
    '''The second slice takes as long as it is told.'''
    def __init__(self, provider):
        self.provider, self.slices = provider, 0
    def __getattr__(self, name):
        return getattr(self.provider, name)
    def apply(self, changes, run):
        self.slices += 1
        if self.slices > 1:
            Path("under-way").touch()
            time.sleep(float(os.environ["SLOW"]))
        yield from self.provider.apply(changes, run)

connect = reconciler.connect.connect
reconciler.connect.connect = lambda *given: Slow(connect(*given))
sys.exit(main())
"""


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    """A project with two changes to make, beside its portal; the current folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "reconciler.yaml").write_text(PROJECT)
    (tmp_path / "people.yaml").write_text(PEOPLE)
    (tmp_path / "acme.yaml").write_text("scope: /acme\n")
    (tmp_path / "london.yaml").write_text(LONDON)
    do("portal", "init", "portal.db", "--from", "people.yaml")
    do("catalog", "pull")
    return tmp_path


def do(*arguments):
    assert main(arguments) == Exit.OK


def is_in_sync():
    return main(["plan", "--detailed-exitcode"]) == Exit.OK


def receipts():
    return [json.loads(path.read_text()) for path in sorted(Path.cwd().glob("**/receipts/*.json"))]


def statuses():
    (receipt,) = receipts()
    return [outcome["status"] for outcome in receipt["outcomes"]]


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def answer(monkeypatch):
    """Run apply with a person who answers; the exit code and what the person was told."""

    def run(*lines):
        told = Terminal()
        monkeypatch.setattr(sys, "stdin", Terminal("".join(lines)))
        monkeypatch.setattr(sys, "stderr", told)
        return main(["apply"]), told.getvalue()

    return run


@pytest.fixture
def between(monkeypatch):
    """Put a provider of the test's own between the command and the portal."""

    def install(kind):
        connect = reconciler.connect.connect
        monkeypatch.setattr(reconciler.connect, "connect", lambda *given: kind(connect(*given)))

    return install


class Between:
    """The portal's provider, with something in front of it."""

    def __init__(self, provider):
        self.provider, self.looks = provider, 0

    def describe(self):
        return self.provider.describe()

    def normalize(self, desired):
        return self.provider.normalize(desired)

    def observe(self, of):
        self.looks += 1
        if self.looks == 2:
            self.before_the_last_look()
        return self.provider.observe(of)

    def before_the_last_look(self):
        """Something happens after the writes."""

    def apply(self, changes, run):
        yield from self.provider.apply(changes, run)


# --- the question ---------------------------------------------------------------------------------


def test_the_whole_word_yes_applies(answer):
    code, told = answer("yes\n")
    assert "Only `yes` does it:" in told
    assert (code, statuses(), is_in_sync()) == (Exit.OK, ["applied", "applied"], True)


def test_what_deletes_a_group_asks_for_the_account(answer, project):
    do("apply", "--auto-approve")
    (project / "london.yaml").write_text(LONDON.partition("    groups:")[0] + "    groups: []\n")
    code, told = answer("yes\n")
    assert "Roles or groups are deleted. Apply these changes? Only `northwind` does it:" in told
    assert code == Exit.ERROR
    assert answer("northwind\n")[0] == Exit.OK


@pytest.mark.parametrize("said", ["y\n", "Yes\n", "yes please\n", "no\n", "\n", ""])
def test_anything_else_applies_nothing(answer, said):
    code, told = answer(said)
    assert "Nothing was applied: nobody approved it." in told
    assert (code, statuses(), is_in_sync()) == (Exit.ERROR, ["not attempted"] * 2, False)


@pytest.mark.parametrize(
    ("limits", "user", "code"),
    [("{count: 0}", "isla", Exit.REFUSED), ("{count: 20}", "nobody", Exit.ERROR)],
    ids=["a limit", "errors"],
)
def test_a_plan_that_something_stands_against_leaves_a_receipt(project, limits, user, code):
    do("apply", "--auto-approve")
    (project / "london.yaml").write_text(LONDON.replace("noah", user))
    with (project / "reconciler.yaml").open("a") as file:
        file.write(f"limits: {{removals: {limits}}}\n")
    assert main(["apply", "--auto-approve"]) == code
    assert receipts()[-1]["cause"] == code.name.lower()
    assert {one["status"] for one in receipts()[-1]["outcomes"]} == {"not attempted"}


def test_nobody_is_asked_where_nothing_is_to_do(answer):
    do("apply", "--auto-approve")
    assert answer() == (Exit.OK, "")


@pytest.mark.parametrize("arguments", [[], ["--input=false"]])
def test_without_a_terminal_and_approval_the_run_fails_before_anything_else(
    arguments, project, capsys
):
    (project / "london.yaml").write_text("not: [even, valid")
    (project / "portal.db").unlink()
    assert main(["apply", *arguments]) == Exit.ERROR
    said = capsys.readouterr()
    assert said.err.startswith("error: Nobody is there to approve")
    assert said.out.count("Plan:") == 0


def test_on_a_terminal_a_run_that_may_not_ask_fails_too(monkeypatch, project):
    (project / "portal.db").unlink()
    for name in ("stdin", "stderr"):
        monkeypatch.setattr(sys, name, Terminal("yes\n"))
    assert main(["apply", "--input=false"]) == Exit.ERROR


# --- how it ends ----------------------------------------------------------------------------------


def test_a_change_by_hand_during_the_run_is_shown_and_the_run_is_not_done(between, capsys):
    class Meddled(Between):
        def before_the_last_look(self):
            do("portal", "grant", "isla", "--group", "Top Role/Sales", "--db", "portal.db")

    between(Meddled)
    assert main(["apply", "--auto-approve"]) == Exit.PARTLY
    said = capsys.readouterr()
    assert "The live system is not as declared." in said.err
    assert "- member  isla" in said.out
    assert (statuses(), receipts()[0]["complete"]) == (["applied", "applied"], True)


def test_an_error_in_the_last_look_is_shown_though_it_plans_nothing(between, capsys):
    class Grown(Between):
        def before_the_last_look(self):
            do("portal", "scope", "add", "/acme/leeds", "--db", "portal.db")

    between(Grown)
    assert main(["apply", "--auto-approve"]) == Exit.PARTLY
    said = capsys.readouterr()
    assert "The live system is not as declared." in said.err
    assert "/acme/leeds" in said.out


def test_who_loses_every_race_has_an_outdated_plan(between):
    class Raced(Between):
        def apply(self, changes, _):
            return (Outcome(change, Status.CONFLICT, "too late") for change in changes)

    between(Raced)
    assert main(["apply", "--auto-approve"]) == Exit.STALE
    assert statuses() == ["conflict", "skipped"]


def test_a_system_that_refuses_everything_has_written_nothing(between):
    class Refusing(Between):
        def apply(self, changes, _):
            return (Outcome(change, Status.FAILED, "no") for change in changes)

    between(Refusing)
    assert main(["apply", "--auto-approve"]) == Exit.TARGET
    assert statuses() == ["failed", "skipped"]


def test_a_refusal_after_a_write_is_partly_applied(between):
    class HalfRefusing(Between):
        def apply(self, changes, run):
            if any(change.action.value == "grant" for change in changes):
                return (Outcome(change, Status.FAILED, "no") for change in changes)
            return self.provider.apply(changes, run)

    between(HalfRefusing)
    assert main(["apply", "--auto-approve"]) == Exit.PARTLY
    assert statuses() == ["applied", "failed"]


class OutOfOrder(StoreError):
    sentence = "The disk is on fire."


def failing(monkeypatch, provider, *, when):
    """Let the portal's transaction of a slice fail before or after its commit."""
    whole = provider.portal.transaction

    class Transaction:
        def __init__(self, *given):
            self.inner = whole(*given)

        def __enter__(self):
            if when == "before":
                raise OutOfOrder
            return self.inner.__enter__()

        def __exit__(self, *error):
            self.inner.__exit__(*error)
            raise OutOfOrder

    monkeypatch.setattr(
        provider.portal, "transaction", lambda *run: Transaction(*run) if run else whole()
    )
    return provider


@pytest.mark.parametrize(
    ("when", "code", "first"),
    [("before", Exit.TARGET, "not attempted"), ("after", Exit.PARTLY, "unknown")],
)
def test_a_database_that_fails_before_the_commit_has_written_nothing_for_sure(
    between, monkeypatch, when, code, first
):
    between(lambda provider: failing(monkeypatch, provider, when=when))
    assert main(["apply", "--auto-approve"]) == code
    assert statuses() == [first, "not attempted"]


def test_a_database_that_somebody_else_locks_has_written_nothing(
    between, monkeypatch, project, capsys
):
    monkeypatch.setattr("reconciler.portal.store._PATIENCE", 0.1)
    other = sqlite3.connect(project / "portal.db", isolation_level=None)

    class Busy(Between):
        def apply(self, changes, run):
            other.execute("BEGIN IMMEDIATE")
            yield from self.provider.apply(changes, run)

    between(Busy)
    assert main(["apply", "--auto-approve"]) == Exit.TARGET
    other.close()
    assert "is locked by somebody else; nothing was written" in " ".join(
        capsys.readouterr().err.split()
    )
    assert statuses() == ["not attempted", "not attempted"]


def test_a_provider_that_breaks_off_leaves_unknown_what_it_was_handed(between):
    class Gone(Between):
        def apply(self, *_):
            raise TargetError("gone")

    between(Gone)
    assert main(["apply", "--auto-approve"]) == Exit.PARTLY
    assert statuses() == ["unknown", "not attempted"]


def test_a_defect_leaves_a_receipt_too(between):
    class Defective(Between):
        def before_the_last_look(self):
            raise ZeroDivisionError

    between(Defective)
    assert main(["apply", "--auto-approve"]) == Exit.PARTLY
    assert statuses() == ["applied", "applied"]


# --- signals --------------------------------------------------------------------------------------


def many_groups(path):
    groups = "".join(f"      - {{name: Team {number}}}\n" for number in range(3 * SLICE))
    path.write_text(LONDON + groups)


def ended_by(project, signals, *, slow, patience):
    """A run with three slices and more, ended from outside in its second; what it logged."""
    many_groups(project / "london.yaml")
    log = project / "log.txt"
    said = {**os.environ, "SLOW": str(slow), "PATIENCE": str(patience)}
    with log.open("w") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-c", SLOW, "apply", "--auto-approve"],
            stdout=subprocess.DEVNULL,
            stderr=stderr,
            env=said,
        )
        try:
            wait_for((project / "under-way").exists)
            for each in signals:
                process.send_signal(each)
            assert process.wait(timeout=30) == Exit.PARTLY, log.read_text()
        finally:
            process.kill()
    assert "error: Interrupted." in log.read_text()
    assert "Receipt: " in log.read_text()
    assert receipts()[-1]["cause"] == "interrupted"
    return [statuses().count(each) for each in ("applied", "unknown", "not attempted")]


ENDINGS = [signal.SIGTERM, signal.SIGHUP, signal.SIGINT]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_run_that_is_ended_from_outside_finishes_what_is_under_way(ending, project):
    found = ended_by(project, [ending], slow=2, patience=60)
    assert found == [2 * SLICE, 0, SLICE + 2]
    do("apply", "--auto-approve")
    assert is_in_sync()


@pytest.mark.parametrize(
    ("signals", "patience"),
    [(ENDINGS[:2], 60), (ENDINGS[:1], 0.5)],
    ids=["asked twice", "it takes too long"],
)
def test_what_does_not_finish_is_left_and_unknown_and_the_next_run_finishes(
    signals, patience, project
):
    assert ended_by(project, signals, slow=60, patience=patience) == [SLICE, SLICE, SLICE + 2]
    do("apply", "--auto-approve")
    assert is_in_sync()


def wait_for(condition):
    until = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < until, "it never happened"
        time.sleep(0.02)


def test_a_signal_that_is_ignored_stays_ignored(between):
    class HungUp(Between):
        def before_the_last_look(self):
            os.kill(os.getpid(), signal.SIGHUP)

    between(HungUp)
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        assert main(["apply", "--auto-approve"]) == Exit.OK
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_signal_while_the_receipt_is_written_does_not_cost_it(monkeypatch):
    write = reconciler.receipt.write_receipt

    def disturbed(*given):
        for ending in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            os.kill(os.getpid(), ending)
        return write(*given)

    monkeypatch.setattr(reconciler.receipt, "write_receipt", disturbed)
    assert main(["apply", "--auto-approve"]) == Exit.OK
    assert statuses() == ["applied", "applied"]


# --- the receipt ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        (
            {
                "GITHUB_SHA": "c0ffee",
                "GITHUB_ACTOR": "ivy",
                "GITHUB_SERVER_URL": "https://github.example",
                "GITHUB_REPOSITORY": "northwind/roles",
                "GITHUB_RUN_ID": "17",
            },
            ("c0ffee", "ivy", "https://github.example/northwind/roles/actions/runs/17"),
        ),
        (
            {
                "CI_COMMIT_SHA": "c0ffee",
                "GITLAB_USER_LOGIN": "leo",
                "CI_JOB_URL": "https://gitlab.example/jobs/17",
            },
            ("c0ffee", "leo", "https://gitlab.example/jobs/17"),
        ),
        ({"USER": "mia"}, ("", "mia", "")),
        ({"GITHUB_RUN_ID": "17", "USER": ""}, ("", "", "")),
    ],
    ids=["GitHub", "GitLab", "at home", "nothing is said"],
)
def test_the_receipt_says_who_ran_it_for_what_and_where(monkeypatch, environment, told):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    do("apply", "--auto-approve")
    (receipt,) = receipts()
    assert (receipt["commit"], receipt["actor"], receipt["link"]) == told


def test_where_no_receipt_can_be_left_nothing_is_applied(project, capsys):
    (project / ".reconciler").write_text("a file where the folder belongs")
    assert main(["apply", "--auto-approve"]) == Exit.ERROR
    assert "error: Nothing was applied: no receipt can be written" in capsys.readouterr().err
    assert not is_in_sync()


def test_the_probe_leaves_nothing_behind(project):
    do("apply", "--auto-approve")
    assert len(list((project / ".reconciler/receipts").iterdir())) == 1


def test_a_receipt_that_cannot_be_written_later_is_said_plainly(between, capsys, project):
    class Removed(Between):
        def before_the_last_look(self):
            (project / ".reconciler/receipts").rmdir()
            (project / ".reconciler/receipts").touch()

    between(Removed)
    assert main(["apply", "--auto-approve"]) == Exit.OK
    said = capsys.readouterr()
    assert "The receipt could not be written: " in said.err
    assert "defect" not in said.err
    assert "Applied 2." in said.out


def test_a_terminal_that_went_away_does_not_take_the_receipt_along(monkeypatch):
    def gone(*_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("reconciler.report.outcomes.outcomes_text", gone)
    assert main(["apply", "--auto-approve"]) == Exit.PARTLY
    assert statuses() == ["applied", "applied"]


def test_no_receipt_is_left_where_a_link_leads_out_of_the_project(project, capsys):
    outside = project.parent / f"{project.name}-outside"
    outside.mkdir()
    shutil.rmtree(project / ".reconciler", ignore_errors=True)
    (project / ".reconciler").symlink_to(outside)
    assert main(["apply", "--auto-approve"]) == Exit.ERROR
    assert "a link leads out of" in capsys.readouterr().err
    assert (list(outside.iterdir()), is_in_sync()) == ([], False)


@pytest.mark.parametrize("catalog", ["file/catalog.yaml", "folder"])
def test_a_catalog_that_cannot_be_written_is_no_defect(project, catalog, capsys):
    (project / "file").touch()
    (project / "folder").mkdir()
    (project / "other.yaml").write_text(PROJECT + f"catalog: {catalog}\n")
    assert main(["catalog", "pull", "--project", "other.yaml"]) == Exit.ERROR
    assert f"error: {catalog} cannot be written: " in capsys.readouterr().err
