"""The answer of `matrix`: permissions by roles and groups."""

from collections.abc import Iterator, Sequence
from typing import Any

from rich.text import Text

from reconciler.core.access.grid import Column, Grid
from reconciler.core.access.view import View
from reconciler.core.scope import Scope
from reconciler.report.questions.facts import state_name
from reconciler.report.questions.matrix_page import GridPage, mark, named
from reconciler.report.questions.placed import lay
from reconciler.report.report import Report
from reconciler.report.table import Rows
from reconciler.report.wording import listing, place, plural


def matrix_report(found: Grid, scope: Scope | None, view: View, *, full: bool) -> Report:
    """Which role and group carries what; `full` lists every one of many."""

    def text(width: int) -> Iterator[Text]:
        return lay(
            GridPage(found, view, width, full=full).items(verdict(found, scope, view)), width
        )

    return Report(
        verdict(found, scope, view),
        text,
        "matrix",
        lambda: _data(found, scope, view),
        table=lambda: _rows(found, view),
    )


def verdict(found: Grid, scope: Scope | None, view: View) -> str:
    """How much it is."""
    roles = sum(column.ref.kind == "role" for column in found.columns)
    groups = len(found.columns) - roles
    numbers = {"role": roles, "group": groups}
    counts = listing([plural(number, noun) for noun, number in numbers.items() if number])
    where = f" for {place(scope, view.spelling)} and below" if scope else ""
    if not found.columns:
        return f"There is no role and no group{where}."
    carry = "carries" if len(found.columns) == 1 else "carry"
    return f"{counts}{where} {carry} {plural(len(found.permissions), 'permission')}."


def _data(found: Grid, scope: Scope | None, view: View) -> dict[str, Any]:
    catalog = view.access.target.catalog
    return {
        "state": state_name(view),
        "scope": None if scope is None else str(scope),
        "permissions": [_permission(key, view) for key in (*found.permissions, *found.absent)],
        "carriers": [
            {
                "ref": str(column.ref),
                "name": view.spelling.path(column.ref),
                "scope": str(column.ref.scope),
                "permissions": catalog.sorted(column.listed),
                "implied": catalog.sorted(column.implied),
            }
            for column in found.columns
        ],
    }


def _permission(key: str, view: View) -> dict[str, Any]:
    known = view.access.carries.permission(key)
    return {
        "key": key,
        "title": known.title or None,
        "category": known.category or None,
        "sensitive": known.sensitive,
    }


def _rows(found: Grid, view: View) -> Rows:
    """One row for each permission of the catalog, one column for each role and group."""
    yield ("permission", "title", *(named(each, view) for each in found.columns))
    keys = view.access.target.catalog.sorted(frozenset((*found.permissions, *found.absent)))
    for key in keys:
        yield (key, view.access.carries.permission(key).title, *_cells(key, found.columns))


def _cells(key: str, columns: Sequence[Column]) -> Iterator[str]:
    words = {"x": "yes", "i": "implied", ".": ""}
    return (words[mark(key, column)] for column in columns)
