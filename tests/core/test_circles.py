"""Groups and roles that are members of themselves."""

from reconciler.core.check import check
from reconciler.core.circles import circle_findings
from reconciler.core.finding import NoOrigins
from reconciler.core.spelling import Spelling

from .build import declared, g, group, holding, inside, planned, r, role, state, told
from .ruled import NESTED
from .ways import puts


def circles(*pieces):
    return [one for one in check(declared(*pieces), NESTED) if one.code == "RC0246"]


def test_a_circle_is_printed_as_the_way_round_with_every_line():
    (finding,) = circles(
        group("a"),
        group("b"),
        role("c"),
        puts(inside("b"), g("a")),
        puts(holding("c"), g("b")),
        puts(inside("a"), r("c")),
    )
    assert told([finding]) == [
        "RC0246 error: members in a circle: group a in group b in role c in group a"
    ]
    assert finding.origin.path == "group:/acme/london:a in group:/acme/london:b"
    assert [origin.path for _, origin in finding.related] == [
        "group:/acme/london:b in role:/:c at /acme/london",
        "role:/:c in group:/acme/london:a",
    ]


def test_a_group_in_itself_is_a_circle():
    assert told(circles(group("a"), puts(inside("a"), g("a")))) == [
        "RC0246 error: members in a circle: group a in group a"
    ]


def test_two_circles_are_both_printed():
    found = circles(
        *(group(name) for name in "abcd"),
        puts(inside("a"), g("b")),
        puts(inside("b"), g("a")),
        puts(inside("c"), g("d")),
        puts(inside("d"), g("c")),
    )
    assert len(found) == 2


def test_many_ways_to_one_place_are_no_circle():
    assert (
        circles(
            *(group(name) for name in "abcd"),
            puts(inside("d"), g("b"), g("c")),
            puts(inside("b"), g("a")),
            puts(inside("c"), g("a")),
        )
        == []
    )


def test_a_long_chain_is_no_circle():
    chain = [puts(inside(f"g{n + 1}"), g(f"g{n}")) for n in range(2_000)]
    assert circles(*chain) == []


def test_a_circle_that_the_live_system_closes_is_an_error_of_the_plan():
    live = state(group("a"), group("b"), puts(inside("a"), g("b")))
    plan = planned(declared(group("b"), puts(inside("b"), g("a"))), live, NESTED)
    assert [one.code for one in plan.findings if one.code == "RC0246"] == ["RC0246"]


def test_a_circle_of_lines_that_nobody_knows_has_no_place():
    there = state(group("a"), puts(inside("a"), g("a")))
    (finding,) = circle_findings(there, Spelling(), NoOrigins())
    assert (finding.origin, finding.related) == (None, ())
