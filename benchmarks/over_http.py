"""The program against a portal behind its service, and beside it a bare loop over the same API."""

import json
import shutil
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

from cases import Step, Subject, size
from files import write_files
from live import fill_served
from measure import Measured, succeed
from ours import APPLY, DATABASE, PLAN, PROGRAM, described, program
from portal_server import AS_OPERATOR, requests_made, serving, write_operator, write_token
from world import World

HERE = Path(__file__).parent
CHANGES = (10, 100, 1_000)
"""Changes of which the requests are counted."""
RUNS = 3
"""Of an apply of many changes, and of the loop beside it."""
OBSERVE = (*AS_OPERATOR, sys.executable, HERE / "observing.py")
READ = (sys.executable, HERE / "bare.py", "read")
WRITE = (sys.executable, HERE / "bare.py", "write")


def subjects() -> tuple[Subject, ...]:
    small = World(10_010, 10, 10_000)
    return (observed(World(100_000, 100, 100_000)), applied(small), counted(small))


def observed(world: World) -> Subject:
    """Everything as declared: the whole process, its observation alone, the same pages bare."""
    held = f'"memberships": {world.memberships + 1}'
    steps = (
        replace(plan("observe"), figures=whole),
        inside("provider", "its observation alone", OBSERVE, held),
        inside("read", "the same pages, bare", READ, held),
    )
    return subject(f"http-{size(world.memberships)}", "observed", world, steps)


def applied(world: World) -> Subject:
    """Nobody is in anything but one in each Top Role; all others are to be granted."""
    count = world.memberships - world.files
    bare = Step(
        "write",
        "1,000 of them, bare",
        WRITE,
        says='"written": 1000',
        each=having(world, count),
        runs=RUNS,
        beside=served,
        figures=printed,
        shows="{each:.4f} s each",
    )
    steps = (replace(apply(world, "apply", count), figures=for_each(count), runs=RUNS), bare)
    return subject(f"http-{size(count)}", "applied", world, steps)


def counted(world: World) -> Subject:
    """How many requests a plan makes, and applies of more and more changes."""
    steps = (plan("plan"), *(apply(world, f"apply-{count}", count) for count in CHANGES))
    shows = "{reads:.0f} reads, {writes:.0f} writes, {lock:.0f} about the lock"
    counting = (replace(step, figures=requests_made, shows=shows, runs=1) for step in steps)
    return subject("requests", "requests", world, tuple(counting))


def subject(name: str, table: str, world: World, steps: tuple[Step, ...]) -> Subject:
    return Subject(name, table, described(world), program, lambda place: build(world, place), steps)


def plan(name: str) -> Step:
    command = (*AS_OPERATOR, *PLAN)
    return Step(name, "`plan`, nothing to do", command, says="No changes.", beside=served)


def apply(world: World, name: str, count: int) -> Step:
    return Step(
        name,
        f"`apply`, {count:,} changes",
        (*AS_OPERATOR, *APPLY),
        says=f"{count} to grant",
        each=having(world, count),
        beside=served,
    )


def inside(name: str, column: str, command: tuple[str | Path, ...], says: str) -> Step:
    """A program that says how long it took, without its start."""
    shows = "{seconds:.2f} s"
    return Step(name, column, command, says=says, beside=served, figures=printed, shows=shows)


def whole(_: Path, run: Measured) -> Mapping[str, float]:
    return {"seconds": run.seconds}


def for_each(count: int) -> Callable[[Path, Measured], Mapping[str, float]]:
    return lambda _, run: {"each": run.seconds / count}


def printed(_: Path, run: Measured) -> Mapping[str, float]:
    """What a small program of ours says of itself in its last line."""
    figures: Mapping[str, float] = json.loads(run.said.splitlines()[-1])
    return figures


def build(world: World, directory: Path) -> None:
    """The project, and a portal that is as it declares."""
    write_files(world, directory)
    write_operator(directory)
    having(world, 0)(directory)
    succeed(directory, (PROGRAM, "catalog", "pull"))


def having(world: World, missing: int) -> Callable[[Path], None]:
    """A new portal without the first memberships, and a token for it."""

    def make(directory: Path) -> None:
        shutil.rmtree(directory / DATABASE.parent, ignore_errors=True)
        (directory / DATABASE.parent).mkdir()
        url = f"sqlite:///{directory / DATABASE}"
        fill_served(world, url, missing)
        write_token(directory, url)

    return make


def served(directory: Path) -> AbstractContextManager[None]:
    return serving(directory, f"sqlite:///{DATABASE}")
