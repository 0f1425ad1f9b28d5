"""Questions about access: the whole process, and the answer alone once both states are read."""

import sys
from pathlib import Path

from cases import Step, Subject
from ours import PROGRAM, built, program
from over_http import printed
from world import Group, World

HERE = Path(__file__).parent


def subjects() -> tuple[Subject, ...]:
    """A world of ten thousand groups with ten members each."""
    return (explained("questions", World(100_000, 100, 100_000, group=10)),)


def explained(name: str, world: World) -> Subject:
    """Whether somebody reaches a person of a group below theirs; a yes with its path."""
    question = asked(world)
    explain = (PROGRAM, "explain", *question)
    alone = (sys.executable, HERE / "explaining.py", question[0], question[1], question[3])
    shows = "{seconds:.2f} s, after {planning:.2f} s for the plan"
    steps = (
        Step("explain", "`explain`", explain, says="Yes: "),
        Step("answer", "the answer alone", alone, says="seconds", figures=printed, shows=shows),
    )
    groups = sum(len(system.groups) for system in world.systems())
    row = f"{world.users:,} users in {groups:,} groups"
    return Subject(name, "asked", row, program, built(world), steps)


def asked(world: World) -> tuple[str, str, str, str]:
    """The first who is in a group that has a group below it, and one who is in that."""
    system = next(iter(world.systems()))
    above, below = next(
        (one, other)
        for one in system.groups
        for other in system.groups
        if is_above(one, other) and one.members[0] != other.members[-1]
    )
    return above.members[0], "users.access", "--on", below.members[-1]


def is_above(one: Group, other: Group) -> bool:
    return len(one.names) < len(other.names) and other.names[: len(one.names)] == one.names
