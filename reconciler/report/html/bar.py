"""The bar: search, the list of scopes and the look of the page, for who has scripts."""

from reconciler.core.spelling import Spelling
from reconciler.report.html.markup import Markup, element
from reconciler.report.html.scopes import Scopes

_KEYS = (
    ("/", "search"),
    ("Esc", "show all again"),
    ("↓ ↑ or j k", "next row, row before"),
    ("Enter", "open a row, or follow its link"),
)


def bar(scopes: Scopes, spelling: Spelling) -> Markup:
    """What stands at the top of the page while it is read; where no scope changes, less of it."""
    is_short = not scopes.numbers
    field = element(
        "input",
        type="search",
        id="search",
        placeholder="Search people, permissions, groups, files",
        aria_label="Search",
        aria_keyshortcuts="/",
        autocomplete="off",
        spellcheck="false",
    )
    options = element("option", "All scopes", value="")
    choices = [options, scopes.options(spelling)]
    choice = element("select", *choices, id="scope", aria_label="Scope", hidden=is_short)
    buttons = [
        _button("Sensitive", "sensitive", aria_pressed="false", hidden=is_short),
        _button("Light or dark", "theme"),
    ]
    found = element("p", "", id="found", role="status", class_="note")
    return element("search", field, choice, *buttons, found, class_="bar live")


def _button(title: str, name: str, **attributes: str | bool) -> Markup:
    return element("button", title, type="button", id=name, **attributes)


def keys() -> Markup:
    """Which keys do what, and a button for who does not want them."""
    said = [element("li", element("kbd", key), f" {what}") for key, what in _KEYS]
    switch = _button("Keys are on", "keys", aria_pressed="true")
    return element("div", element("ul", *said), switch, class_="keys live")
