"""A plan of 200,000 changes as HTML: it can be opened and sent, and nothing vital is cut."""

import re
from functools import cache

from html_sample import made, read
from reviews import accessed, gain
from sample import grant, group
from test_review_large import REFUSED, VERDICT, WARNED, review

from reconciler.core.model import Container
from reconciler.report.html import html
from reconciler.report.html.room import BYTES, ROOMS

CHANGES = 200_000
EFFECTS = len(review().saved.plan.access.effects)


@cache
def text():
    return html(review())


@cache
def found():
    return read(text())


def test_it_stays_small_enough_to_be_sent():
    assert len(text().encode()) < BYTES


def test_the_verdict_and_the_violations_come_first():
    assert found().texts("h1") == [f"Refused: {REFUSED} violations"]
    assert found().texts("also") == [f"If it were applied: {VERDICT}"]


def test_every_violation_is_there():
    said = found().part("policies").text
    assert {int(number) for number in re.findall(r"\bno (\d+)", said)} == {*range(REFUSED)}


def test_new_privileged_access_is_counted_exactly():
    assert found().find("privileged")[0].texts("li") == [
        "50,000Manage Role Membership",
        "50,000Access Billing",
    ]


def test_so_much_is_shown_of_so_much():
    rest = found().part("changes").texts("rest")
    assert re.fullmatch(
        r"[\d,]+ of 200,000 changes shown, the riskiest first\. All are counted\.", rest[0]
    )
    assert found().part("people").find("rest")[-1].text == (
        f"{ROOMS[0].effects:,} of {EFFECTS:,} effects shown, the riskiest first."
    )


def test_what_is_shown_and_what_is_counted_add_up():
    changes = found().part("changes")
    hidden = [number(text) for text in changes.texts("rest")[1:]]
    assert len(changes.find("row")) + sum(hidden) == CHANGES


def number(rest):
    return int(re.search(r"\.\.\. and ([\d,]+) more to grant", rest)[1].replace(",", ""))


def test_warnings_that_there_is_no_room_for_are_counted_by_code():
    counts = found().part("findings").find("short")[0].texts("li")
    assert counts == [f"... and {WARNED - ROOMS[0].findings:,} more of RC0230, Unknown permission"]


def test_a_plan_of_ten_thousand_changes_is_shown_whole():
    desk = Container.of(group("Desk"))
    planned = accessed(changes=[grant(desk, f"user {number}") for number in range(10_000)])
    page = read(html(made(planned)))
    assert len(page.part("changes").find("row")) == 10_000
    assert page.part("changes").texts("rest") == []


def test_however_long_names_are_the_page_has_its_limit():
    desk = Container.of(group("Desk"))
    planned = accessed(changes=[grant(desk, f"{number}{'<' * 3_000}") for number in range(4_000)])
    assert len(html(made(planned)).encode()) <= BYTES


def test_privileged_effects_are_shown_before_all_others():
    safe = [gain(f"safe {number}", permissions=("presence.access",)) for number in range(4_000)]
    risky = gain("danger")
    page = read(html(made(accessed(*safe, risky))))
    assert "danger" in page.part("people").text
