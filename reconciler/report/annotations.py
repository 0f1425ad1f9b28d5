"""Annotations: notices as the workflow commands that GitHub shows beside the lines they are about.

Limits from GitHub's documentation of workflow runs: 10 errors, 10 warnings and 10 notices a step;
what is more is dropped without a word.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from reconciler.core.finding import Origin, Severity
from reconciler.report.escape import visible
from reconciler.report.notice import Notice

SHOWN = 10
"""So many of each kind are shown for a step."""

Locate = Callable[[Origin], str]
"""The path of a place from the root of the repository."""

_COMMANDS: Mapping[Severity, str] = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.HINT: "notice",
}


def annotations(
    notices: Iterable[Notice], locate: Locate, totals: Mapping[Severity, int]
) -> Iterator[str]:
    """One line for each notice, what weighs most first, as many of each kind as are shown.

    `totals` says how many there are of each kind, where these are only the first `SHOWN` of it;
    then the last line of the kind says so.
    """
    ordered = sorted(notices, key=lambda notice: notice.weight)
    for severity, group in groupby(ordered, key=lambda notice: notice.weight.severity):
        yield from _lines(list(group), totals[severity], locate)


def annotation(severity: Severity, *message: str, **properties: str | int) -> str:
    """One workflow command, its message in lines; nothing in it can be read as another one."""
    written = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{_COMMANDS[severity]} {written}::{'%0A'.join(map(_data, message))}"


def _lines(notices: Sequence[Notice], total: int, locate: Locate) -> Iterator[str]:
    shown = total if total <= SHOWN else SHOWN - 1
    for notice in notices[:shown]:
        yield _one(notice, locate)
    if shown < total:
        message = f"{shown} shown of {total:,}: the log of this step says more."
        yield annotation(notices[0].weight.severity, message, title="reconciler")


def _one(notice: Notice, locate: Locate) -> str:
    message = [notice.message, *([f"help: {notice.help}"] if notice.help else [])]
    place = {} if notice.place is None else _place(notice.place, locate)
    return annotation(notice.weight.severity, *message, **place, title=notice.heading)


def _place(place: Origin, locate: Locate) -> dict[str, str | int]:
    """Where it is; the last column is the one that is still marked."""
    return {
        "file": locate(place),
        "line": place.line,
        "endLine": place.line,
        "col": place.column,
        "endColumn": max(place.end - 1, place.column),
    }


def _data(text: str) -> str:
    """Line ends are made visible first, with all else that is unseen: a value stays on its line."""
    return visible(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
