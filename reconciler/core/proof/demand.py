"""Demands: what must hold, or must not hold, after every step of a plan."""

from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias

from reconciler.core.model import Ref
from reconciler.core.proof.ways import Ways
from reconciler.core.scope import Scope

Person: TypeAlias = tuple[Scope, str]
"""A user: the home scope and the folded name."""


class Kind(IntEnum):
    """What goes wrong where a demand is not met, the worst first."""

    KEPT = 0
    EXCESS = 1
    LOCKOUT = 2
    FORBIDDEN = 3
    CALLER = 4
    GAP = 5

    @property
    def must_hold(self) -> bool:
        """Whether the ways must hold at every step, or at none."""
        return self not in (Kind.EXCESS, Kind.FORBIDDEN)


@dataclass(frozen=True, slots=True)
class Right:
    """What somebody holds: a permission, and on whom or where it works."""

    person: Person
    permission: str
    on: Person | Ref | Scope


@dataclass(frozen=True, slots=True)
class Demand:
    """What is demanded of every step.

    `rights` are what is held by excess or missing in a gap, several where they come and go
    together. `about` is the scope that is locked out, the person and the words for what is
    forbidden, or the step that needs the caller.
    """

    kind: Kind
    ways: Ways
    rights: tuple[Right, ...] = ()
    about: Scope | tuple[Person, str] | int | None = None
