"""How folded names are written: the author's spelling, else the live one, else as folded."""

import pytest

from reconciler.core.model import Ref
from reconciler.core.scope import Scope
from reconciler.core.spelling import Spelling, Spelt

from .build import (
    ACME,
    LONDON,
    ROOT,
    create,
    g,
    grant,
    group,
    holding,
    inside,
    move,
    r,
    revoke,
    role,
)

SPELLING = Spelling(
    (
        {g("top"): "Top Role", r("desk"): "Front: Desk"},
        {g("top"): "TOP ROLE", g("top/a"): "A/B", ACME: "Acme", Ref("user", ACME, ("bob",)): "Bob"},
    )
)


def test_the_first_spelling_that_knows_a_name_wins():
    assert SPELLING.name(g("top")) == "Top Role"
    assert SPELLING.name(g("top/a")) == "A/B"


def test_what_no_spelling_knows_is_written_as_folded():
    assert SPELLING.name(g("top/z")) == "z"
    assert SPELLING.name(LONDON) == "london"
    assert Spelling().name(r("desk")) == "desk"


def test_a_path_is_written_name_by_name_and_escaped():
    assert SPELLING.names(g("top/a/z")) == ("Top Role", "A/B", "z")
    assert SPELLING.path(g("top/a/z")) == r"Top Role/A\/B/z"
    assert SPELLING.path(r("desk")) == r"Front\: Desk"


def test_scopes_are_written_from_the_root():
    assert [SPELLING.scope(scope) for scope in (ROOT, ACME, LONDON)] == [
        "/",
        "/Acme",
        "/Acme/london",
    ]
    assert SPELLING.name(ROOT) == "/"


def test_users_are_written_bare_at_home_and_with_their_scope_elsewhere():
    assert SPELLING.user("bob", ACME) == "Bob"
    assert SPELLING.user("bob", LONDON) == "bob"
    assert SPELLING.user("/acme:bob", LONDON) == "/Acme:Bob"
    assert SPELLING.user("/:eve", LONDON) == "/:eve"


def test_the_special_characters_of_a_users_name_are_escaped():
    at = Scope("/x")
    spelling = Spelling(({Ref("user", at, ("a:b",)): "A:B"},))
    assert spelling.user(r"a\:b", at) == r"A\:B"


def test_members_are_named_with_what_they_are():
    container = inside("top/a")
    assert SPELLING.member("bob", container) == "bob"
    assert SPELLING.member(g("top/a"), container) == r"group Top Role/A\/B"
    assert SPELLING.member(r("desk"), holding("desk")) == r"role Front\: Desk"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (create(group("top/a")), r"create group Top Role/A\/B"),
        (move(role("old"), r("desk")), r"rename role Front\: Desk"),
        (revoke(inside("top"), "bob"), "revoke bob in group Top Role"),
        (grant(inside("top"), g("top/z")), "grant group Top Role/z in group Top Role"),
        (grant(holding("desk"), "bob"), r"grant bob in role Front\: Desk at /Acme/london"),
    ],
)
def test_a_change_is_told_in_a_few_plain_words(change, expected):
    assert SPELLING.sentence(change) == expected


def test_a_spelling_is_the_same_with_its_users_by_scope():
    plain = {LONDON: "London", g("top/sales"): "Sales", Ref("user", LONDON, ("noah",)): "Noah"}
    spelt = Spelt.of(plain)
    assert dict(spelt) == plain
    assert len(spelt) == 3
    assert spelt.users == {LONDON: {"noah": "Noah"}}
    assert Spelt.of(spelt) is spelt


def test_of_two_spellings_the_upper_one_counts():
    mine = Spelt({LONDON: "LONDON"}, {LONDON: {"noah": "NOAH", "ivy": "Ivy"}})
    other = Spelt(
        {LONDON: "London", g("top/sales"): "Sales"},
        {LONDON: {"noah": "Noah"}, ACME: {"bob": "Bob"}},
    )
    assert mine.over(other) == Spelt(
        {LONDON: "LONDON", g("top/sales"): "Sales"},
        {LONDON: {"noah": "NOAH", "ivy": "Ivy"}, ACME: {"bob": "Bob"}},
    )
