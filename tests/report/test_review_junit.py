"""A plan as test cases: what fails is what stands against it, and every place is named."""

from xml.etree import ElementTree as ET

from published import junit_errors
from reviews import MANAGERS, accessed, finding, gain, members, reviewed, without_plan
from sample import everything, grant

from reconciler.core.finding import Origin, Severity
from reconciler.core.policies import Judgement
from reconciler.report.junit import junit_text
from reconciler.report.review.junit import junit
from reconciler.report.review.review import Around


def suites(review):
    text = junit(review)
    assert junit_errors(text) == []
    return {suite.get("name"): suite for suite in ET.fromstring(text.encode())}  # noqa: S314 - our own


def counts(review):
    names = ("tests", "failures", "errors", "skipped")
    return {
        name: tuple(int(suite.get(each)) for each in names)
        for name, suite in suites(review).items()
    }


def test_everything_a_plan_may_hold_is_as_the_schema_says():
    made, _, origins = everything()
    assert suites(reviewed(made, origins))["files"][0].get("name").startswith("RC0203")


def test_what_is_well_is_said_by_cases_that_pass():
    review = reviewed(accessed())
    assert counts(review) == {
        "plan": (1, 0, 0, 0),
        "limits and policies": (1, 0, 0, 0),
        "files": (1, 0, 0, 0),
        "privileged access": (1, 0, 0, 0),
    }
    assert [suite[0].get("name") for suite in suites(review).values()] == [
        "The plan can be applied",
        "No limit and no policy is broken",
        "Nothing is wrong in the files",
        "Nobody gains a sensitive permission",
    ]


def test_a_limit_that_says_no_fails_a_case_and_the_plan():
    no = finding(
        "/acme/london would lose 30 of 40 memberships",
        code="RC0402",
        origin=Origin("reconciler.yaml", 7, 3, 9),
        related=(("this ended on 2026-01-31", Origin("reconciler.yaml", 9, 5, 6)),),
        help="allow it",
    )
    review = reviewed(accessed(findings=(no,)), around=Around("roles"))
    found = suites(review)
    assert counts(review)["limits and policies"] == (1, 1, 0, 0)
    (case,) = found["limits and policies"]
    assert case.get("name") == (
        "RC0402 Too many removals: /acme/london would lose 30 of 40 memberships"
    )
    assert case[0].get("message") == "/acme/london would lose 30 of 40 memberships"
    assert case[0].text.splitlines() == [
        "RC0402 Too many removals: /acme/london would lose 30 of 40 memberships",
        "help: allow it",
        "at roles/reconciler.yaml:7:3",
        "this ended on 2026-01-31: roles/reconciler.yaml:9:5",
    ]
    assert found["plan"][0][0].tag == "failure"


def test_the_verdict_and_what_the_plan_was_made_from_are_its_output():
    review = reviewed(accessed(gain("noah"), changes=[grant(MANAGERS, "noah")]))
    assert suites(review)["plan"][0].find("system-out").text.splitlines() == [
        review.message,
        "1 person gains access to a sensitive permission.",
        "Made at 2026-11-26T00:00:00Z by reconciler 1.0.",
        "From commit c0ffee by Grace.",
        "Digest d1e5.",
    ]


def test_who_gains_a_sensitive_permission_is_told_by_a_case_that_passes():
    made = accessed(gain("noah"), changes=[grant(MANAGERS, "noah")])
    review = reviewed(made, members("noah"))
    (case,) = suites(review)["privileged access"]
    assert counts(review)["privileged access"] == (1, 0, 0, 0)
    assert case.get("name").startswith("New privileged access: noah gains role_membership.manage")
    assert case[0].text.splitlines()[-1] == "at london.yaml:10:9"


def test_a_warning_is_output_and_an_error_of_files_fails():
    found = [finding(), finding("perhaps", Severity.WARNING)]
    assert counts(without_plan(*found))["files"] == (2, 1, 0, 0)


def test_files_alone_are_judged_alone():
    review = without_plan(message="Valid: 1 scope with 0 roles, 1 group and 1 membership.")
    found = suites(review)
    assert set(found) == {"plan", "limits and policies", "files"}
    assert found["plan"][0].get("name") == "The files are sound"
    assert counts(review)["plan"] == (1, 0, 0, 0)


def test_what_is_not_known_without_a_plan_is_skipped():
    review = without_plan(error="The live system is away.")
    assert counts(review) == {
        "plan": (1, 1, 0, 0),
        "limits and policies": (1, 0, 0, 1),
        "files": (1, 0, 0, 0),
        "privileged access": (1, 0, 0, 1),
    }
    assert suites(review)["plan"][0][0].get("message") == "The live system is away."


def test_the_results_of_policies_are_as_the_schema_says():
    assert junit_errors(junit_text(Judgement())) == []
