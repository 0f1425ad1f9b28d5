"""What one run is asked for, beside the files."""

from dataclasses import dataclass, field
from datetime import datetime

from reconciler.core.limits import Limits
from reconciler.core.lookalike.skeleton import Skeleton, ascii_skeleton
from reconciler.core.policies.rules import NO_POLICIES, Policies
from reconciler.core.scope import Selection
from reconciler.core.target import Target


@dataclass(frozen=True, slots=True)
class Intent:
    """What one run is asked for, beside the files.

    `unknown_users` is `error` or `skip`. `removals` False leaves out whatever takes access.
    `skeleton` tells which names look alike; the data for all of Unicode comes from outside.
    `pinned` is what the files take the live system for, where that is not what it is.
    """

    selection: Selection
    now: datetime
    limits: Limits = field(default_factory=Limits)
    unknown_users: str = "error"
    removals: bool = True
    skeleton: Skeleton = ascii_skeleton
    pinned: Target | None = None
    policies: Policies = NO_POLICIES
