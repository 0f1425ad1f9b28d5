"""How much work it is, counted: a plan costs what there is, never its square.

No clock is read here. What is counted at two sizes are the calls of our own functions, the queries
to the live system, the bytes that are held at the same time, and the objects that stay.
"""

import gc
import sys
import tracemalloc
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

import reconciler
from reconciler.cli.main import main
from reconciler.pipeline import Question, plan, sound_files
from reconciler.portal import Portal
from reconciler.providers.portal.local.provider import PortalProvider
from tests.counting import calls, queries

BENCHMARKS = Path(reconciler.__file__).parents[1] / "benchmarks"
NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)

sys.path.insert(0, str(BENCHMARKS))
from files import write_files  # noqa: E402 - found by path
from live import fill  # noqa: E402 - found by path
from world import World  # noqa: E402 - found by path

SMALL = World(memberships=2_000, files=10, users=2_000, group=20)
LARGER = World(memberships=8_000, files=40, users=8_000, group=20)
"""Four times of everything: files, groups, users and memberships."""
FULLER = World(memberships=8_000, files=10, users=8_000, group=80)
"""As many files and groups, with four times as many people in them."""


@contextmanager
def memory():
    """Measure the bytes that are held at the same time, at most."""
    found = []
    gc.collect()
    tracemalloc.start()
    try:
        yield found
        found.append(tracemalloc.get_traced_memory()[1])
    finally:
        tracemalloc.stop()


def planned(root):
    """The plan for a world, from its files to the last finding."""
    files = sound_files(root / "reconciler.yaml", Question(NOW))
    with Portal.open(f"sqlite:///{root}/.reconciler/portal.db") as portal:
        return plan(files, PortalProvider(portal), Question(NOW))


@pytest.fixture(scope="module")
def worlds(tmp_path_factory):
    """Make a world, as files and as a live system; made once each."""
    made = {}

    def make(world, *, changed=False):
        if (world, changed) not in made:
            root = tmp_path_factory.mktemp("world")
            write_files(world, root, changed=changed)
            fill(world, root / ".reconciler/portal.db")
            assert main(["--chdir", str(root), "catalog", "pull"]) == 0
            planned(root)  # so that what is loaded on demand is there
            made[world, changed] = root
        return made[world, changed]

    return make


def work(measure, root):
    """What a plan of a world costs, as one of the counters above says."""
    with measure() as found:
        planned(root)
    return found


@pytest.mark.parametrize("changed", [False, True], ids=["nothing to do", "with changes"])
def test_four_times_as_much_takes_four_times_as_many_calls(worlds, changed):
    few = work(calls, worlds(SMALL, changed=changed))
    many = work(calls, worlds(LARGER, changed=changed))
    assert few.total() * 3 < many.total() < few.total() * 4.4
    worse = {name: (few[name], many[name]) for name in many if many[name] > few[name] * 5 + 50}
    assert worse == {}


def test_more_people_in_the_same_groups_take_hardly_a_call_more(worlds):
    few, many = work(calls, worlds(SMALL)), work(calls, worlds(FULLER))
    more = {name: (few[name], many[name]) for name in many if many[name] > few[name] * 1.1 + 10}
    assert more == {}
    assert many.total() < few.total() * 1.02


@pytest.mark.parametrize("larger", [LARGER, FULLER], ids=["more files", "fuller groups"])
def test_the_live_system_is_listed_by_the_same_few_queries(worlds, larger):
    few, many = work(queries, worlds(SMALL)), work(queries, worlds(larger))
    assert many == few
    assert len(few) < 20


@pytest.mark.parametrize("changed", [False, True], ids=["nothing to do", "with changes"])
def test_four_times_as_much_takes_four_times_the_memory(worlds, changed):
    (few,) = work(memory, worlds(SMALL, changed=changed))
    (many,) = work(memory, worlds(LARGER, changed=changed))
    assert many < few * 4.4


def test_no_object_stays_for_one_membership_that_does_not_change(worlds):
    def objects(root):
        gc.collect()
        before = len(gc.get_objects())
        found = planned(root)
        gc.collect()
        assert found.plan.is_empty
        return len(gc.get_objects()) - before

    assert objects(worlds(FULLER)) < objects(worlds(SMALL)) * 1.02
