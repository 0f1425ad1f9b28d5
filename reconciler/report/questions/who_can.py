"""The answer of `who-can`: everybody who can do something, by home, each with every path."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, islice
from typing import Any

from rich.cells import cell_len
from rich.text import Text

from reconciler.core.access.holders import Holder, Holders
from reconciler.core.access.question import Path
from reconciler.core.access.steps import Step, Walk
from reconciler.core.access.view import View
from reconciler.core.scope import Scope
from reconciler.report.folding import shares
from reconciler.report.layout import Item
from reconciler.report.questions.facts import (
    end_data,
    place_data,
    state_name,
    steps_data,
)
from reconciler.report.questions.placed import lay
from reconciler.report.questions.words import being, note_of, origin_of, what, who
from reconciler.report.report import Report
from reconciler.report.table import Rows
from reconciler.report.wording import place, plural

ROOM = 100
"""Of more people about so many are shown: some of every place, and counts of the rest."""
_PLACES = 50
_WIDEST = 24
_COLUMNS = ("user", "permission", "scope", "through", "at", "on", "until", "file", "line", "note")


def who_can_report(found: Holders, view: View, *, full: bool) -> Report:
    """Everybody; people who read text see the first of many where not `full`."""
    return Report(
        verdict(found, view),
        lambda width: lay(_items(found, view, full=full), width),
        "who_can",
        lambda: _data(found, view),
        table=lambda: _rows(found, view),
    )


def verdict(found: Holders, view: View) -> str:
    """How many there are, as `3 people have users.access (Access Users) at /acme.`."""
    has = what(found.permission, view)
    where = f" at {place(found.scope, view.spelling)}" if found.scope else ""
    on = f" on {who(found.on, view)}" if found.on else ""
    match len(found.all):
        case 0:
            return f"Nobody has {has}{where}{on}."
        case 1:
            return f"1 person has {has}{where}{on}."
        case many:
            return f"{many:,} people have {has}{where}{on}."


def _items(found: Holders, view: View, *, full: bool) -> Iterator[Item]:
    yield Item(Text(verdict(found, view), "bold"))
    homes = {home: [*those] for home, those in groupby(found.all, key=lambda each: each.user.scope)}
    shown = _shown(homes, full=full)
    for home, room in shown.items():
        yield Item(Text())
        yield _home(home, len(homes[home]), view)
        yield from _people(homes[home][:room], found, view)
        if rest := len(homes[home]) - room:
            yield Item(Text(f"  ... and {rest:,} more", "dim"))
    yield from _rest(homes, shown)


def _shown(homes: Mapping[Scope, Sequence[Holder]], *, full: bool) -> dict[Scope, int]:
    """How many of each home are shown; a home that is not named has none."""
    wants = {home: len(those) for home, those in homes.items()}
    if full or sum(wants.values()) <= ROOM:
        return wants
    first = dict(islice(wants.items(), _PLACES))
    return dict(zip(first, shares([*first.values()], ROOM), strict=True))


def _rest(homes: Mapping[Scope, Sequence[Holder]], shown: Mapping[Scope, int]) -> Iterator[Item]:
    others = [len(those) for home, those in homes.items() if home not in shown]
    every = sum(map(len, homes.values()))
    if others:
        count = f"{sum(others):,} more of {plural(len(others), 'scope')}"
        yield from (Item(Text()), Item(Text(f"... and {count}", "dim")))
    if (number := sum(shown.values())) < every:
        yield from (
            Item(Text()),
            Item(Text(f"Shown: {number:,} of {every:,} people.  --full shows all.")),
        )


def _home(home: Scope, count: int, view: View) -> Item:
    level = view.access.target.level_of(home)
    title = f"  {level.title or level.name}," if level else " "
    people = "1 person" if count == 1 else f"{count:,} people"
    where = (place(home, view.spelling), "bold")
    return Item(Text.assemble(where, (f"{title} {people}", "dim")))


def _people(those: Sequence[Holder], found: Holders, view: View) -> Iterator[Item]:
    walk = Walk(view.access)
    names = [who(each.user, view) for each in those]
    width = min(max(map(cell_len, names), default=0), _WIDEST)
    for holder, name in zip(those, names, strict=True):
        lead = name + " " * (width - cell_len(name))
        for path in holder.paths:
            steps = walk.steps(found.question(holder.user, path), path)
            text = Text.assemble("  ", (lead, "bold"), "  ", _through(steps, path, view))
            yield Item(text, 4 + width + 2, note_of(steps[0], view))
            lead = " " * width


def _through(steps: Sequence[Step], path: Path, view: View) -> str:
    """`in group Top Role, which reaches group Top Role/Sales`."""
    through = being(path.holding, view)
    reached = next((step for step in steps if step.way == "reaches"), None)
    if reached is None or reached is steps[-1]:
        return through
    return f"{through}, which reaches {who(reached.container.ref, view)}"


def _data(found: Holders, view: View) -> dict[str, Any]:
    walk = Walk(view.access)
    return {
        "state": state_name(view),
        "permission": found.permission,
        "title": view.access.carries.permission(found.permission).title or None,
        "scope": None if found.scope is None else str(found.scope),
        "on": None if found.on is None else str(found.on),
        "count": len(found.all),
        "people": [
            {
                "user": str(holder.user),
                "until": end_data(holder.until),
                "paths": [_path(walk, found, holder, path, view) for path in holder.paths],
            }
            for holder in found.all
        ],
    }


def _path(walk: Walk, found: Holders, holder: Holder, path: Path, view: View) -> dict[str, Any]:
    question = found.question(holder.user, path)
    steps = walk.steps(question, path)
    return {
        "scope": str(question.scope),
        "until": end_data(path.holding.until),
        "steps": steps_data(steps, view, found.on),
    }


def _rows(found: Holders, view: View) -> Rows:
    """One row for each path."""
    yield _COLUMNS
    walk = Walk(view.access)
    on = None if found.on is None else view.address(found.on)
    for holder in found.all:
        for path in holder.paths:
            question = found.question(holder.user, path)
            first = walk.steps(question, path)[0]
            held = path.holding.container
            origin = place_data(origin_of(first, view)) or {}
            yield (
                view.address(holder.user),
                found.permission,
                view.spelling.scope(question.scope),
                who(held.ref, view),
                view.spelling.scope(held.scope),
                on,
                end_data(path.holding.until),
                origin.get("file"),
                origin.get("line"),
                "" if origin else note_of(first, view),
            )
