"""Look: the kinds of change that the page tells apart, each with a sign and a word.

The colour of a kind stands in the style sheet; it is never all that says which kind it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from reconciler.core.access.effect import Kind
from reconciler.core.change import Action
from reconciler.core.finding import Severity
from reconciler.report.html.markup import Markup, element


@dataclass(frozen=True, slots=True)
class Look:
    """How one kind is called in the style sheet, its sign, and the word for who cannot see it."""

    name: str
    sign: str
    word: str


ADDED = Look("add", "+", "added")
REMOVED = Look("remove", "\N{MINUS SIGN}", "removed")
ALTERED = Look("alter", "~", "changed")
MOVED = Look("move", "\N{RIGHTWARDS ARROW}", "moved")
KEPT = Look("keep", "=", "kept")
STAYS = Look("stay", "", "")

ACTIONS: Mapping[Action, Look] = {
    Action.DELETE: REMOVED,
    Action.REVOKE: REMOVED,
    Action.CREATE: ADDED,
    Action.GRANT: ADDED,
    Action.UPDATE: ALTERED,
    Action.REDATE: ALTERED,
    Action.MOVE: MOVED,
}
EFFECTS: Mapping[Kind, Look] = {Kind.GAIN: ADDED, Kind.LOSS: REMOVED, Kind.KEPT: KEPT}
SEVERITIES: Mapping[Severity, Look] = {
    Severity.ERROR: Look("error", "!", "error"),
    Severity.WARNING: Look("warning", "!", "warning"),
    Severity.HINT: Look("hint", "i", "hint"),
}


def mark(look: Look, shape: str = "sign") -> Markup:
    """The sign of a kind for the eyes, and its word for who cannot see it."""
    if not look.word:
        return sign(look, shape)
    return element(
        "span", look.sign, class_=f"{shape} {look.name}", role="img", aria_label=look.word
    )


def sign(look: Look, shape: str = "sign") -> Markup:
    """The sign alone, where a word stands beside it."""
    return element("span", look.sign, class_=f"{shape} {look.name}", aria_hidden="true")
