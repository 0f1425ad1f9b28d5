"""Findings as data: what a compiler shows, for programs; and the JSON that all data is written as.

docs/output.md describes the shapes. Minor versions of the format only add.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from reconciler.core.codes import TITLES
from reconciler.core.finding import Finding, Origin
from reconciler.report.escape import COMMAND_SIGN
from reconciler.report.sources import Sources

FORMAT_VERSION = "1.0"
LONGEST_LINE = 2_000
"""A source line of more characters is left out: it may have megabytes, once for each finding."""

_COMMAND = re.compile(COMMAND_SIGN)


def json_text(value: Any, *, indent: int | None = None) -> str:
    """JSON in ASCII, that any encoding can write and no terminal or build server obeys."""
    return _COMMAND.sub(r"\\u0023", json.dumps(value, indent=indent))


def findings_data(findings: Mapping[Finding, Sources]) -> list[dict[str, Any]]:
    """All findings in their order, each once."""
    ordered = sorted(findings, key=lambda finding: finding.order)
    return [finding_data(finding, findings[finding]) for finding in ordered]


def finding_data(finding: Finding, sources: Sources) -> dict[str, Any]:
    """One finding with its places.

    Lines and columns count from 1, columns in characters; bytes count from 0 from the start of
    the file. An end is the place behind the last character.
    """
    return {
        "severity": finding.severity.value,
        "code": finding.code,
        "title": TITLES.get(finding.code),
        "message": finding.message,
        "help": finding.help,
        "ref": None if finding.ref is None else str(finding.ref),
        **_place(finding.origin, sources),
        "related": [
            {"message": label, **_place(origin, sources)} for label, origin in finding.related
        ],
    }


def _place(origin: Origin | None, sources: Sources) -> dict[str, Any]:
    if origin is None:
        return {"range": None, "source": None}
    line, start = _line(origin, sources)
    return {
        "range": {
            "file": origin.path,
            "start": _point(origin, origin.column, line, start),
            "end": _point(origin, max(origin.end, origin.column), line, start),
        },
        "source": line if line is None or len(line) <= LONGEST_LINE else None,
    }


def _line(origin: Origin, sources: Sources) -> tuple[str | None, int | None]:
    """The line of a place and the byte it starts at; None where it cannot be read."""
    source = sources(origin.path)
    if source is None or not 0 < origin.line <= len(source):
        return None, None
    return source[origin.line - 1], source.start(origin.line - 1)


def _point(
    origin: Origin, column: int, line: str | None, start: int | None
) -> dict[str, int | None]:
    byte = None
    if line is not None and start is not None:
        byte = start + len(line[: column - 1].encode())
    return {"line": origin.line, "column": column, "byte": byte}
