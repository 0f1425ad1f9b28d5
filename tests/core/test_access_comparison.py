"""Two states compared: what differs, and what that makes of what people can do."""

from reconciler.core.access.comparison import between, comparison
from reconciler.core.access.view import View
from reconciler.core.rename.moves import Moves
from reconciler.core.scope import ROOT

from .build import ACME, LONDON, PARIS, assigned, g, group, r, role, said, state, users
from .ways import access

NOWHERE = Moves({})


def told(before, after, moves=NOWHERE):
    found = comparison(View(access(before)), View(access(after)), moves)
    effects = [
        f"{', '.join(each.name[0] for each in one.people)} {one.kind} {', '.join(one.permissions)}"
        for one in found.access.effects
    ]
    return [said(step.change) for step in found.steps], effects, [*map(str, found.left)]


BEFORE = state(users("noah isla"), group("top/sales", "call", "noah"), role("clerk", "call"))


def test_equal_states_have_no_difference():
    assert told(BEFORE, BEFORE) == ([], [], [])


def test_what_differs_and_who_gains_and_loses_by_it():
    after = state(users("noah isla"), group("top/sales", "call", "isla"), role("clerk", "see"))
    assert told(BEFORE, after) == (
        ["update clerk", "grant isla in top/sales", "revoke noah from top/sales"],
        ["isla gain call", "noah loss call"],
        [],
    )


def test_what_has_another_address_is_the_same_thing():
    after = state(users("noah isla"), group("top/staff", "call", "noah"), role("clerk", "call"))
    moves = Moves({g("top/sales"): g("top/staff")})
    assert told(BEFORE, after, moves) == (["move top/sales to top/staff"], [], [])


def test_a_move_of_what_is_only_on_one_side_is_none():
    moves = Moves({g("top/gone"): g("top/new")})
    assert told(BEFORE, BEFORE, moves) == ([], [], [])


def test_of_a_scope_that_one_side_did_not_read_nothing_is_said():
    wide = {ROOT, ACME, LONDON, PARIS}
    pieces = users("noah isla"), group("top/sales", "call", "noah"), role("clerk", "call")
    paris = users("pia", PARIS), group("top", "call", "pia", at=PARIS)
    after = state(*pieces, *paris, assigned("clerk", "pia", PARIS), scopes=wide)
    before = state(*pieces, scopes=wide, complete={ROOT, ACME, LONDON})
    before_too = state(*pieces, scopes=wide, complete={ACME, LONDON})
    assert told(before, after)[:2] == ([], [])
    assert told(before, after)[2] == ["/acme/paris"]
    assert told(before_too, after)[2] == ["/", "/acme/paris"]


def test_between_two_plans_things_go_from_one_address_to_the_other():
    one = Moves({g("top/a"): g("top/b"), g("top/c"): g("top/d")})
    other = Moves({g("top/a"): g("top/x"), g("top/c"): g("top/d"), r("old"): r("new")})
    assert between(one, other).new == {g("top/b"): g("top/x"), r("old"): r("new")}
