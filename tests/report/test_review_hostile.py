"""Hostile names: whatever a user, group or file is called, forms for programs stay as they are."""

import json
import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from published import code_quality_errors, junit_errors, sarif_errors
from reviews import accessed, finding, gain, reviewed
from sample import LONDON, Places, grant

from reconciler.core.finding import Origin
from reconciler.core.model import Container, Ref, user_key
from reconciler.core.spelling import Spelling
from reconciler.report.escape import command_start, visible
from reconciler.report.review.github import github
from reconciler.report.review.gitlab import gitlab
from reconciler.report.review.junit import junit
from reconciler.report.review.sarif import sarif

HOSTILE = [
    "::error ::x",
    "::add-mask::x",
    "::stop-commands::t",
    "%0A::error ::x",
    "##[error]x",
    "a\n::error ::x",
    "a\r::error ::x",
    "a\u2028::error ::x",
    "\u200b::error ::x",
    "\x1b[31mred\x1b]0;title\x07",
    "\u202eevil\u2066",
    "a\x00b\ufffe\ud800",
    "]]><failure/>&amp;<!--",
    "{0} {{1}}",
    "[here](javascript:alert)",
    "\\[here](1)",
    "```\n# big",
    "![x](http://outside/)",
    "a: b, c=d",
    "'\"><script>",
    "/",
    "/acme:bob",
]


def review(name):
    """Everything is called by this name: a person, a group, a file, and what is found."""
    container = Container.of(Ref("group", LONDON, ("top role", name)))
    there = Origin(f"{name}.yaml", 3, 4, 9)
    key = user_key(name, LONDON, LONDON)
    found = finding(name, origin=there, help=name, related=((name, there),))
    made = accessed(
        gain(name, through=container),
        changes=[grant(container, key)],
        findings=(found, finding(name, code="RC0402")),
        spelling=Spelling(),
    )
    return reviewed(made, Places({}, {(container, key): there}))


def texts(value):
    """Every string in a document."""
    match value:
        case str():
            yield value
        case dict():
            for each in value.values():
                yield from texts(each)
        case list():
            for each in value:
                yield from texts(each)


def check_sarif(name):
    text = sarif(review(name))
    document = json.loads(text)
    assert text.isascii()
    assert "##[" not in text
    assert sarif_errors(document) == []
    (run,) = document["runs"]
    messages = [one["message"]["text"] for one in run["results"]]
    assert len(messages) == 3
    for message in messages:
        assert "](" not in message
        assert re.search(r"(?<!\{)\{(\{\{)*(?!\{)", message) is None
        assert all(line == visible(line) for line in message.split("\n"))
    uris = [
        each["physicalLocation"]["artifactLocation"]["uri"]
        for one in run["results"]
        for each in one["locations"]
    ]
    assert all(re.fullmatch(r"(?!/|\.\./)([A-Za-z0-9_.~/-]|%[0-9A-F]{2})+", uri) for uri in uris)


def check_gitlab(name):
    text = gitlab(review(name))
    issues = json.loads(text)
    assert text.isascii()
    assert (code_quality_errors(issues), len(issues)) == ([], 3)
    assert all(one == visible(one) for one in texts(issues))


def check_junit(name):
    text = junit(review(name))
    assert junit_errors(text) == []
    root = ET.fromstring(text.encode())  # noqa: S314 - our own
    assert [len(suite) for suite in root] == [1, 1, 1, 1]
    assert all(command_start(line) is None for line in text.splitlines())
    assert all(line == visible(line) for line in text.split("\n"))


COMMAND = re.compile(r"::(error|warning) (?:[a-zA-Z]+=[^:,]*,?)+::[^\n]*")


def check_github(name):
    lines = github(review(name)).split("\n")
    commands = [line for line in lines if command_start(line) is not None]
    assert len(commands) == 3
    assert all(COMMAND.fullmatch(line) for line in commands)
    assert lines[-4:] == [*commands, ""]
    assert all(line == visible(line) for line in lines)


CHECKS = [check_sarif, check_gitlab, check_junit, check_github]


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_shown_and_does_nothing(check, name):
    check(name)


PIECES = [*HOSTILE, *"{}[]()\\%:,=`|<>&'\"#@\n\r\t\0\x1b\x85\u2029\ufeff\ufffe\ud834 aZ/"]


@pytest.mark.parametrize("check", CHECKS)
@given(name=st.lists(st.sampled_from(PIECES) | st.text(max_size=4), min_size=1).map("".join))
@settings(max_examples=20)
def test_whatever_it_is_made_of(check, name):
    check(name)
