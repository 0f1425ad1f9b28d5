"""The program itself: worlds of several sizes, its start, and the row beside other programs."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from cases import Step, Subject, size
from files import EVERYDAY, write_files, write_reseller
from live import fill, fill_people
from measure import succeed
from world import World

import reconciler

PROGRAM = Path(sys.executable).with_name("reconciler")
EXAMPLE = Path(__file__).parents[1] / "examples/roles"
DATABASE = Path(".reconciler/portal.db")
BEFORE = Path("before.db")
VALIDATE = (PROGRAM, "validate")
PLAN = (PROGRAM, "plan", "--detailed-exitcode")
APPLY = (PROGRAM, "apply", "--auto-approve")


def subjects() -> tuple[Subject, ...]:
    big = World(1_000_000, 1_000, 100_000)
    return (
        start(),
        worlds("10k", World(10_000, 10, 100_000)),
        worlds("10k-users", World(10_000, 10, 10_000)),
        worlds("100k", World(100_000, 100, 100_000)),
        worlds("1m", big, apply(big)),
        worlds("1m-users", World(1_000_000, 1_000, 1_000_000)),
        worlds("deep", World(100_000, 1, 100_000, group=20, deep=100)),
        one_set(),
    )


def program() -> str:
    return f"reconciler {reconciler.__version__}"


def start() -> Subject:
    steps = (
        Step("help", "`--help`", (PROGRAM, "--help"), says="Usage: reconciler"),
        Step("version", "`--version`", (PROGRAM, "--version"), says="reconciler"),
        Step("validate-roles", "`validate`", VALIDATE),
    )
    return Subject("", "start", "`examples/roles`", program, copy_example, steps)


def copy_example(directory: Path) -> None:
    shutil.copytree(EXAMPLE, directory, dirs_exist_ok=True)


def worlds(name: str, world: World, *more: Step) -> Subject:
    """A world that is live as declared: validate, plan nothing, plan 1 % of it."""
    steps = (Step("validate", "`validate`", VALIDATE), NOTHING_TO_DO, changed(world), *more)
    return Subject(name, "worlds", described(world), program, built(world), steps)


NOTHING_TO_DO = Step("plan", "`plan`, nothing to do", PLAN, says="No changes.")


def changed(world: World) -> Step:
    half = world.memberships // 200
    return Step(
        "changed",
        "`plan`, changed",
        PLAN,
        exit=2,
        says=f"{half} to grant, {half} to revoke",
        once=lambda place: write_files(world, place, changed=True),
    )


def apply(world: World) -> Step:
    """Carry out what is changed, each time on the database as it was built."""

    def keep(place: Path) -> None:
        write_files(world, place, changed=True)
        shutil.copy(place / DATABASE, place / BEFORE)

    return Step(
        "apply",
        f"`apply`, {world.memberships // 100:,} changes",
        APPLY,
        once=keep,
        each=lambda place: shutil.copy(place / BEFORE, place / DATABASE),
    )


def one_set() -> Subject:
    """A world in which every group has its permissions through one set."""
    world = World(100_000, 100, 100_000, group=10)
    step = Step(
        "changed",
        "`plan`, changed",
        PLAN,
        exit=2,
        says="10000 to update",
        once=lambda place: write_reseller(place, (*EVERYDAY, "call_history.access")),
    )
    row = f"{described(world)}, 10,000 groups with one set, which changes"
    return Subject("set", "worlds", row, program, built(world), (NOTHING_TO_DO, step))


def beside(memberships: int) -> Subject:
    """The row that stands beside other programs: from nothing, and with nothing to do."""
    world = World(memberships, memberships // 1000, memberships)

    def from_nothing(place: Path) -> None:
        fill_people(world, place / DATABASE)

    def whole(place: Path) -> None:
        fill(world, place / DATABASE)

    steps = (
        Step("first", "first plan", PLAN, exit=2, once=from_nothing),
        Step("apply", "apply", APPLY, each=from_nothing),
        Step("plan", "plan, nothing to do", PLAN, says="No changes.", once=whole),
    )
    name, row = f"reconciler-{size(memberships)}", f"{memberships:,}: Reconciler"
    return Subject(name, "others", row, program, built(world), steps)


def described(world: World) -> str:
    """A world as the first cell of its row."""
    files = f"{world.files:,} files" if world.files > 1 else "1 file"
    deep = f", groups {world.deep} deep" if world.deep else ""
    return f"{world.memberships:,} in {files}{deep}, {world.users:,} users"


def built(world: World) -> Callable[[Path], None]:
    return lambda place: build(world, place)


def build(world: World, directory: Path) -> None:
    """The project, and a portal that is as it declares."""
    write_files(world, directory)
    fill(world, directory / DATABASE)
    succeed(directory, (PROGRAM, "catalog", "pull"))
