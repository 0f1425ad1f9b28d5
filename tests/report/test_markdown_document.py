"""What a report says, and in which order: situations that no story of `tests/cases` has."""

from markdown_sample import difference, gain, loss, review
from sample import LONDON, Places, everything, grant, group, plan, revoke

from reconciler.core.finding import Finding, Origin, Severity
from reconciler.core.model import Container
from reconciler.core.outcome import Outcome, Status
from reconciler.core.plan import Plan, Since
from reconciler.core.saved import Asked
from reconciler.report.markdown import BITBUCKET, markdown
from reconciler.report.review.review import Around

SALES = Container.of(group("Top Role/Sales"))
FILES = "https://forge.example/acme/roles/blob/c0ffee1/"


def headings(text):
    return [line.lstrip("# ") for line in text.splitlines() if line.startswith("#")]


def told_apart():
    """Isla comes by the change; Leo was to lose his access before it."""
    caused, pending = gain("isla", "soft_phone.access"), loss("leo", "billing.access")
    return plan(
        grant(SALES, "isla"),
        revoke(SALES, "leo"),
        access=difference(caused, pending),
        since=Since("main", difference(caused), difference(pending), 1),
        digest="ab" * 32,
    )


def test_what_was_pending_stands_apart_from_what_the_change_causes():
    text = markdown(review(told_apart()))
    before, after = text.split("#### Pending before")
    assert text.startswith("### 1 person gains access\n")
    assert "This is what the files change since `main`." in before
    assert "`isla`** gains" in before
    assert "`leo`** loses" not in before
    assert "`isla`** gains" not in after
    assert "`leo`** loses `billing.access` (sensitive)" in after
    assert (
        "Of the 2 changes 1 was pending at `main` already: No one gains access; 1 person" in after
    )


def test_new_privileged_access_that_was_pending_is_told_as_such():
    pending = difference(gain("leo", "billing.access"))
    made = plan(grant(SALES, "leo"), access=pending, since=Since("main", difference(), pending, 1))
    assert "New privileged access that was pending" in headings(markdown(review(made)))


def test_the_parts_stand_in_the_order_in_which_they_matter():
    made, notes, origins = everything()
    told = difference(gain("isla", "billing.access"), loss("leo", "users.access"))
    errors = (
        Finding("RC0402", Severity.ERROR, "too many"),
        Finding("RC0301", Severity.ERROR, "not there"),
    )
    made = Plan(
        made.account,
        made.catalog,
        made.steps,
        (*made.findings, *errors),
        made.left_out,
        made.unmanaged,
        made.spelling,
        access=told,
    )
    assert headings(markdown(review(made, notes, origins))) == [
        "Refused: 1 violation and 1 error",
        "Violations of limits and policies",
        "Errors",
        "New privileged access",
        "People",
        "Changes",
        "1 warning",
        "Left out",
    ]


def test_a_sentence_leads_to_the_line_that_causes_it():
    made = plan(grant(SALES, "isla"), access=difference(gain("isla", "users.access")))
    origins = Places({}, {(SALES, "isla"): Origin("acme/lon don.yaml", 14)})
    text = markdown(review(made, None, origins, around=Around("roles", FILES)))
    link = f"{FILES}roles/acme/lon%20don.yaml#L14"
    assert f"([`acme/lon don.yaml:14`]({link}))" in text


def test_removals_are_red_and_additions_green_and_stand_after_them():
    text = markdown(review(plan(grant(SALES, "isla"), revoke(SALES, "leo"))))
    assert (
        "```diff\n"
        "@@ /acme/london  Phone system, 2 changes @@\n"
        "    group Top Role/Sales\n"
        "-     member  leo\n"
        "+     member  isla\n"
        "```"
    ) in text


def test_a_plan_that_was_applied_says_what_became_of_it_and_no_more_how_to_apply_it():
    made = told_apart()
    first, second = made.changes
    became = [
        Outcome(first, Status.APPLIED),
        Outcome(second, Status.FAILED, "the portal said 503 to @team"),
    ]
    text = markdown(review(made, outcomes=became))
    assert (
        "#### What became of it\n\n"
        "| Outcome | Changes |\n|---|--:|\n| applied | 1 |\n| failed | 1 |\n\n"
        "```text\n"
        "failed         - leo in group Top Role/Sales of /acme/london\n"
        "               the portal said 503 to @team\n"
        "```"
    ) in text
    assert "Apply" not in headings(text)


def test_where_access_is_not_computed_the_changes_that_give_what_is_sensitive_are_named():
    made = plan(grant(SALES, "isla"), privileged=frozenset({SALES.ref}))
    text = markdown(review(made))
    assert headings(text)[:2] == ["1 change", "New privileged access"]
    assert "- group `Top Role/Sales` of `/acme/london`: 1 change" in text


def test_everybody_who_gains_a_sensitive_permission_is_named():
    crowd = tuple(gain(f"person {one}", "billing.access").people[0] for one in range(9))
    told = gain("x", "billing.access")
    told = type(told)(told.kind, crowd, told.permissions, told.places, through=told.through)
    text = markdown(review(plan(grant(SALES, "leo"), access=difference(told))))
    assert "`person 0`, `person 1` and 7 others** gain" in text
    assert "\n  - `person 0`, `person 1`, `person 2`" in text
    assert "`person 8`\n" in text


def test_more_than_a_few_sentences_and_lines_are_folded_away_where_the_channel_can():
    told = difference(*[gain(f"person {one}", f"key {one}") for one in range(30)])
    made = plan(*[grant(SALES, f"person {one}") for one in range(30)], access=told)
    text = markdown(review(made))
    assert "<summary>20 more</summary>" in text
    assert "<summary>30 changes</summary>" in text
    assert text.count("</details>") == text.count("<details>") == 2
    plain = markdown(review(made), BITBUCKET)
    assert "**30 changes**\n\n```diff" in plain
    assert "<" not in plain


def test_without_a_plan_it_says_why():
    text = markdown(review(Plan("", ""), said="The portal does not answer.", is_planned=False))
    assert text.startswith("### No plan\n\nThe portal does not answer.\n")
    found = (Finding("RC0301", Severity.ERROR, "no such scope", LONDON),)
    broken = plan(findings=found)
    text = markdown(review(broken, said="1 error", is_planned=False))
    assert headings(text) == ["No plan: 1 error", "Errors"]
    assert "error[RC0301]: no such scope" in text


def test_where_nobody_watches_it_says_how_long_the_plan_is_good_and_no_command():
    made = plan(grant(SALES, "isla"), digest="ab" * 32)
    watched, unwatched = markdown(review(made)), markdown(review(made, advise=False))
    assert "reconciler apply" in watched
    assert "reconciler apply" not in unwatched
    assert "Apply" not in headings(unwatched)
    assert unwatched.endswith("\n\nThis plan is good until 2027-01-02T00:00:00Z.\n")
    assert f"Digest `{'ab' * 32}`." in unwatched


def test_what_stood_for_the_live_system_is_said_right_below_the_title():
    how = {"asked": Asked(offline="the files of `main`")}
    made = plan(grant(SALES, "isla"))
    refused = plan(findings=(Finding("RC0301", Severity.ERROR, "not there"),))
    for each in (made, refused, plan()):
        title, below, *_ = markdown(review(each, how=how)).split("\n\n")
        assert title.startswith("### ")
        assert below == (
            "Compared with `` the files of `main` ``, not with the live system: for review alone."
        )
