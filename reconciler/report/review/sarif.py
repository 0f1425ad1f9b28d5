"""SARIF 2.1.0: findings and new privileged access, for a forge's view of what a scan found.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/ says what each name means. GitHub reads some of it
and keeps 5,000 results of a run, from a file of up to 10 MB once it is compressed.
"""

import gzip
from collections.abc import Iterator, Sequence
from typing import Any, Final, TypeAlias
from urllib.parse import quote

from reconciler.core.access.verdict import verdict
from reconciler.core.finding import Origin, Severity
from reconciler.report.data import json_text
from reconciler.report.escape import visible
from reconciler.report.notice import Notice
from reconciler.report.review.fingerprints import fingerprints
from reconciler.report.review.place import in_repository, place_of, short
from reconciler.report.review.review import Review
from reconciler.report.review.sarif_rules import rules
from reconciler.report.review.told import ROOM, told

Data: TypeAlias = dict[str, Any]

MAX_BYTES: Final = 10_000_000
"""So much GitHub takes, compressed."""

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT: Final = "%SRCROOT%"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "note"}


def sarif(review: Review) -> str:
    """The file: one run, with no more results than are kept and no more bytes than are taken."""
    room = ROOM
    while len(gzip.compress((text := _text(review, room)).encode(), 6)) > MAX_BYTES and room > 1:
        room //= 2
    return text


def _text(review: Review, room: int) -> str:
    kept = told(review, room)
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(review, kept.notices)]}
    return f"{json_text(document)}\n"


def _run(review: Review, notices: Sequence[Notice]) -> Data:
    plan, made = review.saved.plan, review.saved.made
    about = {"summary": review.message, "digest": plan.digest}
    about |= {"commit": made.commit, "author": made.author}
    driver = {"name": "reconciler", "rules": [*rules(notices)]}
    return {
        "tool": {"driver": {**driver, "version": made.tool} if made.tool else driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository."}}},
        "invocations": [_invocation(review)],
        "results": [*_results(notices, review)],
        "properties": {name: visible(text) for name, text in about.items() if text},
    }


def _invocation(review: Review) -> Data:
    """Whether it could be judged at all; and the plan in a sentence, which is no result."""
    said = [_note("error" if review.error else "note", review.error or review.message)]
    if review.is_planned and (access := review.saved.plan.access) is not None:
        said.append(_note("note", verdict(access, review.beside.target.catalog.sensitive)))
    return {
        "executionSuccessful": not review.error,
        "toolExecutionNotifications": said,
    }


def _note(level: str, text: str) -> Data:
    return {"level": level, "message": _message(text)}


def _results(notices: Sequence[Notice], review: Review) -> Iterator[Data]:
    places = {code: index for index, code in enumerate(dict.fromkeys(one.code for one in notices))}
    for notice, known_by in zip(notices, fingerprints(notices), strict=True):
        data = {
            "ruleId": notice.code,
            "ruleIndex": places[notice.code],
            "level": _LEVELS[notice.weight.severity],
            "message": _message(
                f"{notice.message}\n{notice.help}" if notice.help else notice.message
            ),
            "locations": [_location(place_of(notice, review))],
            "partialFingerprints": {"primaryLocationLineHash": known_by},
        }
        related = [*_related(notice, review)]
        yield {**data, "relatedLocations": related} if related else data


def _related(notice: Notice, review: Review) -> Iterator[Data]:
    for number, (label, origin) in enumerate(notice.related, 1):
        location = _location(in_repository(origin, review))
        yield {"id": number, **location, "message": _message(label)}


def _location(place: Origin) -> Data:
    """Columns count from 1, in characters; the end is the column after the last."""
    region = {"startLine": place.line, "startColumn": place.column}
    if place.end > place.column:
        region["endColumn"] = place.end
    uri = {"uri": quote(visible(place.path), safe="/"), "uriBaseId": _ROOT}
    return {"physicalLocation": {"artifactLocation": uri, "region": region}}


def _message(text: str) -> Data:
    """Plain text, in which nothing is a link or a placeholder (sections 3.11.5 and 3.11.6)."""
    lines = "\n".join(visible(short(line)) for line in text.split("\n"))
    plain = lines.replace("](", "]<U+0028>")
    return {"text": plain.replace("{", "{{").replace("}", "}}")}
