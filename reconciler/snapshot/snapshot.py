"""A snapshot: a live system as it was observed, with the moment and the scopes it shows."""

from dataclasses import dataclass
from datetime import datetime

from reconciler.core.model import State
from reconciler.core.scope import Pattern
from reconciler.core.target import Target

FORMAT_VERSION = "1.0"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What was observed; `created` is aware and in UTC, `covers` are the patterns of `manage`."""

    target: Target
    state: State
    created: datetime
    covers: tuple[Pattern, ...]
    tool: str = ""
