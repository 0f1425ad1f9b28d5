"""Room: how much of a plan one page shows, so that it opens at once and can be sent by mail."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Room:
    """How many of each are written one by one; the others are counted.

    A plan of up to `whole` changes is shown whole, of a larger one `changes` are. `drawn` is people
    and groups in the trees, `named` is what one row names of a list.
    """

    whole: int
    changes: int
    effects: int
    findings: int
    drawn: int
    named: int


ROOMS = (
    Room(10_000, changes=5_000, effects=3_000, findings=1_000, drawn=2_000, named=100),
    Room(2_000, changes=2_000, effects=1_000, findings=300, drawn=500, named=40),
    Room(300, changes=300, effects=200, findings=100, drawn=100, named=20),
    Room(20, changes=20, effects=20, findings=20, drawn=20, named=5),
)
"""The first that keeps a page within `BYTES` is taken."""

BYTES = 12_000_000
