"""However much there is to say, it fits, and what must never be cut is said in exact counts."""

import re
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_sample import difference, gain, review, user
from sample import LONDON, TARGET, grant, group, permissions, plan, revoke

from reconciler.core.access.effect import Effect, Kind
from reconciler.core.change import Change
from reconciler.core.finding import Finding, Origin, Severity
from reconciler.core.model import Container, Group, Ref
from reconciler.core.outcome import Outcome, Status
from reconciler.core.plan import LeftOut, Plan, Since, Step
from reconciler.core.scope import Pattern, Scope
from reconciler.core.target import Catalog, Permission
from reconciler.report.markdown import (
    BITBUCKET,
    GITHUB,
    GITHUB_SUMMARY,
    GITLAB,
    LIMITS,
    Limit,
    markdown,
)

ALL = pytest.mark.parametrize("limit", LIMITS.values(), ids=list(LIMITS))
LONG = "n" * 10_000
MARKER = 500


def size(text, limit):
    """How long a text is, as the strictest would count."""
    return len(text.encode()) if limit.unit == "bytes" else len(text.encode("utf-16-le")) // 2


def violations(number, message="isla holds too much"):
    found = Finding("RC0412", Severity.ERROR, message, origin=Origin("policies.yaml", 3))
    return (found,) * number


def people(number, kind=Kind.GAIN, key="billing.access", name="person"):
    """So many effects, each of one person through a group of its own."""
    return tuple(
        Effect(
            kind,
            (user(f"{name} {one}"),),
            (key,),
            (Pattern(LONDON),),
            through=(Container.of(Ref("group", LONDON, ("top", f"g {one % 7}"))),),
        )
        for one in range(number)
    )


def large(changes):
    """A plan of so many changes in 200 scopes: some of each kind, a few of them risky."""
    steps = []
    for one in range(changes):
        scope = Scope(f"/acme/office {one % 200}")
        container = Container.of(Ref("group", scope, ("top role", f"desk {one % 7}")))
        change = grant(container, f"user {one}") if one % 3 else revoke(container, f"user {one}")
        steps.append(Step(change, 0))
    old = Ref("group", Scope("/acme/office 3"), ("top role", "old"))
    steps.append(Step(Change(Group(old, "", permissions("billing.access")), None), 1))
    return tuple(steps)


@pytest.fixture(scope="module")
def enormous():
    """200,000 changes, 10,000 violations, 3,000 people with new privileged access."""
    told = difference(
        *people(3_000),
        *people(2_000, key="soft_phone.access", name="clerk"),
        *people(1_500, Kind.LOSS, "presence.access", "leaver"),
    )
    made = Plan(
        "northwind",
        "c0ffee",
        large(199_999),
        findings=violations(10_000),
        access=told,
        digest="ab" * 32,
    )
    return review(made)


@ALL
def test_a_plan_of_200_000_changes_fits_every_channel_with_all_that_is_never_cut(enormous, limit):
    text, summary = markdown(enormous, limit), enormous.saved.plan.summary
    assert size(text, limit) <= limit.size - MARKER
    assert text.startswith("### Refused: 10,000 violations\n")
    assert "5,000 people gain access, 3,000 of them to a sensitive permission" in text
    assert "1,500 people lose access" in text
    assert summary in text
    assert "`RC0412` Separated duties in one hand: 10,000" in text or (
        text.count("error[RC0412]") == 10_000
    )
    assert re.search(r"3,000 people\*\* gain .*`billing.access` \(sensitive\)", text)
    assert "of 200,000 changes shown" in text
    assert "ab" * 32 in text


@ALL
def test_every_number_of_a_large_plan_adds_up_to_the_summary(limit):
    made = plan(*[step.change for step in large(5_000)])
    text = markdown(review(made), limit)
    some = re.search(r"([\d,]+) of ([\d,]+) changes shown", text)
    shown, everything = map(number, some.groups()) if some else (5_001, 5_001)
    body = text[text.index("```diff") :]
    lines = re.findall(r"^([-+!]) ", body, re.MULTILINE)
    assert everything == 5_001
    assert len(lines) == shown
    hidden = re.findall(r"([\d,]+) (?:more )?to (create|update|delete|grant|revoke)", body)
    assert sum(number(count) for count, _ in hidden) == everything - shown
    counts = Counter(sign for sign in lines)
    assert counts["-"] + sum(
        number(n) for n, what in hidden if what in {"revoke", "delete"}
    ) == sum(change.after is None for change in made.changes)


def number(text):
    return int(text.replace(",", ""))


def test_the_whole_diff_stands_there_where_it_fits_and_else_the_riskiest_and_else_counts():
    made = plan(*[step.change for step in large(3_000)])
    forms = {
        limit.name: markdown(review(made), limit) for limit in (GITLAB, GITHUB, Limit("a", 1_600))
    }
    assert "<summary>3,001 changes</summary>" in forms["gitlab"]
    assert re.search(r"\d+ of 3,001 changes shown, the riskiest first", forms["github"])
    assert "0 of 3,001 changes shown" in forms["a"]


def test_changes_that_are_too_long_to_be_shown_are_counted_by_scope():
    offices = [Container.of(Ref("group", Scope(f"/acme/o {one}"), ("top",))) for one in range(40)]
    made = plan(*[grant(office, f"{one}{LONG}") for office in offices for one in range(9)])
    text = markdown(review(made), Limit("a", 4_000))
    assert "0 of 360 changes shown. By scope, the riskiest first:" in text
    assert text.count(": 9 to grant\n") == 30
    assert "- 10 more scopes: 90 to grant" in text


@ALL
def test_names_of_10_000_characters_lose_their_middle_and_never_their_place(limit):
    desk = Container.of(Ref("group", LONDON, ("top", LONG)))
    keys = tuple(f"{one}{LONG}" for one in range(100))
    told = difference(
        gain(LONG, "billing.access"), *[gain(f"{one}{LONG}", *keys) for one in range(100)]
    )
    made = plan(
        *[grant(desk, f"{one}{LONG}") for one in range(100)],
        findings=violations(100, LONG),
        left_out=(LeftOut(grant(desk, LONG), LONG),) * 100,
        access=told,
        since=Since(LONG, told, told, 12),
        digest="ab" * 32,
    )
    how = {"author": LONG, "commit": LONG, "tool": LONG}
    outcomes = [Outcome(change, Status.FAILED, LONG) for change in made.changes]
    text = markdown(review(made, how=how, outcomes=outcomes), limit)
    assert size(text, limit) <= limit.size - MARKER
    assert "characters …]" in text
    assert "Refused: 100 violations" in text


@ALL
@pytest.mark.parametrize("character", ["\u202e", "`", "😀", "語", "<!--"])
def test_neither_does_what_grows_when_it_is_shown(limit, character):
    name = character * 5_000
    told = difference(
        *[gain(f"{name}{one}", f"{name}{one}", "billing.access") for one in range(100)]
    )
    desk = Container.of(Ref("group", LONDON, ("top", name)))
    made = plan(
        *[grant(desk, f"{name}{one}") for one in range(100)],
        findings=violations(100, name),
        access=told,
        left_out=(LeftOut(grant(desk, name), name),) * 100,
    )
    how = {"author": name, "commit": name, "tool": name}
    assert size(markdown(review(made, how=how), limit), limit) <= limit.size - MARKER


@ALL
def test_findings_of_every_code_are_counted_by_rule(limit):
    many = [
        Finding(f"RC04{code:02}{LONG}", Severity.ERROR, LONG)
        for code in range(100)
        for _ in range(50)
    ]
    text = markdown(review(plan(findings=tuple(many))), limit)
    assert size(text, limit) <= limit.size - MARKER
    assert "5,000 violations" in text
    if limit is BITBUCKET:
        named = [number(count) for count in re.findall(r"^- `.*: ([\d,]+)$", text, re.MULTILINE)]
        (rest,) = re.findall(r"([\d,]+) of \d+ other rules", text)
        assert sum(named) + number(rest) == 5_000


def test_where_only_counts_of_sensitive_permissions_fit_the_rest_of_them_is_counted_too():
    keys = [f"secret {one}" for one in range(50)]
    catalog = Catalog(tuple(Permission(key, key, sensitive=True) for key in keys))
    told = difference(*[gain(f"person {one} {LONG}", keys[one % 50]) for one in range(500)])
    made = review(plan(grant(Container.of(group("a")), "leo"), access=told))
    beside = replace(made.beside, target=replace(TARGET, catalog=catalog))
    text = markdown(replace(made, beside=beside), Limit("a", 2_600))
    assert text.count("**10 people** gain") == 20
    assert "300 people: 30 more sensitive permissions" in text
    assert "0 of 50 sentences shown." in text


@settings(max_examples=10)
@given(st.integers(0, 400), st.integers(0, 400), st.integers(0, 400), st.text(max_size=300))
def test_whatever_a_plan_is_made_of_it_fits(changes, gains, refusals, name):
    desk = Container.of(Ref("group", LONDON, ("top", f"{name}x")))
    made = plan(
        *[grant(desk, f"user {one}") for one in range(changes)],
        findings=violations(refusals, name),
        access=difference(*people(gains, name=name), *people(gains, Kind.LOSS, name, name)),
    )
    for limit in (BITBUCKET, GITHUB, GITHUB_SUMMARY):
        assert size(markdown(review(made), limit), limit) <= limit.size - MARKER


def test_a_limit_counts_as_its_channel_does():
    assert GITHUB.measure("a😀語") == 4
    assert GITHUB_SUMMARY.measure("a😀語") == 8
    sizes = {limit.name: (limit.size, limit.unit) for limit in LIMITS.values()}
    assert sizes == {
        "github": (65_536, "characters"),
        "gitlab": (1_000_000, "characters"),
        "bitbucket": (32_768, "characters"),
        "azure-devops": (150_000, "characters"),
        "github-summary": (1_048_576, "bytes"),
    }
