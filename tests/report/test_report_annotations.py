"""Annotations: what GitHub shows beside the lines, as much as it shows, and nothing it obeys."""

import re

import pytest
from sample import at

from reconciler.core.finding import Finding, Origin, Severity
from reconciler.core.plan import Plan
from reconciler.core.saved import Made, SavedPlan
from reconciler.core.target import Catalog, Target
from reconciler.report.annotations import SHOWN, annotation
from reconciler.report.beside import Beside
from reconciler.report.review.github import annotated
from reconciler.report.review.review import Around, Review

COMMAND = re.compile(r"::(\w+) ([^:]*)::(.*)")


NOW = at(2026, 11, 26)
WITHOUT_PLAN = Review(
    "",
    SavedPlan(Plan("", ""), Made(NOW, NOW)),
    Beside(Target("", (), Catalog())),
    dict,
    Around("roles"),
    is_planned=False,
)


def shown(*findings):
    return list(annotated(findings, WITHOUT_PLAN))


def finding(message="wrong", severity=Severity.ERROR, **more):
    return Finding("RC0230", severity, message, **more)


def many(number, severity):
    places = [Origin("a.yaml", line, 1, 2) for line in range(1, number + 1)]
    return [finding(f"wrong in {place.line}", severity, origin=place) for place in places]


def test_a_finding_marks_its_columns_in_the_file_as_the_repository_knows_it():
    assert shown(finding(origin=Origin("a.yaml", 4, 19, 30), help="did you mean x?")) == [
        (
            "::error file=roles/a.yaml,line=4,endLine=4,col=19,endColumn=29,"
            "title=RC0230 Unknown permission::wrong%0Ahelp: did you mean x?"
        )
    ]


def test_a_finding_without_a_place_has_its_title():
    assert shown(finding()) == ["::error title=RC0230 Unknown permission::wrong"]


def test_each_severity_has_its_command_and_errors_come_first():
    found = shown(*(finding(severity=each) for each in reversed(Severity)))
    assert [COMMAND.fullmatch(line)[1] for line in found] == ["error", "warning", "notice"]


def test_a_finding_that_is_said_twice_is_shown_once():
    assert len(shown(finding(), finding())) == 1


@pytest.mark.parametrize("number", [SHOWN - 1, SHOWN])
def test_as_many_as_are_shown_are_written(number):
    assert len(shown(*many(number, Severity.WARNING))) == number


def test_where_more_are_found_the_last_one_says_how_many_are_shown_of_how_many():
    found = shown(*many(1_234, Severity.ERROR), *many(2, Severity.WARNING))
    assert [COMMAND.fullmatch(line)[1] for line in found] == ["error"] * 10 + ["warning"] * 2
    assert found[9] == (
        "::error title=reconciler::9 shown of 1,234: the log of this step says more."
    )


HOSTILE = [
    "::add-mask::x",
    "::stop-commands::t",
    "%0A::error ::",
    "a\r\n::error::b",
    "a,line=1::b",
    "##[error]a",
    "\u2028::error::b",
    "\x1b]0;t\x07",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_value_ends_its_property_its_line_or_its_command(text):
    (line,) = shown(finding(text, origin=Origin(f"{text}.yaml"), help=text))
    command, properties, data = COMMAND.fullmatch(line).groups()
    assert command == "error"
    assert [part.split("=", 1)[0] for part in properties.split(",")] == [
        *("file", "line", "endLine", "col", "endColumn", "title")
    ]
    assert line.isprintable()
    assert "##[" not in line
    assert data.count("%0A") == 1
    assert re.findall(r"%(?!25|0A)", data) == re.findall(r"%(?!25|3A|2C)", properties) == []


def test_the_lines_of_a_message_are_joined_as_github_wants_it():
    assert (
        annotation(Severity.ERROR, "a: 5 %", "b", title="x:y")
        == "::error title=x%3Ay::a: 5 %25%0Ab"
    )
