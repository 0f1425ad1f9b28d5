"""The order of changes: safe at every step, so that a run may stop anywhere."""

from reconciler.core.order.address import addressed
from reconciler.core.order.final import at_its_moment, final_changes
from reconciler.core.order.situation import Situation
from reconciler.core.order.sort import Ordered, in_order, sort_key
from reconciler.core.order.waiting import Waiting, waiting

__all__ = [
    "Ordered",
    "Situation",
    "Waiting",
    "addressed",
    "at_its_moment",
    "final_changes",
    "in_order",
    "sort_key",
    "waiting",
]
