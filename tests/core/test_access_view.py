"""A view: who is called what, and what was read."""

from reconciler.core.access.view import View
from reconciler.core.scope import ROOT
from reconciler.core.spelling import Spelling

from .build import ACME, LONDON, PARIS, assigned, g, group, holding, role, spelt, state, users
from .ways import KEYCLOAK, REACHING, access, puts, who

LIVE = state(
    users("noah bob", inactive="ivy"),
    users("bob", ACME),
    group("top/sales", "", "old"),
    group("top/sales", "", "", at=PARIS),
    role("boss", "call", type="reseller"),
    assigned("boss", "rae", ROOT),
    spelt(who("noah"), "Noah"),
    spelt(g("top/sales"), "Sales"),
    scopes={ROOT, ACME, LONDON, PARIS},
    complete={LONDON},
)


def view(there=LIVE, target=REACHING):
    return View(access(there, target), Spelling((there.spelling,)))


def test_a_name_may_be_that_of_several_users():
    assert view().users_called("bob") == [who("bob", ACME), who("bob")]
    assert view().users_called("ivy") == [who("ivy")]
    assert view().users_called("nobody") == []


def test_who_is_a_member_is_known_without_a_list_of_users():
    assert view().users_called("old") == [who("old")]
    assert view().users_called("rae") == [who("rae", ROOT)]


def test_a_member_from_elsewhere_is_known_by_the_scope_that_stands_there():
    there = state(puts(holding("boss"), "/acme:dan", "/acme:eve"), scopes={ACME, LONDON})
    assert view(there, KEYCLOAK).users_called("dan") == [who("dan", ACME)]


def test_names_are_written_as_people_write_them():
    assert sorted(view().user_names()) == ["Noah", "bob", "bob", "ivy"]
    assert view().address(who("noah")) == "/acme/london:Noah"
    assert view().address(g("top/sales")) == "/acme/london:top/Sales"


def test_groups_of_one_path_may_stand_in_several_scopes():
    assert view().groups_called(("top", "sales")) == [g("top/sales"), g("top/sales", PARIS)]


def test_a_scope_was_read_where_it_or_something_below_it_was():
    assert [view().knows(scope) for scope in (ROOT, ACME, LONDON, PARIS)] == [
        True,
        True,
        True,
        False,
    ]
