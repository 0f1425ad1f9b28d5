"""One run at a time: who comes second, how long it waits, and what `unlock` does."""

import json
import threading

import pytest

import reconciler.connect
from reconciler.cli import locking
from reconciler.cli.main import main
from reconciler.cli.planning import utc_now
from reconciler.errors import Exit
from reconciler.portal import Portal
from reconciler.providers.base import Run
from reconciler.providers.portal.local.provider import PortalProvider

URL = "sqlite:///.reconciler/portal.db"
LEO = Run(utc_now(), actor="leo", host="shelf", commit="c0ffee")


@pytest.fixture(autouse=True)
def project(story):
    """A project whose plan is saved, too."""
    assert main(["plan", "--out", "plan.json"]) == Exit.OK
    return story


@pytest.fixture
def leo():
    """Somebody else's provider of the same portal."""
    with Portal.open(URL) as portal:
        yield PortalProvider(portal)


APPLY = (["apply", "--auto-approve"], ["apply", "plan.json"])


@pytest.mark.parametrize("command", APPLY, ids=["files", "a saved plan"])
def test_an_apply_while_somebody_else_applies_is_told_who_and_writes_nothing(command, leo, capsys):
    with leo.lock(LEO):
        capsys.readouterr()
        assert main(command) == Exit.LOCKED
    told = " ".join(capsys.readouterr().err.split())
    assert "error: Somebody else is applying: leo on shelf, since " in told
    assert "commit c0ffee. Lock " in told
    assert main(["plan", "--detailed-exitcode"]) == Exit.CHANGES
    assert main(command) == Exit.OK


def test_planning_takes_no_lock(leo):
    with leo.lock(LEO):
        assert main(["plan", "--detailed-exitcode"]) == Exit.CHANGES


@pytest.mark.parametrize("command", APPLY, ids=["files", "a saved plan"])
def test_an_apply_waits_as_long_as_it_is_told(command, leo, monkeypatch):
    """It asks again, and the lock is given back meanwhile."""
    given_back = threading.Event()
    monkeypatch.setattr(locking, "sleep", lambda _: given_back.set() or given.__exit__(*[None] * 3))
    given = leo.lock(LEO)
    given.__enter__()
    assert main([*command, "--lock-timeout", "5m"]) == Exit.OK
    assert given_back.is_set()


def test_an_apply_waits_no_longer_than_it_is_told(leo):
    with leo.lock(LEO):
        assert main(["apply", "--auto-approve", "--lock-timeout", "0.1s"]) == Exit.ERROR
        assert main(["apply", "--auto-approve", "--lock-timeout", "1s"]) == Exit.LOCKED


@pytest.mark.parametrize(
    ("written", "seconds"), [("0s", 0), ("90", 90), ("90s", 90), ("5m", 300), ("1h", 3600)]
)
def test_durations_are_read(written, seconds):
    assert locking.Duration().convert(written, None, None).total_seconds() == seconds


@pytest.mark.parametrize("written", ["", "soon", "-1s", "1d", "1.5m", "5 m", "9999999s"])
def test_what_is_no_duration_is_an_error(written, capsys):
    assert main(["apply", "--auto-approve", "--lock-timeout", written]) == Exit.ERROR
    assert "is no duration: write 90s, 5m or 1h." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("when", "ends"),
    [
        ("before", (Exit.LOCKED, {"not attempted"})),
        ("after", (Exit.PARTLY, {"applied", "not attempted"})),
    ],
)
def test_a_run_whose_lock_is_taken_writes_no_slice_any_more(
    monkeypatch, capsys, project, when, ends
):
    """Somebody unlocks when the first slice is handed over, or when it has been written."""
    connect = reconciler.connect.connect

    class Unlocked:
        def __init__(self, provider):
            self.provider = provider

        def __getattr__(self, name):
            return getattr(self.provider, name)

        lock = property(lambda self: self.provider.lock)
        unlock = property(lambda self: self.provider.unlock)
        holder = property(lambda self: self.provider.holder)

        def apply(self, changes, run):
            done = [] if when == "before" else list(self.provider.apply(changes, run))
            with Portal.open(URL) as portal, portal.reading() as reading:
                held = reading.lock
            assert main(["unlock", held.id]) == Exit.OK
            yield from done or self.provider.apply(changes, run)

    monkeypatch.setattr(reconciler.connect, "connect", lambda *given: Unlocked(connect(*given)))
    assert main(["apply", "--auto-approve"]) == ends[0]
    assert "error: The lock of this run was taken by somebody else" in capsys.readouterr().err
    (receipt,) = [json.loads(path.read_text()) for path in project.glob("**/receipts/*.json")]
    assert receipt["cause"] == "locked"
    assert {one["status"] for one in receipt["outcomes"]} == ends[1]


def test_unlock_says_whose_lock_it_was_and_the_portal_logs_it(leo, capsys):
    with leo.lock(LEO):
        with leo.portal.transaction() as work:
            held = work.locks.holder.id
        capsys.readouterr()
        assert main(["unlock", "0ddba11c"]) == Exit.ERROR
        assert f"it is {held} that is held, by leo on shelf" in capsys.readouterr().err
        assert main(["unlock", held]) == Exit.OK
        assert f"Lock {held} is taken from leo on shelf" in capsys.readouterr().out
    assert main(["portal", "log"]) == Exit.OK
    assert "lock.break" in capsys.readouterr().out
    assert main(["unlock", held]) == Exit.ERROR
    assert "nobody is applying" in capsys.readouterr().err


def test_status_says_who_holds_the_lock(leo, capsys):
    assert main(["status"]) == Exit.OK
    assert "lock" not in capsys.readouterr().out
    with leo.lock(LEO):
        assert main(["status"]) == Exit.OK
        told = " ".join(capsys.readouterr().out.split())
        held = leo.holder().id
        assert f"The lock is held by leo on shelf, since {told.partition('since ')[2]}" in told
        assert f"commit c0ffee. Lock {held}. Next: " in told
        assert main(["status", "--format", "json"]) == Exit.OK
        said = json.loads(capsys.readouterr().out)["status"]["lock"]
        assert (said["id"], said["user"], said["commit"]) == (held, "leo", "c0ffee")
        assert main(["status", "--offline"]) == Exit.OK
        assert "lock" not in capsys.readouterr().out


def test_a_provider_without_a_lock_of_its_own_is_locked_by_a_file_beside_the_project(
    project, monkeypatch, capsys
):
    connect = reconciler.connect.connect
    seen = []

    class Plain:
        def __init__(self, provider):
            self.describe, self.observe = provider.describe, provider.observe
            self.normalize, self.send = provider.normalize, provider.apply

        def apply(self, changes, run):
            seen.append(len(list((project / ".reconciler/locks").iterdir())))
            assert main(["apply", "--auto-approve"]) == Exit.LOCKED
            yield from self.send(changes, run)

    monkeypatch.setattr(reconciler.connect, "connect", lambda *given: Plain(connect(*given)))
    assert main(["apply", "--auto-approve"]) == Exit.OK
    assert set(seen) == {1}
    assert list((project / ".reconciler/locks").iterdir()) == []
    assert "Somebody else is applying" in capsys.readouterr().err
