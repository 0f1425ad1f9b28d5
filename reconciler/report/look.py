"""The look of changes and findings: one symbol and one colour for each."""

from collections.abc import Mapping

from reconciler.core.change import Action
from reconciler.core.finding import Severity
from reconciler.core.outcome import Status

SYMBOLS: Mapping[Action, str] = {
    Action.CREATE: "+",
    Action.UPDATE: "~",
    Action.DELETE: "-",
    Action.MOVE: ">",
    Action.GRANT: "+",
    Action.REVOKE: "-",
    Action.REDATE: "~",
}

COLOURS: Mapping[str, str] = {"+": "green", "~": "yellow", "-": "red", ">": "cyan"}

SEVERITIES: Mapping[Severity, str] = {
    Severity.ERROR: "bold red",
    Severity.WARNING: "bold yellow",
    Severity.HINT: "bold cyan",
}

STATUSES: Mapping[Status, str] = {
    Status.APPLIED: "green",
    Status.ALREADY: "dim",
    Status.FAILED: "bold red",
    Status.CONFLICT: "bold red",
    Status.SKIPPED: "yellow",
    Status.NOT_ATTEMPTED: "yellow",
    Status.UNKNOWN: "bold magenta",
}


def colour(action: Action) -> str:
    """The colour of what a change does."""
    return COLOURS[SYMBOLS[action]]
