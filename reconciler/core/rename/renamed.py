"""The live state after all declared moves."""

from dataclasses import dataclass

from reconciler.core.declared import Declared
from reconciler.core.finding import Finding
from reconciler.core.model import State
from reconciler.core.rename.judge import Judge
from reconciler.core.rename.lookup import wanted_moves
from reconciler.core.rename.moves import Moves
from reconciler.core.rename.relocate import relocate


@dataclass(frozen=True, slots=True)
class Renamed:
    """The live state after all moves, and the moves that this takes."""

    state: State
    moves: Moves
    findings: tuple[Finding, ...] = ()


def rename(live: State, declared: Declared) -> Renamed:
    """Apply the declared renames and moves to the live state."""
    if not declared.moves:
        return Renamed(live, Moves({}))
    judge = Judge(live, declared, wanted_moves(live, declared.moves))
    findings = tuple(judge.judge())
    state = relocate(live, judge.moves) if judge.moves.new else live
    return Renamed(state, judge.moves, findings)
