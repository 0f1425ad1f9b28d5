"""A plan of 200,000 changes in the forms for programs: inside every limit, and nothing vital cut.

Never cut are the verdict, what breaks a limit or policy, and new privileged access.
"""

import gzip
import json
import re
from functools import cache
from xml.etree import ElementTree as ET

from published import code_quality_errors, junit_errors, sarif_errors
from reviews import SENSITIVE_KEY, accessed, finding, gain, reviewed, user
from sample import Places, grant, group

from reconciler.core.access.effect import Difference, Effect, Kind
from reconciler.core.finding import Origin, Severity
from reconciler.core.model import Container
from reconciler.core.plan import Plan, Step
from reconciler.core.scope import Pattern, Scope
from reconciler.report.review.github import github
from reconciler.report.review.gitlab import gitlab
from reconciler.report.review.junit import junit
from reconciler.report.review.sarif import sarif

OFFICES = [Scope(f"/acme/office {number:03}") for number in range(400)]
EACH = 500
"""Changes in an office: together 200,000."""
BILLING = "billing.access"
REFUSED = 300
WARNED = 5_000
VERDICT = "200,000 people gain access, 100,000 of them to a sensitive permission."
NO = re.compile(r"no (\d+)\b")


@cache
def review():
    """In every office one person after the other joins a group of their own office."""
    changes, effects, lines = [], [], {}
    for office in OFFICES:
        groups = [Container.of(group(f"Top Role/{name}", office)) for name in ("Desk", "Floor")]
        for number in range(EACH):
            container, name = groups[number % 2], f"user {number:03}"
            changes.append(grant(container, name))
            lines[container, name] = Origin(f"{office.path[-1]}.yaml", 10 + number, 9, 17)
        for place, container in enumerate(groups):
            people = tuple(user(f"user {number:03}", office) for number in range(place, EACH, 2))
            keys = ("users.access", "presence.access", "call_flow.access")
            for first in range(0, len(people), 25):
                some = people[first : first + 25]
                key = keys[first % 3] if place else (SENSITIVE_KEY, BILLING)[first // 25 % 2]
                at = (Pattern(office),)
                effects.append(Effect(Kind.GAIN, some, (key,), at, through=(container,)))
    findings = [finding(f"no {number}", code="RC0412") for number in range(REFUSED)]
    findings += [finding(f"hm {number}", Severity.WARNING) for number in range(WARNED)]
    plan = Plan(
        "northwind",
        "c0ffee",
        tuple(Step(change, 0) for change in changes),
        tuple(findings),
        access=Difference(tuple(effects), scopes=len(OFFICES)),
    )
    return reviewed(plan, Places({}, lines))


RISKY = 4_000
"""So many effects give what is sensitive, each to 25 people."""
TOTAL = REFUSED + WARNED + RISKY


def test_the_plan_is_as_large_as_it_should_be():
    assert sum(review().saved.plan.counts.values()) == 200_000


def refusals(texts):
    return {int(found[1]) for text in texts if (found := NO.search(text))}


def test_sarif_keeps_what_must_not_be_cut_in_as_many_results_as_are_kept():
    text = sarif(review())
    document = json.loads(text)
    assert sarif_errors(document) == []
    assert len(gzip.compress(text.encode())) < 10_000_000
    (run,) = document["runs"]
    said = [one["message"]["text"] for one in run["results"]]
    assert len(said) == 5_000
    assert refusals(said) == set(range(REFUSED))
    assert [one for one in said if one.endswith("(sensitive)")] == [
        f"50,000 people gain {SENSITIVE_KEY} (sensitive)",
        f"50,000 people gain {BILLING} (sensitive)",
    ]
    assert said[-1] == f"4,997 shown of {TOTAL:,}, the worst first: RC0230 697 of 5,000"
    notes = run["invocations"][0]["toolExecutionNotifications"]
    assert [one["message"]["text"] for one in notes] == [review().message, VERDICT]


def test_gitlab_keeps_the_same():
    issues = json.loads(gitlab(review()))
    assert code_quality_errors(issues) == []
    said = [one["description"] for one in issues]
    assert (len(said), refusals(said)) == (5_000, set(range(REFUSED)))
    assert sum("50,000 people gain" in one for one in said) == 2
    assert f"4,997 shown of {TOTAL:,}" in said[-1]


def test_junit_keeps_the_same():
    text = junit(review())
    assert junit_errors(text) == []
    suites = {one.get("name"): one for one in ET.fromstring(text.encode())}  # noqa: S314 - our own
    assert suites["limits and policies"].get("failures") == str(REFUSED)
    assert VERDICT in suites["plan"][0].find("system-out").text
    names = [case.get("name") for case in suites["privileged access"]]
    assert sum("50,000 people gain" in name for name in names) == 2
    assert f"4,997 shown of {TOTAL:,}" in suites["files"][-1].get("name")


ERRORS, GAINERS = 6_000, 700


@cache
def drowned():
    """More errors than there is room for, and some who gain what is sensitive."""
    people = [gain(f"user {number}") for number in range(GAINERS)]
    return reviewed(accessed(*people, findings=[finding(f"no {one}") for one in range(ERRORS)]))


def test_no_number_of_errors_hides_who_gains_what_is_sensitive():
    (run,) = json.loads(sarif(drowned()))["runs"]
    forms = (
        [one["message"]["text"] for one in run["results"]],
        [one["description"] for one in json.loads(gitlab(drowned()))],
        re.findall(r'testcase name="([^"]*)"', junit(drowned())),
    )
    for said in forms:
        named = {int(found[1]) for one in said if (found := re.search(r"user (\d+)\b", one))}
        assert len(named) == 499
        assert sum(f"{GAINERS} people gain {SENSITIVE_KEY}" in one for one in said) == 1
        (rest,) = (one for one in said if "the worst first" in one)
        assert rest.endswith(
            "4,998 shown of 6,700, the worst first: RC0230 4,499 of 6,000, "
            "privileged-access 499 of 700"
        )
    assert len(forms[0]) == 5_000


def test_the_log_of_a_workflow_has_the_verdict_every_refusal_and_ten_annotations_of_a_kind():
    text = github(review())
    lines = text.splitlines()
    assert refusals(line for line in lines if line.startswith("error[")) == set(range(REFUSED))
    assert any(VERDICT in line for line in lines)
    for key in (SENSITIVE_KEY, BILLING):
        assert f"50,000 people of 400 scopes gain {key} (sensitive)" in " ".join(text.split())
    kinds = [line.split(" ")[0] for line in lines if line.startswith("::")]
    assert kinds == ["::error"] * 10 + ["::warning"] * 10
    assert lines[-1].endswith(f"::9 shown of {RISKY + WARNED:,}: the log of this step says more.")
