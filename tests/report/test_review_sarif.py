"""SARIF: what the schema demands, what a forge keeps of it, and nothing that it would obey."""

import gzip
import json

import pytest
from published import sarif_errors
from reviews import (
    MANAGERS,
    SENSITIVE_KEY,
    accessed,
    finding,
    gain,
    members,
    reach,
    reviewed,
    without_plan,
)
from sample import everything, grant, plan

from reconciler.core.finding import Origin, Severity
from reconciler.report.review import sarif as module
from reconciler.report.review.review import Around
from reconciler.report.review.sarif import sarif


def run(review):
    document = json.loads(sarif(review))
    assert sarif_errors(document) == []
    (one,) = document["runs"]
    return one


def results(review):
    return run(review)["results"]


def place(location):
    physical = location["physicalLocation"]
    return physical["artifactLocation"]["uri"], physical["region"]


def test_everything_a_plan_may_hold_is_as_the_schema_says():
    made, _, origins = everything()
    assert [one["ruleId"] for one in results(reviewed(made, origins))][-1] == "RC0203"


def test_a_finding_is_a_result_at_its_columns_in_the_file_as_the_repository_knows_it():
    found = finding(
        origin=Origin("acme/süd 1.yaml", 4, 19, 30),
        related=(("the rule", Origin("policies.yaml", 7, 3, 9)),),
        help="did you mean x?",
    )
    (one,) = results(reviewed(accessed(findings=(found,)), around=Around("roles")))
    assert place(one["locations"][0]) == (
        "roles/acme/s%C3%BCd%201.yaml",
        {"startLine": 4, "startColumn": 19, "endColumn": 30},
    )
    assert (one["ruleId"], one["level"]) == ("RC0230", "error")
    assert one["message"]["text"] == "wrong\ndid you mean x?"
    (other,) = one["relatedLocations"]
    assert place(other) == (
        "roles/policies.yaml",
        {"startLine": 7, "startColumn": 3, "endColumn": 9},
    )
    assert other["message"] == {"text": "the rule"}


def test_columns_are_characters_and_paths_start_at_the_root_of_the_repository():
    said = run(without_plan())
    assert said["columnKind"] == "unicodeCodePoints"
    assert set(said["originalUriBaseIds"]) == {"%SRCROOT%"}


@pytest.mark.parametrize("path", ["../../etc/passwd", "/etc/passwd", ".."])
def test_no_place_is_outside_of_the_repository(path):
    (one,) = results(without_plan(finding(origin=Origin(path, 3, 4, 5))))
    assert place(one["locations"][0]) == ("reconciler.yaml", {"startLine": 1, "startColumn": 1})


def test_what_no_line_says_is_about_the_project_file():
    """GitHub takes no result without a place."""
    review = reviewed(accessed(findings=(finding(),)), around=Around("roles", project="acme.yaml"))
    assert place(results(review)[0]["locations"][0])[0] == "roles/acme.yaml"


def test_each_severity_has_its_level_and_the_worst_comes_first():
    found = [
        finding("hint", Severity.HINT),
        finding("warning", Severity.WARNING),
        finding("error"),
        finding("no", code="RC0402"),
    ]
    made = accessed(reach("ada"), gain("noah"), findings=tuple(found))
    assert [(one["ruleId"], one["level"]) for one in results(reviewed(made))] == [
        ("RC0402", "error"),
        ("RC0230", "error"),
        ("privileged-access", "warning"),
        ("RC0230", "warning"),
        ("privileged-reach", "note"),
        ("RC0230", "note"),
    ]


def test_who_gains_a_sensitive_permission_stands_at_the_lines_that_cause_it():
    changes = [grant(MANAGERS, "noah"), grant(MANAGERS, "ada"), grant(MANAGERS, "other")]
    made = accessed(gain("noah", "ada"), changes=changes)
    (one,) = results(reviewed(made, members("noah", "ada", "other")))
    assert one["message"]["text"] == (
        "noah and ada gain role_membership.manage (sensitive) at /acme/london via group "
        "Top Role/Managers"
    )
    assert place(one["locations"][0])[1]["startLine"] == 10
    assert [place(each)[1]["startLine"] for each in one["relatedLocations"]] == [11]


def test_what_is_not_sensitive_is_no_result():
    assert results(reviewed(accessed(gain("noah", permissions=("users.access",))))) == []


def test_where_access_is_not_computed_the_changes_that_give_it_are_told():
    made = plan(grant(MANAGERS, "noah"), privileged=frozenset({MANAGERS.ref}))
    (one,) = results(reviewed(made, members("noah")))
    assert one["message"]["text"] == "+ noah in group Top Role/Managers of /acme/london"
    assert (one["ruleId"], place(one["locations"][0])[1]["startLine"]) == ("privileged-access", 10)


def test_each_rule_says_what_its_code_means():
    said = run(reviewed(accessed(gain("noah"), findings=(finding(), finding("b")))))
    rules = said["tool"]["driver"]["rules"]
    assert [(rule["id"], rule["name"]) for rule in rules] == [
        ("RC0230", "UnknownPermission"),
        ("privileged-access", "NewPrivilegedAccess"),
    ]
    assert rules[0]["shortDescription"] == {"text": "Unknown permission"}
    assert "```yaml" in rules[0]["help"]["markdown"]
    assert all(rule["fullDescription"]["text"] and "helpUri" not in rule for rule in rules)
    assert [rules[one["ruleIndex"]]["id"] for one in said["results"]] == [
        one["ruleId"] for one in said["results"]
    ]


def known(review):
    return [one["partialFingerprints"]["primaryLocationLineHash"] for one in results(review)]


def test_a_result_is_known_again_where_its_line_has_moved():
    def known_at(first, *findings):
        made = accessed(gain("noah"), changes=[grant(MANAGERS, "noah")], findings=findings)
        return known(reviewed(made, members("noah", first=first)))

    before = known_at(10, finding(origin=Origin("a.yaml", 3, 1, 2)))
    after = known_at(50, finding(origin=Origin("a.yaml", 9, 5, 6)))
    assert before == after
    assert known_at(10, finding(origin=Origin("b.yaml", 3, 1, 2)))[0] != before[0]


def test_no_two_results_have_one_fingerprint():
    same = [finding(origin=Origin("a.yaml", line)) for line in range(1, 5)]
    found = known(without_plan(*same))
    assert [one.split(":")[1] for one in found] == ["1", "2", "3", "4"]
    assert len({one.split(":")[0] for one in found}) == 1


def test_the_plan_and_its_verdict_are_said_whatever_is_found():
    said = run(reviewed(accessed(gain("noah"), changes=[grant(MANAGERS, "noah")])))
    (invocation,) = said["invocations"]
    summary, verdict = (one["message"]["text"] for one in invocation["toolExecutionNotifications"])
    assert summary.startswith("Plan: 0 to create, ")
    assert verdict == "1 person gains access to a sensitive permission."
    assert invocation["executionSuccessful"] is True
    made = {"digest": "d1e5", "commit": "c0ffee", "author": "Grace"}
    assert {name: said["properties"][name] for name in made} == made


def test_where_the_run_failed_the_file_says_so():
    (invocation,) = run(without_plan(error="The live system is away."))["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"] == [
        {"level": "error", "message": {"text": "The live system is away."}}
    ]


def test_nothing_in_a_message_is_a_link_or_a_placeholder():
    found = finding("see [here](1) and \\[here](javascript:x), {0} of {1}")
    (one,) = results(without_plan(found))
    assert one["message"]["text"] == (
        "see [here]<U+0028>1) and \\[here]<U+0028>javascript:x), {{0}} of {{1}}"
    )


def test_more_than_is_kept_is_cut_with_the_worst_first_and_counted():
    findings = [finding(f"wrong {number}", Severity.WARNING) for number in range(6_000)]
    made = accessed(gain("noah"), reach("ada"), findings=(*findings, finding("no", code="RC0402")))
    found = results(reviewed(made))
    assert len(found) == 5_000
    assert [one["ruleId"] for one in found[:4]] == [
        "RC0402",
        *["privileged-access"] * 2,
        "RC0230",
    ]
    assert found[1]["message"]["text"] == f"1 person gains {SENSITIVE_KEY} (sensitive)"
    assert found[-1]["ruleId"] == "not-shown"
    assert found[-1]["message"]["text"] == (
        "4,998 shown of 6,003, the worst first: RC0230 4,996 of 6,000, privileged-reach 0 of 1"
    )


def test_a_file_that_would_be_too_large_is_cut_until_it_is_not(monkeypatch):
    monkeypatch.setattr(module, "MAX_BYTES", 20_000)
    findings = tuple(finding(f"{number * 7919 % 99991}" * 20) for number in range(3_000))
    text = sarif(without_plan(*findings))
    assert len(gzip.compress(text.encode())) < 20_500
    found = json.loads(text)["runs"][0]["results"]
    assert f"{len(found) - 1:,} shown of 3,000" in found[-1]["message"]["text"]
    assert len(found) > 100


def test_a_long_message_is_cut_and_counted():
    (one,) = results(without_plan(finding("x" * 5_000)))
    assert one["message"]["text"] == f"{'x' * 1000}... and 4,000 more characters"
