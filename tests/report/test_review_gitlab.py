"""GitLab's Code Quality: what its page demands of each issue."""

import json

from published import code_quality_errors
from reviews import MANAGERS, accessed, finding, gain, members, reach, reviewed, without_plan
from sample import everything, grant

from reconciler.core.finding import Origin, Severity
from reconciler.report.review.gitlab import gitlab
from reconciler.report.review.review import Around


def issues(review):
    found = json.loads(gitlab(review))
    assert code_quality_errors(found) == []
    return found


def test_everything_a_plan_may_hold_is_as_the_page_says():
    made, _, origins = everything()
    assert [one["check_name"] for one in issues(reviewed(made, origins))][-1] == "RC0203"


def test_a_finding_is_an_issue_at_its_line_from_the_root_of_the_repository():
    found = finding(origin=Origin("london.yaml", 4, 19, 30), help="did you mean x?")
    (one,) = issues(reviewed(accessed(findings=(found,)), around=Around("roles")))
    fingerprint = one.pop("fingerprint")
    assert one == {
        "description": "RC0230 Unknown permission: wrong (did you mean x?)",
        "check_name": "RC0230",
        "severity": "critical",
        "location": {"path": "roles/london.yaml", "lines": {"begin": 4}},
    }
    assert len(fingerprint) == 34


def test_each_kind_has_its_severity():
    found = [finding(severity=each) for each in Severity]
    made = accessed(gain("noah"), reach("ada"), findings=(finding(code="RC0402"), *found))
    assert [(one["check_name"], one["severity"]) for one in issues(reviewed(made))] == [
        ("RC0402", "blocker"),
        ("RC0230", "critical"),
        ("privileged-access", "major"),
        ("RC0230", "minor"),
        ("privileged-reach", "minor"),
        ("RC0230", "info"),
    ]


def test_new_privileged_access_stands_at_the_line_that_causes_it():
    made = accessed(gain("noah"), changes=[grant(MANAGERS, "noah")])
    (one,) = issues(reviewed(made, members("noah")))
    assert one["location"] == {"path": "london.yaml", "lines": {"begin": 10}}


def test_nothing_to_tell_is_an_empty_list():
    assert gitlab(without_plan()) == "[]\n"


def test_issues_that_say_the_same_have_fingerprints_of_their_own():
    same = [finding(origin=Origin("a.yaml", line)) for line in (1, 2, 3)]
    assert len(issues(without_plan(*same))) == 3
