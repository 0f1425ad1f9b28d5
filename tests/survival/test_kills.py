"""R3: a real apply is killed at every kind of moment, and the next one finishes its work.

A failing case names its seed, and the command that replays it.
"""

import json
import os
import shutil
import signal

import pytest

from reconciler.core.outcome import Status
from reconciler.journal import Kept, open_runs, read_journal
from reconciler.report.outcomes import outcome_data
from tests.providers.served import wait_until_idle

from .killed import (
    WORLDS,
    Case,
    admit,
    behind_its_service,
    die,
    prepare,
    say,
    state,
    written,
)

ALL = bool(os.environ.get("RECONCILER_TEST_ALL"))
SEEDS = range(50 if ALL else 10)
SERVED_SEEDS = range(200 if ALL else 40)


@pytest.fixture(scope="module")
def worlds(tmp_path_factory):
    """Portals in their first state, made once and copied for each kill."""
    folders = [tmp_path_factory.mktemp("world") / "project" for _ in range(WORLDS)]
    for number, folder in enumerate(folders):
        folder.mkdir()
        prepare(folder, number)
    return folders


@pytest.fixture(scope="module")
def tokens(worlds):
    """For each world, the token of somebody who may do everything there."""
    return [admit(folder) for folder in worlds]


@pytest.fixture(scope="module")
def wholes(worlds, tokens, tmp_path_factory):
    """What is live where nobody is killed, and how many writes that took."""
    assert len(tokens) == WORLDS  # made before the worlds are copied
    folders = [tmp_path_factory.mktemp("whole") / "project" for _ in worlds]
    for world, folder in zip(worlds, folders, strict=True):
        shutil.copytree(world, folder)
        say(folder, "apply", "--auto-approve")
    return [(state(folder), written(folder)) for folder in folders]


@pytest.mark.parametrize("seed", SEEDS)
def test_whenever_an_apply_is_killed_status_is_true_and_the_next_one_finishes(
    seed, worlds, wholes, tmp_path
):
    folder = tmp_path / "project"
    shutil.copytree(worlds[seed % WORLDS], folder)
    survives(folder, Case.of(seed), wholes[seed % WORLDS], "sqlite:///portal.db")


@pytest.mark.parametrize("seed", SERVED_SEEDS)
def test_the_same_over_http_with_the_server_in_another_process(
    seed, worlds, wholes, tokens, tmp_path
):
    """Before, within and after every call; the token is in no file that is left behind."""
    folder, token = tmp_path / "project", tokens[seed % WORLDS]
    shutil.copytree(worlds[seed % WORLDS], folder)
    with behind_its_service(folder, token) as url:
        survives(folder, Case.of(seed, served=True), wholes[seed % WORLDS], url)
        wait_until_idle(url)
        assert (state(folder), written(folder)) == wholes[seed % WORLDS]
    left = [path for path in folder.rglob("*") if path.is_file()]
    assert [path for path in left if token.encode() in path.read_bytes()] == []


def survives(folder, case, whole, url):
    """Whoever was killed, `status` says what became of it, and the next apply does the rest.

    Behind a service the dead run's last request may still be under way. Then `status` can say no
    more than what is live so far; so every second time it waits, and else the next apply does not:
    a slice of the dead run is written before that has the lock, or never.
    """
    code = die(folder, case)
    replay = f"{case}: python -m tests.survival.killed FOLDER {case.seed}"
    replay += " served" if url.startswith("http") else ""
    assert code in (-signal.SIGKILL, 0), replay
    if not url.startswith("http"):
        assert untrue(folder) == [], replay
    elif case.seed % 2:
        wait_until_idle(url)
        assert untrue(folder) == [], replay
    say(folder, "apply", "--auto-approve")
    assert (state(folder), written(folder)) == whole, replay
    say(folder, "plan", "--detailed-exitcode")
    assert list(open_runs(Kept(folder, "northwind", url))) == [], replay


def untrue(folder):
    """What `status` says, and is not so in the database."""
    live = state(folder)
    (told,) = json.loads(say(folder, "status", "--format", "json"))["status"]["runs"] or [{}]
    wrong = [
        one["sentence"]
        for one in told.get("unknown", [])
        if (one["live"] == "applied") != is_made(one, live)
    ]
    for path in (folder / ".reconciler/journal").glob("*.jsonl"):
        run = read_journal(path)
        for outcome in run.ledger.all if run else ():
            one = outcome_data(outcome, run.run.spelling)
            if outcome.status is not Status.UNKNOWN and outcome.is_done != is_made(one, live):
                wrong.append(one["sentence"])
    return wrong


def is_made(change, live):
    """Whether the database holds what a change wanted; its groups are all called differently."""
    value = change["after"] or change["before"]
    name = change["ref"].rpartition("/")[2]
    thing = (name, value["member"]) if "member" in value else name
    return (thing in live) == (change["after"] is not None)
