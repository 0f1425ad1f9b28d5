"""Explanations for people: one code with its example, or the list of all of them."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from rich.text import Text

from reconciler.report.explanation import Explanation, families, project
from reconciler.report.layout import fold
from reconciler.report.report import Report

_INDENT = "    "
_FENCE = "```"
_PART = re.compile(rf"^{_FENCE}yaml\n(?s:.*?)^{_FENCE}$|^(?:.+\n?)+", re.MULTILINE)
"""An example, or a paragraph."""


def explained(explanations: Sequence[Explanation]) -> Report:
    """Everything there is to say about some codes."""

    def text(width: int) -> Iterator[Text]:
        for place, one in enumerate(explanations):
            yield from [Text()] if place else []
            yield from _lines(one, width)

    titles = "; ".join(f"{one.code}: {one.title}" for one in explanations)
    return Report(titles, text, "codes", lambda: [_data(one) for one in explanations])


def index() -> Report:
    """Every code with its title, by family."""
    found = [(name, about, codes) for name, about, codes in families()]

    def text(width: int) -> Iterator[Text]:
        for name, about, codes in found:
            yield from fold(Text(f"{name}  {about}", "bold"), width, len(name) + 2)
            for one in codes:
                yield from fold(Text(f"  {one.code}  {one.title}"), width, len(one.code) + 4)

    everything = [one for _, _, codes in found for one in codes]
    titles = [{"code": one.code, "title": one.title} for one in everything]
    return Report(f"{len(everything)} codes", text, "codes", lambda: titles)


def page() -> str:
    """The page of the documentation with every code, in Markdown."""
    parts = [_HEAD, project()]
    for name, about, codes in families():
        parts.append(f"## {name}: {about}")
        parts += [f"### {one.code}: {one.title}\n\n{one.text}" for one in codes]
    return "\n\n".join(part.strip() for part in parts) + "\n"


_HEAD = """
# The codes of findings

`reconciler explain-code CODE` says the same. Written by `make docs` from
`reconciler/report/explanations/`; a test runs the examples.

## The project of the examples
"""


def _lines(one: Explanation, width: int) -> Iterator[Text]:
    yield Text.assemble((one.code, "bold red"), (f": {one.title}", "bold"))
    for part in _PART.findall(one.text):
        yield Text()
        if part.startswith(_FENCE):
            yield from _example(part)
        else:
            yield from fold(Text(" ".join(part.split())), width)


def _example(part: str) -> Iterator[Text]:
    """Nothing of it is folded: it is there to be copied."""
    for line in part.splitlines()[1:-1]:
        yield Text(f"{_INDENT}{line}", "dim" if line.startswith("# ") else "cyan")


def _data(one: Explanation) -> dict[str, Any]:
    return {
        "code": one.code,
        "title": one.title,
        "text": one.text,
        "wrong": dict(one.wrong),
        "instead": dict(one.instead),
    }
