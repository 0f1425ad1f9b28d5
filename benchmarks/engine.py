"""The pure parts of the program by themselves: what a change does to access, and the order of one.

Each is a small program that prints what it took; the states are made before the clock runs.
"""

import sys
from pathlib import Path

from cases import Step, Subject
from ours import program
from over_http import printed

HERE = Path(__file__).parent


def subjects() -> tuple[Subject, ...]:
    return (differing(), ordering())


def differing() -> Subject:
    """The difference between two states of 100,000 users, as much of it as differs."""
    kinds = {
        "changed": "1 % of the groups lose a member",
        "set": "every group gets and loses a permission",
        "first": "from nothing",
    }
    steps = tuple(
        Step(
            f"access-{kind}",
            column,
            (sys.executable, HERE / "differing.py", kind),
            says='"effects"',
            figures=printed,
            shows="{seconds:.2f} s, {effects:,.0f} effects on {people:,.0f} people",
        )
        for kind, column in kinds.items()
    )
    row = "100,000 users in 10,000 groups with 60 permissions"
    return Subject("100k", "engine", row, program, lambda _: None, steps)


def ordering() -> Subject:
    """The order of 10,000 changes, with the proof of every step."""
    step = Step(
        "order",
        "rules and proof",
        (sys.executable, HERE / "ordering.py"),
        says='"changes"',
        figures=printed,
        shows="{seconds:.2f} s, {processor:.2f} s of processor",
    )
    row = "10,033 changes in 209 phone systems"
    return Subject("10k", "engine", row, program, lambda _: None, (step,))
