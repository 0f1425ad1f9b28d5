"""What is ours: whatever others write, and whatever stands in our own text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.errors import UsageError
from reconciler.forge.commands import inert
from reconciler.forge.comment import Add, Change, Remove, decide
from reconciler.forge.drift import KEPT, Found, history
from reconciler.forge.marker import Marker
from reconciler.forge.written import Comment

MARKER = Marker("plan")
ME = 1
TEXTS = st.text() | st.text("<!-->\n\r reconclpa:/`", max_size=60) | st.just(str(MARKER))
COMMENTS = st.lists(
    st.builds(Comment, st.integers(1, 50), st.none() | st.integers(1, 3), TEXTS.map(str)),
    unique_by=lambda one: one.number,
)


@given(COMMENTS, TEXTS)
def test_nobody_elses_comment_is_ever_in_what_is_done(found, text):
    others = {one.number for one in found if one.author != ME}
    acts = decide(found, ME, MARKER, MARKER.above(text))
    assert others.isdisjoint(act.number for act in acts if not isinstance(act, Add))


@given(COMMENTS, TEXTS)
def test_what_is_done_leaves_one_comment_and_then_nothing_to_do(found, text):
    body = MARKER.above(text)
    live = {one.number: one for one in found}
    for act in decide(found, ME, MARKER, body):
        match act:
            case Add():
                live[99] = Comment(99, ME, body)
            case Change(number):
                live[number] = Comment(number, ME, body)
            case Remove(number):
                del live[number]
    assert len(MARKER.ours(live.values(), ME)) == 1
    assert decide(live.values(), ME, MARKER, body) == ()


@given(st.text())
def test_a_name_makes_a_marker_of_one_comment_or_none(name):
    try:
        text = str(Marker("plan", name))
    except UsageError:
        return
    assert text.count("-->") == 1
    assert text.count("--") == 2
    assert text.isascii()
    assert text.isprintable()


@given(st.text("/a bc\n\r\\", max_size=40) | st.text())
def test_no_line_of_an_inert_text_is_a_command(text):
    lines = inert(text).split("\n")
    commands = [line for line in lines if line.startswith("/") and line[1:].split(" ")[0].isalpha()]
    assert [line for line in commands if line.isascii()] == []


@given(st.text("- `0123456789TZ:.Planocgrts;,\nab"), st.text("ab1 ", min_size=1, max_size=9))
def test_a_history_is_never_longer_than_it_may_be(before, gist):
    found = Found("", "", lasts=True, when="2027-01-31T09:00:00Z", gist=gist)
    lines = history(f"x\n#### What the runs found\n{before}", found)
    assert 1 <= len(lines) <= KEPT
    assert sum(map(len, lines)) <= KEPT * 280


@pytest.mark.parametrize("line", ["- `now` @team `0123456789ab`", "- `x` <b>", "-", "- `a` b\x1b"])
def test_a_line_of_another_shape_is_no_history(line):
    found = Found("", "", lasts=True, when="now", gist="Plan: 1.")
    assert history(f"\n#### What the runs found\n\n{line}\n", found) == ["- `now` Plan: 1."]
