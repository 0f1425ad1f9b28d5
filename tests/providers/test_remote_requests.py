"""How many requests a run makes over HTTP: what it reads does not grow with what it changes.

No clock is read here. What is counted are the calls that arrive at a real service, by kind.
"""

import sys
from collections import Counter
from pathlib import Path

import pytest

import reconciler
from reconciler.apply import SLICE
from reconciler.cli.main import main
from reconciler.providers.portal.remote import lock
from reconciler.testing.proxy import Proxy
from tests.providers.served import served

sys.path.insert(0, str(Path(reconciler.__file__).parents[1] / "benchmarks"))
from files import PROJECT, URL, write_files
from live import fill_served
from portal_server import kind, write_operator, write_token
from world import World

WORLD = World(memberships=2_004, files=2, users=400, group=100)
CHANGES = (10, 100, 1_000)
OBSERVATION = ["memberships", "users", "groups", "roles", "scopes"]


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run a command on a portal that lacks so many memberships; the calls that it made."""
    database = f"sqlite:///{tmp_path}/portal.db"
    write_files(WORLD, tmp_path)
    write_operator(tmp_path)

    def calls(missing, *command):
        (tmp_path / "portal.db").unlink(missing_ok=True)
        fill_served(WORLD, database, missing)
        write_token(tmp_path, database)
        monkeypatch.setenv("RECONCILER_TOKEN_FILE", str(tmp_path / "token"))
        with served(database, owner=False) as url, Proxy(url, {}) as proxy:
            (tmp_path / "reconciler.yaml").write_text(PROJECT.replace(URL, proxy.url), "utf-8")
            assert main(["--chdir", str(tmp_path), "catalog", "pull"]) == 0
            before = len(proxy.seen)
            assert main(["--chdir", str(tmp_path), *command]) == 0
            return proxy.seen[before:]

    return calls


def kinds(calls):
    lines = (call.split(" ") for call in calls)
    return Counter(kind({"method": method, "route": path}) for method, path in lines)


def test_a_plan_reads_each_listing_once_and_writes_nothing(run):
    calls = run(0, "plan")
    listed = [path for each in OBSERVATION for path in calls if f"/v1/{each}?" in path]
    assert len(listed) == len(OBSERVATION)
    assert kinds(calls) == {"reads": len(calls)}


def test_a_plan_of_many_changes_makes_the_same_requests(run):
    assert sorted(run(1_000, "plan")) == sorted(run(0, "plan"))


def test_an_apply_reads_the_same_however_much_it_changes_and_writes_slice_by_slice(run):
    made = {count: kinds(run(count, "apply", "--auto-approve")) for count in CHANGES}
    reads = made[CHANGES[0]]["reads"]
    assert {count: (one["reads"], one["writes"]) for count, one in made.items()} == {
        count: (reads, -(-count // SLICE)) for count in CHANGES
    }


def test_the_lock_is_asked_for_once_shown_alive_for_each_slice_and_given_back(run, monkeypatch):
    monkeypatch.setattr(lock, "BEAT", 1e6)  # else a slow machine would hear of it more often
    assert kinds(run(3 * SLICE, "apply", "--auto-approve"))["lock"] == 1 + 3 + 1
