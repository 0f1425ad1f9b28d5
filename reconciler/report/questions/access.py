"""The answer of `access`: everything that one user can do, through what, and how far."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from rich.cells import cell_len
from rich.text import Text

from reconciler.core.access.ability import Ability
from reconciler.core.access.view import View
from reconciler.core.model import Ref
from reconciler.core.scope import Scope
from reconciler.report.escape import visible
from reconciler.report.layout import Item
from reconciler.report.questions.facts import end_data, place_data, state_name, steps_data
from reconciler.report.questions.placed import lay
from reconciler.report.questions.words import being, note_of, of_home, origin_of, spread, who
from reconciler.report.report import Report
from reconciler.report.table import Rows
from reconciler.report.wording import place, plural

_COLUMNS = (
    *("user", "scope", "permission", "title", "reach", "users", "groups"),
    *("through", "until", "file", "line", "note"),
)
_KEY = 37
"""The longest key of the portal: so wide is the column of keys at most."""


def access_report(user: Ref, found: Sequence[Ability], view: View) -> Report:
    """Everything that a user can do."""
    return Report(
        verdict(user, found, view),
        lambda width: lay(_items(user, found, view), width),
        "access",
        lambda: _data(user, found, view),
        table=lambda: _rows(user, found, view),
    )


def verdict(user: Ref, found: Sequence[Ability], view: View) -> str:
    """How much it is, in one sentence; where it is nothing, why."""
    them = of_home(user, view)
    if not view.access.holdings.is_active(user):
        return f"{them} is deactivated, and can do nothing."
    if not found:
        is_in = any(True for _ in view.access.holdings.direct(user))
        nothing = "nothing that carries a permission" if is_in else "no group and has no role"
        return f"{them} is in {nothing}."
    keys = {key for ability in found for key in ability.permissions}
    scopes = {ability.reached.place for ability in found}
    more = f" at {plural(len(scopes), 'place')}" if len(scopes) > 1 else ""
    return f"{them} has {plural(len(keys), 'permission')}{more}."


def _items(user: Ref, found: Sequence[Ability], view: View) -> Iterator[Item]:
    yield Item(Text(verdict(user, found, view), "bold"))
    for scope, here in groupby(found, key=lambda one: one.holding.container.scope):
        yield Item(Text())
        yield _scope(scope, view)
        for _, given in groupby(here, key=lambda one: one.holding):
            yield from _given([*given], view)


def _scope(scope: Scope, view: View) -> Item:
    level = view.access.target.level_of(scope)
    title = f"  {visible(level.title or level.name)}" if level else ""
    return Item(Text.assemble((place(scope, view.spelling), "bold"), (title, "dim")))


def _given(given: Sequence[Ability], view: View) -> Iterator[Item]:
    """What one thing gives: where to read it, then by reach what it is."""
    first = given[0]
    note = note_of(first.steps[0], view)
    yield Item(Text(f"  {being(first.holding, view)}"), 4, note)
    keys = [visible(key) for ability in given for key in ability.permissions]
    width = min(max(map(cell_len, keys)), _KEY)
    for ability in given:
        yield Item(Text(f"    {spread(ability, view)}"), 6)
        for key in ability.permissions:
            title = visible(view.access.carries.permission(key).title)
            pad = " " * (width - cell_len(visible(key)) + 2) if title else ""
            yield Item(Text.assemble(f"      {visible(key)}{pad}", (title, "dim")), 6 + width + 2)


def _data(user: Ref, found: Sequence[Ability], view: View) -> dict[str, Any]:
    return {
        "state": state_name(view),
        "user": str(user),
        "active": view.access.holdings.is_active(user),
        "abilities": [
            {
                "scope": str(ability.holding.container.scope),
                "permissions": [_permission(key, view) for key in ability.permissions],
                "reach": _reach(ability, view),
                "until": end_data(ability.holding.until),
                "steps": steps_data(ability.steps, view),
            }
            for ability in found
        ],
    }


def _permission(key: str, view: View) -> dict[str, Any]:
    known = view.access.carries.permission(key)
    return {"key": key, "title": known.title or None, "sensitive": known.sensitive}


def _reach(ability: Ability, view: View) -> dict[str, Any]:
    reached = ability.reached
    return {
        "kind": reached.kind,
        "place": str(reached.place),
        "users": reached.users,
        "groups": reached.groups,
        "sentence": spread(ability, view),
    }


def _rows(user: Ref, found: Sequence[Ability], view: View) -> Rows:
    """One row for each permission of each thing that gives it."""
    yield _COLUMNS
    for ability in found:
        origin, reached = place_data(origin_of(ability.steps[0], view)) or {}, ability.reached
        for key in ability.permissions:
            yield (
                view.address(user),
                view.spelling.scope(ability.holding.container.scope),
                key,
                view.access.carries.permission(key).title,
                spread(ability, view),
                *((reached.users, reached.groups) if reached.kind != "place" else (None, None)),
                who(ability.holding.container.ref, view),
                end_data(ability.holding.until),
                origin.get("file"),
                origin.get("line"),
                "" if origin else note_of(ability.steps[0], view),
            )
