"""What one run is asked for, beside the files."""

from dataclasses import dataclass, field
from datetime import datetime

from reconciler.core.limits import Limits
from reconciler.core.scope import Selection


@dataclass(frozen=True, slots=True)
class Intent:
    """What one run is asked for, beside the files.

    `unknown_users` is `error` or `skip`. `removals` False leaves out whatever takes access.
    """

    selection: Selection
    now: datetime
    limits: Limits = field(default_factory=Limits)
    unknown_users: str = "error"
    removals: bool = True
