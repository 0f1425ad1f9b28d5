"""The overview: what sound files declare, in one line."""

from rich.text import Text

from reconciler.core.declared import Declared
from reconciler.report.layout import fold
from reconciler.report.wording import listing, plural


def overview(declared: Declared, width: int) -> list[Text]:
    """How much the files declare: `Valid: 6 scopes with 5 roles, 20 groups and 9 memberships.`."""
    state = declared.state
    counts = [
        plural(len(state.roles), "role"),
        plural(len(state.groups), "group"),
        plural(sum(map(len, state.members.values())), "membership"),
    ]
    text = f"Valid: {plural(len(state.scopes), 'scope')} with {listing(counts)}."
    return fold(Text(text, "bold"), width)
