"""Filters: buttons that narrow a section of the page to some kinds of its rows."""

from collections.abc import Sequence

from reconciler.report.html.look import Look, sign
from reconciler.report.html.markup import NOTHING, Markup, element


def filters(label: str, counts: Sequence[tuple[Look, str, int]]) -> Markup:
    """One button for each kind that is there; none where there is one kind only."""
    there = [entry for entry in counts if entry[2]]
    if len(there) < 2:
        return NOTHING
    buttons = [_button(look, title, count) for look, title, count in there]
    return element("div", *buttons, class_="filters live", role="group", aria_label=label)


def _button(look: Look, title: str, count: int) -> Markup:
    number = element("span", f"{count:,}", class_="count")
    return element(
        "button",
        sign(look),
        f"{title} ",
        number,
        type="button",
        aria_pressed="false",
        data_kind=look.name,
    )
