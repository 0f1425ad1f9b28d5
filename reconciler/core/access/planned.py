"""What a plan does to what people can do."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from reconciler.core.access.difference import difference
from reconciler.core.access.effect import Difference
from reconciler.core.access.question import Access, is_computed
from reconciler.core.access.sides import Side, Sides
from reconciler.core.afterwards import afterwards, moves_of
from reconciler.core.model import State
from reconciler.core.plan import Step
from reconciler.core.target import Target


def effects_of(
    steps: Sequence[Step], live: State, targets: tuple[Target, Target], now: datetime
) -> Difference | None:
    """The difference that these steps make; None where the system's access is not computed.

    `targets` are the live system as it was pinned, and as it is: a catalog that grew gives more to
    those who hold what implies it, without any change. What is pinned stands in the files, and who
    writes them may claim that anything was held before: it counts as far as the live system agrees.
    """
    pinned, target = targets
    if not (is_computed(target) and is_computed(pinned)):
        return None
    if not steps and pinned == target:
        return Difference(scopes=len(live.users))
    before = Side(Access(live, agreed(pinned, target), now), moves_of(steps))
    return difference(Sides(before, Side(Access(afterwards(live, steps), target, now))))


def agreed(pinned: Target, live: Target) -> Target:
    """The live system as it was at most: what implies what counts where it is pinned and live."""
    if pinned == live:
        return live
    implied = {one.key: one.implies for one in pinned.catalog.permissions}
    permissions = (
        replace(one, implies=tuple(key for key in one.implies if key in implied.get(one.key, ())))
        for one in live.catalog.permissions
    )
    return replace(live, catalog=replace(live.catalog, permissions=tuple(permissions)))
