"""What a portal command says: lines for people, some of which are rows of data for programs."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import click

from reconciler.cli.session import Session


class Row(NamedTuple):
    """A line, and what it says as data."""

    text: str
    data: Mapping[str, Any]


def say(*lines: str | Row) -> None:
    """Show the lines; in a document the rows among them stand under `rows`."""
    from reconciler.core.canonical import canonical
    from reconciler.report.report import as_lines

    texts = [line.text if isinstance(line, Row) else line for line in lines]
    rows = [canonical(line.data) for line in lines if isinstance(line, Row)]
    message = texts[0] if texts and len(rows) < 2 else f"{len(rows)} rows"
    session = click.get_current_context().ensure_object(Session)
    session.voice.show(as_lines(texts, message, "rows", rows if rows or not texts else None))
