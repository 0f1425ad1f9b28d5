"""Policies judged: a line for each rule and test, what is wrong with them, and the count."""

from collections.abc import Iterator, Sequence
from typing import Any

from rich.text import Text

from reconciler.core.finding import Finding
from reconciler.core.listing import listed
from reconciler.core.policies import Judgement, Result, Status
from reconciler.report.diagnostics import diagnostics
from reconciler.report.escape import visible
from reconciler.report.layout import fold
from reconciler.report.report import Report
from reconciler.report.sources import Sources
from reconciler.report.wording import plural

_STYLES = {
    Status.FAILED: "bold red",
    Status.UNKNOWN: "bold yellow",
    Status.STANDING: "yellow",
    Status.WAIVED: "cyan",
    Status.SKIPPED: "dim",
    Status.OK: "green",
}
_WIDTH = 9


def policies_report(
    judgement: Judgement, hints: Sequence[Finding], sources: Sources, room: int | None = None
) -> Report:
    """What became of every rule and test; `hints` are what else is said of the roles.

    `room` of the findings have their lines, None for all of them.
    """
    findings = [*judgement.findings, *hints]
    verdict = summary(judgement)

    def text(width: int) -> Iterator[Text]:
        for result in judgement.results:
            yield from fold(_line(result), width, _WIDTH)
        yield from [Text()] if judgement.results else []
        yield from diagnostics(findings, sources, width, room)
        yield from [Text()] if findings else []
        if judgement.gaps:
            gaps = visible(listed(judgement.gaps, "; "))
            words = f"No file manages {gaps}: what that gives is not known here."
            yield from fold(Text(words), width)
        yield Text(verdict, "bold")

    return Report(verdict, text, "policies", lambda: _data(judgement), None, findings)


def summary(judgement: Judgement) -> str:
    """How many hold and how many do not: `Policies: 4 ok, 1 failed, 1 waived.`."""
    counts = judgement.counts
    if not counts:
        return "Policies: there are none."
    order = (Status.OK, *(status for status in Status if status is not Status.OK))
    parts = [f"{counts[status]:,} {status}" for status in order if counts[status]]
    return f"Policies: {', '.join(parts)}."


def _line(result: Result) -> Text:
    status = result.status
    words = f"{result.kind}  {visible(result.name)}"
    if notes := _notes(result):
        words = f"{words}  ({notes})"
    return Text.assemble((f"{status:{_WIDTH}}", _STYLES[status]), words)


def _notes(result: Result) -> str:
    """How many violations there are, where that says more than the status."""
    if result.note:
        return result.note
    known = (Status.FAILED, Status.STANDING, Status.WAIVED)
    if result.kind == "test" or not any(result.counts.get(status) for status in known):
        return ""
    failed = result.counts.get(Status.FAILED, 0) + result.counts.get(Status.STANDING, 0)
    waived = result.counts.get(Status.WAIVED, 0)
    parts = [plural(failed, "violation")] if failed else []
    return ", ".join([*parts, *([f"{waived:,} waived"] if waived else [])])


def _data(judgement: Judgement) -> dict[str, Any]:
    counts = judgement.counts
    return {
        "results": [
            {
                "kind": result.kind,
                "name": result.name,
                "status": str(result.status),
                "file": result.origin.path,
                "line": result.origin.line,
                "violations": {str(status): n for status, n in result.counts.items() if n},
                "note": result.note or None,
            }
            for result in judgement.results
        ],
        "counts": {str(status): counts[status] for status in Status},
        "not_known": list(judgement.gaps),
    }
