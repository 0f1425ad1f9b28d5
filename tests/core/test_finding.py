"""Findings, origins, codes and outcomes: the small words that everything else is said with."""

import re

import pytest

from reconciler.core.codes import TITLES, is_refusal
from reconciler.core.finding import Finding, NoOrigins, Origin, Severity, has_errors
from reconciler.core.outcome import Outcome, Status

from .build import g, grant, inside


def finding(code="RC0101", severity=Severity.ERROR, message="", origin=None):
    return Finding(code, severity, message, origin=origin)


def test_a_place_is_written_as_editors_do():
    assert str(Origin("london.yaml", 12, 7)) == "london.yaml:12:7"


def test_findings_stand_by_file_line_column_code_and_message_and_those_of_no_file_last():
    expected = [
        finding(origin=Origin("a.yaml", 2, 1)),
        finding(origin=Origin("a.yaml", 10, 1)),
        finding("RC0101", message="a", origin=Origin("b.yaml", 1, 3)),
        finding("RC0101", message="b", origin=Origin("b.yaml", 1, 3)),
        finding("RC0102", origin=Origin("b.yaml", 1, 3)),
        finding("RC0001"),
        finding("RC0402"),
    ]
    shuffled = [*expected[3:], *expected[:3]]
    assert sorted(shuffled, key=lambda one: one.order) == expected


@pytest.mark.parametrize(
    ("severities", "expected"),
    [
        ([], False),
        ([Severity.HINT, Severity.WARNING], False),
        ([Severity.WARNING, Severity.ERROR], True),
    ],
)
def test_an_error_stops_and_nothing_else_does(severities, expected):
    assert has_errors(finding(severity=severity) for severity in severities) is expected


def test_what_no_file_declares_has_no_place():
    assert NoOrigins().of(g("a")) is None
    assert NoOrigins().of_member(inside("a"), "noah") is None


def test_limits_and_policies_refuse_and_mistakes_do_not():
    assert (is_refusal(finding("RC0402")), is_refusal(finding("RC0301"))) == (True, False)


def test_every_code_has_a_number_a_title_and_its_place_in_the_list():
    assert all(re.fullmatch(r"RC\d{4}", code) and title for code, title in TITLES.items())
    assert list(TITLES) == sorted(TITLES)


@pytest.mark.parametrize(
    ("status", "expected"), [(status, status in ("applied", "already")) for status in Status]
)
def test_what_was_applied_or_was_there_already_is_done(status, expected):
    assert Outcome(grant(inside("a"), "noah"), status).is_done is expected
