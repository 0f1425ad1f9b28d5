"""Tables: rows as CSV (RFC 4180) that no spreadsheet takes for formulas and no terminal obeys."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from reconciler.report.escape import command_start, visible

Cell: TypeAlias = str | int | bool | None
Rows: TypeAlias = Iterable[Sequence[Cell]]
"""The names of the columns, then the rows."""

_FORMULA = re.compile(r"'*[=+\-@＝＋－＠\t\r]")  # noqa: RUF001 - the wide signs begin formulas too


def csv_text(rows: Rows) -> str:
    """The rows as CSV, each on one line."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([_written(cell) for cell in row] for row in rows)
    return out.getvalue()


def _written(cell: Cell) -> str:
    """One value: what would begin a formula gets a `'`, as does what has one before such a sign.

    So whoever reads it back takes off one `'` that stands before `=`, `+`, `-` or `@`.
    """
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case int():
            return str(cell)
    text = visible(cell)
    if (at := command_start(text)) is not None:
        text = f"{text[:at]}<U+003A>{text[at + 1 :]}"
    return f"'{text}" if _FORMULA.match(text) else text
