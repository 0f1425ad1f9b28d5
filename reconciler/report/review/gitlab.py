"""GitLab's Code Quality report: findings and new privileged access beside the lines of a change.

The names are those of https://docs.gitlab.com/ci/testing/code_quality/ ("Code Quality report
format"): an array of issues, each with a fingerprint of its own, in a file without byte order mark.
"""

from typing import Any

from reconciler.report.data import json_text
from reconciler.report.escape import visible
from reconciler.report.notice import Notice, Weight
from reconciler.report.review.fingerprints import fingerprints
from reconciler.report.review.place import place_of, short
from reconciler.report.review.review import Review
from reconciler.report.review.told import told

_SEVERITIES = {
    Weight.REFUSAL: "blocker",
    Weight.ERROR: "critical",
    Weight.PRIVILEGE: "major",
    Weight.WARNING: "minor",
    Weight.REACH: "minor",
    Weight.HINT: "info",
}


def gitlab(review: Review) -> str:
    """The file, as many issues as in any other form."""
    notices = told(review).notices
    known_by = fingerprints(notices)
    issues = [_issue(*each, review) for each in zip(notices, known_by, strict=True)]
    lines = ",\n".join(map(json_text, issues))
    return f"[{lines}]\n"


def _issue(notice: Notice, fingerprint: str, review: Review) -> dict[str, Any]:
    place = place_of(notice, review)
    message = f"{notice.message} ({notice.help})" if notice.help else notice.message
    return {
        "description": visible(short(f"{notice.heading}: {message}")),
        "check_name": notice.code,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[notice.weight],
        "location": {"path": visible(place.path), "lines": {"begin": place.line}},
    }
