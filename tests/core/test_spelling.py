"""How folded names are written: the author's spelling, else the live one, else as folded."""

from reconciler.core.model import Ref
from reconciler.core.scope import Scope
from reconciler.core.spelling import Spelling

from .build import ACME, LONDON, ROOT, g, holding, inside, r

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
