"""`reconciler ci drift` against a real server that plays GitHub and GitLab."""

import re

import pytest

from tests.forge.forging import BOT, GRACE, LABEL, MALLORY, Fault

MARKER = "<!-- reconciler:drift -->"


@pytest.fixture(params=["github", "gitlab"])
def drift(request, forge, here):
    """Tell of drift, from the environment of either forge."""

    def telling(name, *words, **more):
        environment = getattr(forge, request.param)(**more)
        plan = ["--plan", f"{name}.json"]
        return here("ci", "drift", *plan, *words, environment=environment)

    return telling


def ours(forge):
    return [one for one in forge.issues if one.author == BOT]


def test_drift_opens_one_issue_with_a_label(forge, drift):
    assert drift("one").out == "An issue is opened."
    (issue,) = forge.issues
    assert (issue.is_open, issue.labels) == (True, [LABEL])
    assert issue.title.startswith("Drift: ")
    assert issue.body.startswith(f"{MARKER}\n### ")
    assert "noah" in issue.body


def test_while_it_lasts_nothing_is_written(forge, drift):
    drift("one")
    before = list(forge.writes)
    assert drift("one").out == "Nothing is new: no issue is written."
    assert forge.writes == before


def test_other_drift_updates_it_in_place_and_adds_a_line_of_history(forge, drift):
    drift("one")
    assert drift("two").out == "The issue #100 is updated."
    (issue,) = forge.issues
    assert "isla" in issue.body
    assert issue.is_open
    found = re.findall(r"^- `\S+Z` Plan: .*; (\d) to grant", issue.body, re.MULTILINE)
    assert found == ["2", "1"]


def test_the_end_of_drift_closes_it(forge, drift):
    drift("one")
    title = forge.issues[0].title
    assert drift("none").out == "The issue #100 is closed."
    (issue,) = forge.issues
    assert (issue.is_open, issue.title) == (False, title)
    assert "No changes" in issue.body


def test_without_drift_and_without_an_issue_nothing_is_written(forge, drift):
    assert drift("none").out == "Nothing is new: no issue is written."
    assert forge.writes == []


def test_drift_anew_opens_the_same_issue_again_with_its_history(forge, drift):
    for name in ("one", "none", "two"):
        drift(name)
    (issue,) = forge.issues
    assert issue.is_open
    assert len(re.findall(r"^- `\S+Z` ", issue.body, re.MULTILINE)) == 3


def test_an_issue_that_a_person_closed_is_opened_again_while_drift_lasts(forge, drift):
    drift("one")
    forge.issues[0].is_open = False
    assert drift("one").out == "The issue #100 is updated."
    assert [one.is_open for one in forge.issues] == [True]


def test_the_history_is_short(forge, drift):
    for _ in range(6):
        drift("one")
        drift("two")
    (issue,) = forge.issues
    assert len(re.findall(r"^- `\S+Z` ", issue.body, re.MULTILINE)) == 10


def test_a_line_that_somebody_wrote_into_the_history_goes(forge, drift):
    drift("one")
    forge.issues[0].body += "- `now` ![x](https://evil.example/)\n- @everybody\n"
    drift("two")
    assert "evil" not in forge.issues[0].body
    assert "@everybody" not in forge.issues[0].body


@pytest.mark.parametrize("author", [MALLORY, GRACE])
def test_an_issue_of_somebody_else_is_never_touched(forge, drift, author):
    forged = forge.report(author, f"{MARKER}\nAll is well.", title="Drift", labels=[LABEL])
    drift("one")
    drift("none")
    assert (forged.body, forged.is_open) == (f"{MARKER}\nAll is well.", True)
    assert [one.is_open for one in ours(forge)] == [False]


def test_our_issue_without_our_marker_at_its_start_is_another(forge, drift):
    other = forge.report(BOT, f"Fix it.\n{MARKER}", title="Else", labels=[LABEL])
    drift("one")
    drift("none")
    assert (other.body, other.is_open) == (f"Fix it.\n{MARKER}", True)


def test_ours_is_found_without_its_label_and_among_many(forge, drift):
    drift("one")
    forge.issues[0].labels.clear()
    for number in range(120):
        forge.report(BOT, f"Update {number}", title="Update")
    drift("two")
    assert "isla" in forge.issues[0].body
    assert len(forge.issues) == 121


def test_of_two_open_ones_the_oldest_stays(forge, drift):
    for _ in range(2):
        forge.report(BOT, f"{MARKER}\nfrom two runs at once", title="Drift", labels=[LABEL])
    drift("one")
    assert [one.is_open for one in forge.issues] == [True, False]
    drift("none")
    assert [one.is_open for one in forge.issues] == [False, False]


def test_an_issue_whose_answer_is_lost_is_not_opened_twice(forge, drift):
    forge.faults.append(Fault("^POST .*/issues$", 502, {}, is_done=True))
    assert drift("one").code == 0
    assert len(forge.issues) == 1


def test_an_issue_that_may_not_be_opened_is_an_error_that_says_what_is_needed(forge, drift):
    refused = {"message": "Resource not accessible by integration"}
    forge.faults.append(Fault("^POST .*/issues$", 403, refused))
    said = drift("one")
    assert said.code == 7
    assert re.search("`issues: write`|GITLAB_TOKEN must be", said.out)


def test_a_pull_request_is_no_issue(forge, here):
    forge.report(BOT, f"{MARKER}\nx", title="A pull", is_pull=True)
    assert here("ci", "drift", "--plan", "one.json", environment=forge.github()).code == 0
    assert [one.title[:5] for one in forge.issues] == ["A pul", "Drift"]


def test_each_project_of_a_repository_has_its_own(forge, drift):
    drift("one", "--name", "sales", "--label", "access")
    drift("one", "--name", "support")
    assert [one.title.rpartition(" ")[2] for one in forge.issues] == ["(sales)", "(support)"]
    assert [one.labels for one in forge.issues] == [["access"], [LABEL]]


def test_a_plan_that_is_lost_is_no_drift_and_no_end_of_it(forge, drift):
    drift("one")
    before = list(forge.writes)
    assert drift("lost").code == 1
    assert (forge.writes, forge.issues[0].is_open) == (before, True)


def test_a_plan_without_the_live_system_is_no_drift_and_no_end_of_it(forge, drift):
    drift("one")
    before = list(forge.writes)
    said = drift("offline")
    assert (said.code, "not from the live system (`--offline`)" in said.out) == (1, True)
    assert (forge.writes, forge.issues[0].is_open) == (before, True)
