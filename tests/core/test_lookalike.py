"""Names that look alike: which ones do, where they meet, and what is said of them."""

import pytest

from reconciler.core.lookalike.name import Name, Place, homes, named, named_users
from reconciler.core.lookalike.pairs import look_alikes, look_alikes_beside, told_apart
from reconciler.core.lookalike.skeleton import ascii_skeleton
from reconciler.core.model import Ref
from reconciler.core.scope import ROOT, Scope
from reconciler.core.spelling import Spelling

from .build import ACME, LONDON, PARIS, g, r

USERS = Place("user", LONDON)
CYRILLIC = str.maketrans({"\u0430": "a", "\u0435": "e", "\u043e": "o"})


def skeleton(text):
    """As Unicode's, with no more of Cyrillic than these tests need."""
    return ascii_skeleton(text.translate(CYRILLIC))


def pairs(*names, place=USERS):
    """Who looks like whom, among names of one place; `folded=Written` where that differs."""
    written = dict((each.partition("=")[::2]) for each in names)
    there = {folded: name or folded for folded, name in written.items()}
    found = look_alikes({place: there}, skeleton)
    return [f"{name.folded} {other.folded}" for name, other in found]


def test_names_that_differ_to_the_eye_are_no_pair():
    assert pairs("amelia", "noah", "noa", "nora", "anna", "ann") == []


def test_nobody_is_no_pair():
    assert pairs() == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("amelia", "\u0430melia"),
        ("adrnin", "admin"),
        ("user1", "userl"),
        ("a|b", "alb"),
        ("r0om", "rOom"),
        ("front  desk", "front desk"),
        ("front\u00a0desk", "front desk"),
        ("front\u2009desk", "frontdesk"),
        ("Sales", "sales"),
        ("\u0410melia", "\u0430melia"),
    ],
    ids=ascii,
)
def test_names_that_look_the_same_but_for_space_and_case_are_a_pair(one, other):
    later, first = max(one, other), min(one, other)
    assert pairs(one, other) == [f"{later} {first}"]


def test_names_are_compared_as_they_are_written_where_case_makes_them_look_alike():
    assert pairs("paypai=PaypaI", "paypal=Paypal") == ["paypal paypai"]


def test_names_are_compared_in_lower_case_where_writing_keeps_them_apart():
    assert pairs("amelia=AMELIA", "\u0430melia") == ["\u0430melia amelia"]


def test_each_of_many_is_a_pair_with_the_first():
    assert pairs("tool", "too1", "t0ol", "t00l") == ["t0ol t00l", "too1 t00l", "tool t00l"]


def test_a_line_end_in_a_live_name_shifts_no_other_name():
    assert pairs("a\nb", "user1", "userl") == ["userl user1"]


def meet(*things, spelt=()):
    found = look_alikes(named(map(Name.of, things), Spelling((dict(spelt),))), skeleton)
    return [f"{name.thing} {other.thing}" for name, other in found]


def test_groups_meet_their_siblings_only():
    assert meet(g("top/sales"), g("top/sa1es"), g("sa1es"), g("top/sa1es", PARIS)) == [
        "group:/acme/london:top/sales group:/acme/london:top/sa1es"
    ]


def test_roles_meet_those_of_their_scope_and_of_the_scopes_above():
    assert meet(r("too1"), r("tool", ACME), r("t0ol", Scope("/birch")), r("front", LONDON)) == [
        "role:/acme:tool role:/:too1",
        "role:/birch:t0ol role:/:too1",
    ]
    assert meet(r("tool", LONDON), r("too1", PARIS)) == []


def test_a_role_that_another_scope_has_too_is_no_look_alike_of_itself():
    assert meet(r("tool"), r("tool", ACME)) == []


def test_scopes_meet_their_siblings_only():
    assert meet(Scope("/too1"), Scope("/tool"), Scope("/tool/too1")) == ["/tool /too1"]


def test_things_are_compared_as_they_are_written():
    spelt = {g("sai"): "SAI", g("sal"): "SAl"}
    assert meet(*spelt, spelt=spelt) == ["group:/acme/london:sal group:/acme/london:sai"]


def test_a_set_is_no_thing_of_the_live_system():
    name = Name(Place("set", ROOT), "front")
    assert (name.thing, name.written(Spelling())) == (None, "front")


def test_my_names_are_held_against_theirs_and_against_no_others():
    mine = named(map(Name.of, [r("tool", ACME), g("t0p"), g("tOp")]), Spelling())
    theirs = named(map(Name.of, [r("too1"), r("t00l"), g("sales", PARIS)]), Spelling())
    found = look_alikes_beside(mine, theirs, skeleton)
    assert [f"{name.thing} {other.thing}" for name, other in found] == [
        "role:/acme:tool role:/:t00l"
    ]


def test_mine_may_stand_above_or_before_theirs():
    mine, theirs = (named([Name.of(each)], Spelling()) for each in (r("too1"), r("tool", ACME)))
    ((name, other),) = look_alikes_beside(mine, theirs, skeleton)
    assert (name.thing, other.thing) == (r("too1"), r("tool", ACME))


def test_users_are_known_by_home_without_the_escapes_of_their_keys():
    keys = [(LONDON, frozenset({"noah", "a\\/b", "/acme:ivy"})), (PARIS, frozenset())]
    assert homes(keys) == {LONDON: {"noah", "a/b"}, ACME: {"ivy"}}


def test_users_are_written_as_files_write_them_else_as_they_live():
    files = {Ref("user", LONDON, ("noah",)): "Noah", g("noah"): "NOAH", LONDON: "London"}
    live = {
        Ref("user", LONDON, ("noah",)): "NOAH",
        Ref("user", LONDON, ("ivy",)): "Ivy",
        Ref("user", LONDON, ("mia",)): "Mia",
        Ref("user", PARIS, ("ivy",)): "IVY",
    }
    assert dict(named_users({LONDON: {"noah", "ivy", "leo"}}, Spelling((files, live)))) == {
        USERS: {"noah": "Noah", "ivy": "Ivy", "leo": "leo"}
    }


@pytest.mark.parametrize(
    ("name", "other", "said"),
    [
        (
            "R\u0435c\u0435ption",
            "Reception",
            (
                "looks like `Reception`: U+0435 CYRILLIC SMALL LETTER IE against "
                "U+0065 LATIN SMALL LETTER E"
            ),
        ),
        (
            "adrnin",
            "admin",
            (
                "looks like `admin`: U+0072 LATIN SMALL LETTER R, U+006E LATIN SMALL LETTER N "
                "against U+006D LATIN SMALL LETTER M"
            ),
        ),
        (
            "front  desk",
            "front desk",
            "differs from `front desk` by white space alone: U+0020 SPACE against nothing",
        ),
        (
            "a\u2009b",
            "a b",
            "differs from `a b` by white space alone: U+2009 THIN SPACE against U+0020 SPACE",
        ),
        (
            "sales",
            "Sales",
            (
                "differs from `Sales` by case alone: U+0073 LATIN SMALL LETTER S against "
                "U+0053 LATIN CAPITAL LETTER S"
            ),
        ),
        ("a\x01", "a", "looks like `a`: U+0001 against nothing"),
        (
            "a    b",
            "ab",
            (
                "differs from `ab` by white space alone: U+0020 SPACE, U+0020 SPACE, U+0020 SPACE, "
                "... against nothing"
            ),
        ),
    ],
    ids=ascii,
)
def test_what_tells_two_names_apart_is_said_with_the_code_points(name, other, said):
    assert told_apart(name, other) == said


def test_what_the_other_one_is_can_be_said():
    assert told_apart("a1", "al", "the live ").startswith("looks like the live `al`: U+0031")
