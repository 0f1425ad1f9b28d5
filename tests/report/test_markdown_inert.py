"""What comes from outside does nothing where Markdown is shown: each trick by itself, then any."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_sample import difference, gain, kinds, loss, read, review, tags, unguarded
from sample import LONDON, Lines, Places, grant, group, plan, revoke

from reconciler.core.change import Change
from reconciler.core.declared import Notes
from reconciler.core.finding import Finding, Origin, Severity
from reconciler.core.model import Container, Group, Ref
from reconciler.core.names import escape
from reconciler.core.plan import LeftOut
from reconciler.report.markdown import BITBUCKET, markdown
from reconciler.report.markdown.inert import brief, code, fence, prose
from reconciler.report.review.review import Around

FILES = "https://forge.example/acme/roles/blob/c0ffee1/"
TRICKS = [
    "@team",
    "@acme/team",
    "#123",
    "GH-1",
    "acme/roles#7",
    "!42",
    "c0ffee1c0ffee1c0ffee1c0ffee1c0ffee1c0ffe",
    "https://example.net",
    "www.example.net",
    "mail@example.net",
    "[a](javascript:alert(1))",
    "![a](https://example.net/a.png)",
    "<javascript:alert(1)>",
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "<!-- reconciler -->",
    "-->",
    "</details>",
    "</summary></details>",
    "<details open>",
    "`",
    "``",
    "```",
    "```` ``` `",
    "~~~",
    "`a` @team `b`",
    " `a ",
    "a|b",
    "| a | b |\n|---|---|",
    "a\n\n# heading",
    "a\r\n---\r\n",
    "# heading",
    "===",
    "> quote",
    "- [ ] task",
    "1. item",
    "**bold**",
    "__bold__",
    "~~gone~~",
    "\\",
    "a\\",
    "a\\`",
    "a\\|b",
    "&lt;b&gt;",
    "&#64;team",
    ":smile:",
    "$`x`$",
    "$$x$$",
    "[^1]: note",
    "[a]: https://example.net",
    "/close",
    "\n/close",
    "::add-mask::x",
    "::stop-commands::t",
    "##[error]x",
    "%0A::error ::x",
    "\x1b[31m",
    "\u202ereversed",
    "\u2028@team",
    "\x85@team",
    "\x0b# heading",
]


def hostile(name):
    """A report where every word that may come from outside is this name."""
    desk = Container.of(Ref("group", LONDON, ("top", name)))
    key = escape(name)
    origin = Origin(f"{name}.yaml", 3, 1, 4)
    changes = [
        revoke(desk, "leo"),
        grant(desk, key),
        Change(None, Group(desk.ref, name, frozenset({name}))),
    ]
    made = plan(
        *changes,
        findings=(
            Finding("RC0412", Severity.WARNING, name, None, origin, ((name, origin),), name),
            Finding("RC0203", Severity.HINT, name, LONDON),
        ),
        left_out=(LeftOut(changes[0], name),),
        access=difference(gain(name, "billing.access"), gain(name, "b", name), loss(name, name)),
        digest="ab" * 32,
    )
    return review(
        made,
        Notes({(desk, key): name}),
        Places({desk.ref: origin}, {(desk, key): origin}),
        sources=lambda _: Lines(["", "", name]),
        around=Around("roles", FILES),
        how={"author": name, "commit": name, "tool": name},
    )


@pytest.mark.parametrize("trick", TRICKS)
def test_a_name_is_nothing_but_a_name(trick):
    """The report is built as that of a harmless name, and the name stands in code alone."""
    text, plain = markdown(hostile(f"zq{trick}zq")), markdown(hostile("zqharmlesszq"))
    assert kinds(text) == kinds(plain)
    assert "zq" not in unguarded(text)
    assert "zq" not in tags(text)


@pytest.mark.parametrize("trick", TRICKS)
def test_so_is_a_name_that_is_nothing_else(trick):
    text, plain = markdown(hostile(trick)), markdown(hostile("harmless"))
    assert kinds(text) == kinds(plain)
    assert tags(text) == tags(plain)


@given(st.text(min_size=1, max_size=40))
def test_so_is_any_name(name):
    text = markdown(hostile(f"zq{name}zq"))
    assert kinds(text) == kinds(markdown(hostile("zqzq")))
    assert "zq" not in unguarded(text)


@given(st.text(alphabet="`~<>!-|[]()\\@#*_\n &;:/", min_size=1, max_size=24))
def test_so_is_any_heap_of_signs(name):
    text, plain = markdown(hostile(name)), markdown(hostile("harmless"))
    assert kinds(text) == kinds(plain)
    assert tags(text) == tags(plain)


@pytest.mark.parametrize("trick", TRICKS)
def test_no_link_leads_anywhere_but_to_the_files(trick):
    links = [
        token.attrs["href"] for token in read(markdown(hostile(trick))) if token.type == "link_open"
    ]
    assert links
    assert [
        link for link in links if not re.fullmatch(rf"{FILES}[A-Za-z0-9._~%/-]+#L3", link)
    ] == []


@pytest.mark.parametrize("trick", TRICKS)
def test_there_is_never_an_image(trick):
    assert "image" not in kinds(markdown(hostile(trick)))


@pytest.mark.parametrize("trick", TRICKS)
def test_no_marker_of_a_comment_can_be_forged(trick):
    assert "<!--" not in markdown(hostile(f"<!-- reconciler --> {trick}"))


@pytest.mark.parametrize("trick", TRICKS)
def test_no_line_begins_with_a_command_of_a_forge_or_of_a_build_server(trick):
    lines = markdown(hostile(trick)).splitlines()
    assert [line for line in lines if line.lstrip().startswith(("/", "::", "##["))] == []


def test_tags_are_the_few_that_fold_a_text_away():
    found = re.findall(r"<[^>]*>", tags(markdown(hostile("a"))))
    assert set(found) <= {"<details>", "</details>", "<summary>", "</summary>", "<sub>", "</sub>"}


def test_where_tags_are_not_known_there_are_none():
    assert tags(markdown(hostile("a"), BITBUCKET)) == ""


def test_an_address_that_is_none_makes_no_link():
    for files in ("javascript:alert(1)//", "https://a.example/) [x](y/", "//a.example/b/", "b/"):
        made = plan(grant(Container.of(group("a")), "leo"), access=difference(gain("leo", "a")))
        place = Origin("london.yaml", 3)
        origins = Places({}, {(Container.of(group("a")), "leo"): place})
        text = markdown(review(made, None, origins, around=Around("", files)))
        assert "link_open" not in kinds(text)


def test_a_name_can_be_copied_as_it_is():
    for trick in ("@team", "#123", "`a`", "a|b", "[a](b)", "</details>", " a ", "\\"):
        spans = [token.content for token in read(code(trick)) if token.type == "code_inline"]
        assert spans == [trick]


def test_a_span_is_never_empty():
    assert kinds(f"a {code('')} b") == kinds(f"a {code('x')} b")


def test_a_fence_outlasts_every_run_of_backticks_in_it():
    lines = ["a", "`````", "``` b", ""]
    (token,) = [token for token in read(fence(lines, "diff")) if token.type == "fence"]
    assert (token.info, token.content) == ("diff", "a\n`````\n``` b\n\n")


def test_a_sentence_of_plain_words_is_one_and_anything_else_stands_in_a_fence():
    assert prose("Nothing is planned from files with errors.") == (
        "Nothing is planned from files with errors."
    )
    for words in ("Ask @team.", "See GH-1.", "Visit www.example.net.", "- a.", "A\nB."):
        assert kinds(prose(words)) == ["fence"]


def test_of_a_name_that_is_too_long_the_middle_goes_and_its_length_is_said():
    assert brief("a" * 30 + "b" * 30, 30) == "a" * 20 + "[… 60 characters …]" + "b" * 10
    assert brief("a" * 30, 30) == "a" * 30
    assert (
        brief("\u202e" * 10, 30)
        == "<U+202E><U+202E><U+2" + "[… 10 characters …]" + "2E><U+202E>"[-10:]
    )
