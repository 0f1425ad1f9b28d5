"""What the checks of a plan look at: both states at final addresses, and what lies between."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from reconciler.core.change import Change
from reconciler.core.declared import Declared
from reconciler.core.model import State
from reconciler.core.rename import Moves
from reconciler.core.scope import Selection
from reconciler.core.spelling import Spelling
from reconciler.core.target import Target


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan before it is ordered: `live` has its moves made, `desired` has no gaps."""

    declared: Declared
    live: State
    desired: State
    moves: Moves
    changes: Sequence[Change]
    selection: Selection
    target: Target
    now: datetime
    spelling: Spelling
