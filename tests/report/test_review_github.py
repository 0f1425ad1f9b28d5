"""The log of a GitHub workflow: text that nothing obeys, then annotations on the right lines."""

import pytest
from reviews import MANAGERS, accessed, finding, gain, members, reach, reviewed, without_plan
from sample import grant

from reconciler.core.finding import Origin, Severity
from reconciler.report.diagnostics import ROOM
from reconciler.report.review.github import github
from reconciler.report.review.plain import plain
from reconciler.report.review.review import Around


def annotated(review):
    """The text has no line that GitHub obeys; those that follow it."""
    text = plain(review)
    assert [line for line in text.splitlines() if line.startswith("::")] == []
    assert github(review).startswith(text)
    return github(review).removeprefix(text).splitlines()


def test_new_privileged_access_is_a_warning_at_the_line_that_causes_it():
    made = accessed(gain("noah"), reach("ada"), changes=[grant(MANAGERS, "noah")])
    review = reviewed(made, members("noah"), around=Around("roles"))
    assert annotated(review)[0] == (
        "::warning file=roles/london.yaml,line=10,endLine=10,col=9,endColumn=12,"
        "title=New privileged access::noah gains role_membership.manage (sensitive) at "
        "/acme/london via group Top Role/Managers"
    )
    assert annotated(review)[1].startswith("::notice ")


def test_of_each_kind_ten_are_written_and_the_tenth_says_how_many_there_are():
    gains = [gain(f"user {number}") for number in range(40)]
    found = [finding(f"wrong {number}", origin=Origin("a.yaml", 1)) for number in range(30)]
    found += [finding("perhaps", Severity.WARNING)]
    lines = annotated(reviewed(accessed(*gains, findings=tuple(found))))
    assert [line.split(" ")[0] for line in lines] == ["::error"] * 10 + ["::warning"] * 10
    assert lines[9].endswith("::9 shown of 30: the log of this step says more.")
    assert lines[19].endswith("::9 shown of 41: the log of this step says more.")


def test_an_error_that_no_finding_explains_is_annotated():
    lines = annotated(without_plan(message="away", error="The live system\n::error::is away."))
    assert lines == [
        "::error title=reconciler::The live system<U+000A>::error::is away.",
    ]


def test_findings_explain_why_there_is_no_plan():
    lines = annotated(without_plan(finding(), error=""))
    assert lines == ["::error title=RC0230 Unknown permission::wrong"]


MANY = tuple(finding(f"no {number}") for number in range(3 * ROOM))
MORE = f"\n... and {2 * ROOM:,} more error[RC0230], Unknown permission\n"


@pytest.mark.parametrize("review", [without_plan(*MANY), reviewed(accessed(findings=MANY))])
def test_of_very_many_findings_some_have_their_lines_and_all_are_counted_by_code(review):
    text = github(review)
    assert text.count("error[RC0230]: no ") == ROOM
    assert MORE in text
    assert f"{3 * ROOM:,} errors" in text
