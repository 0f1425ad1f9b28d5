"""The HTML report: one file that says all of a review and obeys nothing but itself."""

import base64
import hashlib
import re
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from html_sample import FILES, made, page
from reviews import SENSITIVE_KEY, accessed, finding, gain, reach, user, without_plan
from sample import LONDON, PARIS, at, everything, grant, group, permissions, plan, revoke

from reconciler.core.access.effect import Difference, Effect, Kind
from reconciler.core.change import Change
from reconciler.core.finding import Origin, Severity
from reconciler.core.model import Container, Group
from reconciler.core.outcome import Outcome, Status
from reconciler.core.plan import Since
from reconciler.core.saved import Asked
from reconciler.core.scope import Pattern
from reconciler.report.html import html
from reconciler.report.html.look import REMOVED
from reconciler.report.review.review import Around

SALES = Container.of(group("Top Role/Sales"))
LOSS = Effect(Kind.LOSS, (user("leo"),), ("call_flow.access",), (Pattern(LONDON),), None, (SALES,))


def of_everything(**more):
    planned, notes, origins = everything()
    return made(planned, notes, origins, **more)


# What it is allowed to do


def test_the_policy_allows_this_style_and_this_script_and_nothing_else():
    found = page(of_everything())
    (policy,) = (
        meta.attributes["content"]
        for meta in found.find("meta")
        if meta.attributes.get("http-equiv") == "Content-Security-Policy"
    )
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules == {
        "default-src": "'none'",
        "style-src": hash_of(found.find("style")),
        "script-src": hash_of(found.find("script")),
        "base-uri": "'none'",
        "form-action": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }


def hash_of(elements):
    (element,) = elements
    digest = hashlib.sha256(element.text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def test_the_policy_stands_before_all_that_it_is_about():
    text = html(of_everything())
    places = [text.index(part) for part in ("Content-Security-Policy", "<style", "<script")]
    assert places == sorted(places)


def test_no_element_has_a_style_or_a_handler_and_none_fetches_anything():
    found = page(of_everything())
    names = {name for element in found.all for name in element.attributes}
    assert [name for name in names if name.startswith("on") or name in {"style", "src"}] == []
    fetching = ("link", "img", "iframe", "object", "embed", "form", "base", "video", "audio")
    assert found.find(*fetching) == []
    assert "url(" not in found.find("style")[0].text
    assert "@import" not in found.find("style")[0].text


def test_who_follows_a_link_is_told_nothing_of_the_page():
    found = page(of_everything())
    names = {meta.attributes.get("name"): meta.attributes for meta in found.find("meta")}
    assert names["referrer"]["content"] == "no-referrer"


def test_every_address_is_a_line_of_the_repository_or_a_part_of_the_page():
    found = page(of_everything())
    addresses = [link.attributes["href"] for link in found.find("a")]
    inside = [one[1:] for one in addresses if one.startswith("#")]
    outside = [one for one in addresses if not one.startswith("#")]
    assert outside
    assert [
        one for one in outside if not re.fullmatch(re.escape(FILES) + r"[\w./]+#L\d+", one)
    ] == []
    assert [one for one in inside if not found.has(one)] == []


def test_ids_are_words_of_ours_and_each_stands_once():
    planned = accessed(gain("x"), changes=[grant(SALES, "x")], findings=[finding()])
    found = page(made(planned))
    ids = [each.attributes["id"] for each in found.all if "id" in each.attributes]
    words = "changes findings found keys people scope search sensitive theme tree"
    assert sorted(ids) == words.split()


# Links


def test_a_place_leads_to_the_line_in_the_repository_at_the_commit():
    found = page(of_everything())
    links = {link.text: link.attributes["href"] for link in found.part("changes").find("a")}
    assert links["reseller.yaml:8"] == f"{FILES}access/reseller.yaml#L8"


@pytest.mark.parametrize(
    "files",
    [
        "",
        "javascript:alert(1)//x/",
        "http://git.example.com/x/",
        "https://a b/x/",
        "https://x/y?z/",
    ],
)
def test_without_a_sound_address_a_place_is_no_link(files):
    found = page(of_everything(around=Around("", files)))
    assert {urlsplit(link.attributes["href"])[:4] for link in found.find("a")} == {("", "", "", "")}
    assert "reseller.yaml:8" in found.part("changes").texts("place")


def test_a_path_is_quoted_in_an_address():
    origin = Origin('a "b"/#c?d%20.yaml', 3)
    found = page(made(accessed(findings=[finding(origin=origin)])))
    (link,) = found.part("findings").find("a")
    assert link.attributes["href"] == f"{FILES}access/a%20%22b%22/%23c%3Fd%2520.yaml#L3"


# The header


def test_the_verdict_comes_first_and_the_page_says_what_it_was_made_from():
    found = page(made(accessed(gain("noah"), LOSS, changes=[grant(SALES, "noah")])))
    assert found.texts("h1") == [
        "1 person gains access to a sensitive permission; 1 person loses access"
    ]
    assert found.texts("state") == ["Can be applied"]
    assert dict(zip(found.find("facts")[0].texts("dt"), found.texts("dd"), strict=False)) == {
        "Commit": "c0ffee12",
        "Author": "charlotte",
        "Digest": "d1e5",
        "Made": "2026-11-26 00:00 UTC by reconciler 1.2.3",
        "Good until": "2026-11-26 00:00 UTC",
    }


def test_tiles_count_people_changes_and_violations():
    changes = [grant(SALES, "noah"), revoke(SALES, "leo")]
    planned = accessed(gain("noah"), LOSS, changes=changes, findings=[finding(code="RC0402")])
    assert page(made(planned)).texts("tile") == [
        "1gain access1 to something sensitive",
        "1lose access0 altogether",
        "2changes1 of them removals",
        "1violation0 other findings",
    ]


def test_a_refused_plan_says_so_before_what_it_would_do():
    planned = accessed(
        gain("noah"), changes=[grant(SALES, "noah")], findings=[finding(code="RC0402")]
    )
    found = page(made(planned))
    assert found.texts("h1") == ["Refused: 1 violation"]
    assert found.texts("also") == [
        "If it were applied: 1 person gains access to a sensitive permission."
    ]
    assert found.texts("state") == ["Refused"]


def test_a_plan_that_was_applied_says_what_became_of_it():
    changes = [grant(SALES, "noah"), grant(SALES, "isla")]
    outcomes = [
        Outcome(changes[0], Status.APPLIED),
        Outcome(changes[1], Status.FAILED, "the live system said no"),
    ]
    found = page(made(plan(*changes), outcomes=outcomes))
    assert found.texts("state") == ["Applied in part"]
    assert found.part("outcomes").texts("lead") == ["Applied 1, failed 1."]
    assert found.part("outcomes").texts("said") == [
        "isla in group Top Role/Sales of /acme/london failed the live system said no"
    ]
    assert found.part("changes").texts("member") == ["+isla failed", "+noah applied"]


@pytest.mark.parametrize(
    ("how", "remark"),
    [
        ({"asked": Asked(within=LONDON)}, "This plan is of /acme/london and below alone."),
        (
            {"asked": Asked(removals=False)},
            "This plan takes nothing away: it was asked for without removals.",
        ),
        (
            {"asked": Asked(at=at(2027, 2, 1))},
            "This plan is as of 2027-02-01 00:00 UTC. It is for review and is never applied.",
        ),
    ],
)
def test_what_a_plan_was_asked_for_stands_in_its_header(how, remark):
    found = page(made(plan(grant(SALES, "noah")), how=how))
    assert found.texts("remark") == [remark]


def test_what_stood_for_the_live_system_is_said_right_below_the_title():
    planned = accessed(
        gain("noah"), changes=[grant(SALES, "noah")], findings=[finding(code="RC0402")]
    )
    found = page(made(planned, how={"asked": Asked(offline="the files of main")}))
    assert found.texts("h1", "also", "remark") == [
        "Refused: 1 violation",
        "Compared with the files of main, not with the live system: for review alone.",
        "If it were applied: 1 person gains access to a sensitive permission.",
    ]


def test_the_header_says_what_was_pending_and_is_done_by_the_same_plan():
    since = Since("main", Difference((gain("a"),)), Difference((LOSS,)), 1)
    found = page(made(plan(grant(SALES, "a"), revoke(SALES, "leo"), since=since)))
    assert found.texts("also") == [
        "Pending before, and done by the same plan: no one gains access; 1 person loses access."
    ]
    assert found.texts("tile")[2] == "2changes1 of them removals, 1 pending before"


def test_where_nothing_was_pending_the_header_says_nothing_of_it():
    since = Since("main", Difference((gain("a"),)), Difference(()), 0)
    found = page(made(plan(grant(SALES, "a"), since=since)))
    assert found.texts("also") == []
    assert found.texts("tile")[2] == "1change0 of them removals"


def test_where_there_is_no_plan_the_page_says_why():
    line = "    users: [noah, noha]"
    wrong = finding("there is no user `noha`", origin=Origin("a.yaml", 2, 19, 23), help="noah?")
    review = without_plan(wrong, message="1 error in 1 file")
    sources = {"a.yaml": ["", line]}.get
    found = page(replace(review, beside=replace(review.beside, sources=sources)))
    assert found.texts("h1") == ["1 error in 1 file"]
    assert found.texts("state") == ["No plan"]
    assert [found.has(name) for name in ("people", "tree", "changes")] == [False] * 3
    (card,) = found.part("findings").find("finding")
    assert card.texts("message") == ["!there is no user nohaerror RC0230"]
    assert card.find("pre")[0].text == f"2 | {line}\n  |                   ^^^^"
    assert card.texts("help") == ["Help: noah?"]


def test_no_changes_are_said_in_a_word():
    found = page(made(plan()))
    assert (found.texts("h1"), found.texts("state")) == (["No changes."], ["In sync"])


# Findings


def test_limits_and_policies_stand_apart_and_first_the_worst_before_the_others():
    findings = [
        finding("a hint", Severity.HINT, "RC0310"),
        finding("too many", code="RC0402"),
        finding("a typo", code="RC0512"),
    ]
    found = page(made(accessed(findings=findings)))
    assert found.part("policies").texts("message") == ["!too manyerror RC0402"]
    assert found.part("findings").texts("message") == ["!a typoerror RC0512", "ia hinthint RC0310"]


def test_a_plan_that_nothing_stands_against_says_so():
    assert page(made(accessed())).texts("well") == [
        "✓No limit and no policy stands against this plan."
    ]


# People


def test_an_effect_is_a_sentence_with_titles_and_the_line_that_causes_it():
    planned, notes, origins = everything()
    sales = Container.of(group("Top Role/Managers/Sales"))
    effect = gain("isla", permissions=("call_flow.access",), through=sales)
    planned = accessed(effect, changes=[step.change for step in planned.steps])
    found = page(made(planned, notes, origins)).part("people")
    assert found.texts("said") == [
        "isla gains Call Flow at /acme/london via group Top Role/Managers/Sales"
    ]
    assert found.texts("where")[0].startswith("customers/acme/london.yaml:")
    facts = dict(zip(found.texts("dt"), found.texts("dd"), strict=True))
    assert facts["People"] == "isla of /acme/london"
    assert facts["Permissions"] == "Call Flow (call_flow.access)"
    assert facts["Through"] == "group Top Role/Managers/Sales of /acme/london"


def test_new_privileged_access_is_counted_by_permission():
    found = page(
        made(accessed(gain("a", "b"), gain("c", permissions=(SENSITIVE_KEY, "billing.access"))))
    )
    assert found.find("privileged")[0].texts("li") == [
        "3Manage Role Membership",
        "1Access Billing",
    ]


def test_who_only_reaches_more_gains_no_privilege():
    assert page(made(accessed(reach("a")))).find("privileged") == []


def test_what_is_sensitive_is_marked_for_the_eyes_and_for_the_filter():
    found = page(made(accessed(gain("a"), LOSS))).part("people")
    rows = [
        (row.attributes["data-row"], "data-sensitive" in row.attributes)
        for row in found.find("row")
    ]
    assert rows == [("add", True), ("remove", False)]
    assert found.texts("flag") == ["sensitive"]


def test_many_alike_share_one_sentence_that_opens_to_one_for_each():
    people = [gain(f"user {number}") for number in range(5)]
    found = page(made(accessed(*people))).part("people")
    (many,) = found.find("many")
    assert many.texts("said")[0] == "5 people gain Manage Role Membership sensitive via 1 group"
    assert len(many.find("row")) == 5


def test_what_was_pending_stands_apart_from_what_the_files_cause():
    since = Since("main", Difference((gain("a"),)), Difference((LOSS,)), 1)
    planned = plan(grant(SALES, "a"), revoke(SALES, "leo"), since=since)
    found = page(made(planned))
    assert found.texts("h2")[:2] == [
        "People, by what the files change since main 1",
        "Pending at main already 1",
    ]
    assert found.part("pending").texts("lead") == [
        "1 of the 2 changes below was pending before.",
        "No one gains access; 1 person loses access.",
    ]
    assert found.texts("h1") == ["1 person gains access to a sensitive permission"]


def test_where_access_is_not_computed_what_gives_something_sensitive_is_counted():
    ref = group("Top Role/Sales")
    changes = [
        Change(None, Group(ref, "", permissions(SENSITIVE_KEY))),
        grant(Container.of(ref), "a"),
    ]
    found = page(made(plan(*changes, privileged=frozenset({ref}))))
    assert found.part("people").text == (
        "What becomes of access is not computed for this system. 2 changes give what is sensitive."
    )


# Changes


def test_every_change_stands_on_a_line_of_its_own_removals_first():
    found = page(of_everything()).part("changes")
    assert found.texts("lead") == [everything()[0].summary]
    london = next(each for each in found.find("scope") if each.texts("h3") == ["/acme/london"])
    rows = [(row.attributes["data-row"], " ".join(row.text.split())) for row in london.find("row")]
    assert rows[:2] == [
        ("remove", f"{REMOVED.sign}group Top Role/Night Desk“Nights and weekends”Access Presence"),
        ("remove", f"{REMOVED.sign}ivy"),
    ]
    assert (
        "add",
        "+jack through 2027-01-31 parental leave covercustomers/acme/london.yaml:15",
    ) in rows
    assert (
        "move",
        "→group Top Role/Field → Top Role/Managers/Fieldcustomers/acme/london.yaml:21",
    ) in rows
    assert len(found.find("row")) == sum(everything()[0].counts.values())


def test_an_edited_set_is_said_once():
    (said,) = page(of_everything()).find("sets")
    assert " ".join(said.text.split()) == (
        "~set manager of / changes 3 groups+Access Presence presence.access"
    )


def test_what_is_left_out_and_what_is_not_managed_is_said():
    found = page(of_everything())
    assert found.part("left-out").texts("note", "said") == [
        "Because it takes access:",
        "amelia in group Top Role of /acme/paris",
    ]
    assert found.part("unmanaged").text == "Not managed and left alone: 1 group and 3 memberships."


def test_a_scope_is_chosen_with_all_below_it_by_numbers_alone():
    planned = plan(grant(SALES, "a"), grant(Container.of(group("Top Role", PARIS)), "b"))
    found = page(made(planned))
    options = {each.text: each.attributes["value"] for each in found.find("option")}
    assert options == {
        "All scopes": "",
        "/acme": "1-3",
        "/acme/london": "2-2",
        "/acme/paris": "3-3",
    }
    rows = found.part("changes").find("row")
    assert [row.attributes["data-at"] for row in rows] == ["2", "3"]
