"""Renames and moves: applied to the live state first, whole subtrees at once.

What is compared afterwards stands at its final address on both sides, so that a renamed group is
one change whatever stands below it. For each `previously:`

| new there | old there | then |
|---|---|---|
| no | yes | moved |
| no | no | created |
| yes | no, or declared by another entry | done: a hint to drop the line |
| yes | yes | an error |

where "there" is judged after the other declared renames.
"""

from reconciler.core.rename.moves import Moves
from reconciler.core.rename.renamed import Renamed, rename

__all__ = ["Moves", "Renamed", "rename"]
