"""Names from a hostile live system, or a hostile pull request, are text in the page and no more."""

import re
from dataclasses import replace

import pytest
from html_sample import FILES, made, page
from hypothesis import given, settings
from hypothesis import strategies as st
from reviews import finding
from sample import LONDON, TARGET, Places, grant, plan, revoke

from reconciler.core.access.effect import Difference, Effect, Kind
from reconciler.core.change import Change
from reconciler.core.declared import Notes
from reconciler.core.finding import Origin
from reconciler.core.model import Container, Group, Ref, Role
from reconciler.core.names import escape
from reconciler.core.outcome import Outcome, Status
from reconciler.core.plan import LeftOut, Since
from reconciler.core.scope import Pattern, Scope
from reconciler.core.spelling import Spelling
from reconciler.core.target import Catalog, Level, Permission
from reconciler.report.html.markup import LONGEST, Markup, element, escaped
from reconciler.report.review.review import Around

HOSTILE = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='alert(1)",
    "]]>",
    "-->",
    "<!--",
    "</style><style>*{display:none}",
    "javascript:alert(1)",
    "&lt;b&gt;",
    "</title></head><body>",
    "<base href=//evil.example/>",
    "a\u202eb\u0000c\u2028",
    "`code` and `more",
)


def review_of(name):
    """Everything that a page writes, called by one name."""
    scope = Scope.of("acme", name) if name.strip() else LONDON
    desk, above = Ref("role", scope, (name,)), Ref("group", scope, ("top", name))
    inside, holder = Container.of(above), Container(desk, scope)
    key, who = f"key.{name}", escape(name)
    changes = [
        Change(None, Role(desk, name, name, frozenset({key}))),
        Change(Group(above, "", frozenset()), Group(above, name, frozenset({key}))),
        Change(
            Group(Ref("group", scope, (name,))), Group(Ref("group", scope, ("top", name, name)))
        ),
        grant(inside, who),
        grant(holder, who),
        revoke(Container.of(Ref("group", scope, ("other",))), who),
    ]
    person = Ref("user", scope, (name,))
    effects = tuple(
        Effect(kind, (person,), (key,), (Pattern(scope),), through=(inside,), instead=(holder,))
        for kind in Kind
    )
    origin = Origin(f"{name}.yaml", 1, 1, 4)
    wrong = [
        finding(name, code=code, origin=origin, related=((name, origin),), help=name, ref=desk)
        for code in ("RC0230", "RC0412")
    ]
    difference = Difference(effects, frozenset({person}), 1)
    planned = plan_with(
        name,
        *changes,
        findings=tuple(wrong),
        access=difference,
        since=Since(name, difference, difference, 1),
        left_out=(LeftOut(changes[0], name),),
        spelling=Spelling(({above: name, scope: name, person: name},)),
    )
    notes = Notes(
        {(inside, who): name},
        {(name, scope): frozenset({key})},
        {change.ref: frozenset({(name, scope)}) for change in changes[1:3]},
    )
    outcomes = [Outcome(change, Status.FAILED, name) for change in changes]
    origins = Places({change.ref: origin for change in changes}, {(inside, who): origin})
    review = made(
        planned,
        notes,
        origins,
        sources=lambda _: [name],
        around=Around("", FILES),
        how={"commit": name, "author": name, "tool": name},
        outcomes=outcomes,
        error=name,
    )
    known = Catalog((Permission(key, name, sensitive=True),))
    target = replace(TARGET, catalog=known, levels=(Level(name, name),), deep=True)
    return replace(review, beside=replace(review.beside, target=target))


def plan_with(account, *changes, **more):
    return replace(plan(*changes, **more), account=account)


TAGS = {each.tag for each in page(review_of("jack")).all}
NAMES = {name for each in page(review_of("jack")).all for name in each.attributes}
WORDS = {"class", "id", "type", "role", "data-row", "data-kind", "data-part", "aria-pressed"}
"""Attributes whose values are words of ours, whatever anything is called."""
SAID = {
    (name, value)
    for each in page(review_of("jack")).all
    for name, value in each.attributes.items()
    if name in WORDS
}


def judge(name):
    """Nothing of a page comes from a name but text, titles and lines of the repository."""
    for each in page(review_of(name)).all:
        assert each.tag in TAGS
        assert {*each.attributes} <= NAMES
        assert {(key, said) for key, said in each.attributes.items() if key in WORDS} <= SAID
        address = each.attributes.get("href", "#")
        assert address.startswith(("#", FILES))
        assert re.fullmatch(r"[\w#%/:.~-]+", address)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_makes_no_element_and_no_attribute(name):
    judge(name)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1) | st.sampled_from(HOSTILE))
@settings(max_examples=60)
def test_no_name_makes_an_element_or_an_attribute(name):
    judge(name)


@given(
    st.lists(st.sampled_from([*"<>&\"'=/! -`]", "script", "style", "onx", "\n", "a"]), min_size=1)
)
@settings(max_examples=60)
def test_nothing_made_of_the_signs_of_html_does_either(parts):
    judge("".join(parts))


def test_a_name_is_shown_as_it_is_written():
    found = page(review_of("<b>jack"))
    assert "<b>jack" in found.part("changes").texts("b")


def test_what_nobody_sees_is_written_out():
    assert escaped("a\u202eb\n") == "a&lt;U+202E&gt;b&lt;U+000A&gt;"


def test_an_attribute_is_escaped_too():
    assert element("a", "<", title='"<') == '<a title="&quot;&lt;">&lt;</a>'


def test_what_is_html_already_stays_as_it_is():
    assert element("p", element("b", "<"), Markup("<i>")) == "<p><b>&lt;</b><i></p>"


def test_attributes_that_are_not_there_are_not_written():
    assert element("p", a=None, b=False, c=True, d=0, class_="x") == '<p c d="0" class="x"></p>'


def test_of_an_endless_name_the_start_and_the_end_are_shown_and_the_rest_is_counted():
    text = escaped("a" * 5_000 + "b" * 5_000)
    half = LONGEST // 2
    assert text == f"{'a' * half} … (8,000 more characters) … {'b' * half}"
