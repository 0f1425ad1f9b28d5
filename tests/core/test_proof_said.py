"""What is said of each thing that goes wrong, by itself."""

from reconciler.core.proof.demand import Demand, Kind, Right
from reconciler.core.proof.judge import Missed
from reconciler.core.proof.said import Said
from reconciler.core.proof.ways import both, either, made, unmade
from reconciler.core.spelling import Spelling

from .build import ACME, LONDON, g, grant, inside, revoke, sort, told

NOAH, BOB = (LONDON, "noah"), (ACME, "bob")
ORDERED = sort(grant(inside("a"), "noah"), revoke(inside("b"), "noah"))
COMES, LEAVES = 0, 1
TOO_MUCH = both(made(COMES), unmade(LEAVES))
TOO_LITTLE = either([both(made(COMES), made(LEAVES)), unmade(LEAVES)])


def said(demand, steps, left=(), times=1):
    missed = [Missed(demand, frozenset(steps))] * times
    return told(Said(Spelling(), ORDERED, frozenset(left)).missed(missed))


def excess(*rights):
    return said(Demand(Kind.EXCESS, TOO_MUCH, rights), {COMES})


def test_an_excess_names_permission_and_place():
    assert excess(Right(NOAH, "call", LONDON)) == [
        (
            "RC0604 error: no safe order: noah would hold call at /acme/london between "
            "`grant noah in group a` and `revoke noah in group b`"
        )
    ]


def test_it_names_groups_and_people_of_elsewhere():
    assert "would hold shape on group a/b between" in excess(Right(NOAH, "shape", g("a/b")))[0]
    assert "would hold see on /acme:bob between" in excess(Right(NOAH, "see", BOB))[0]


def test_many_are_counted():
    rights = (Right(NOAH, key, LONDON) for key in "abcde")
    assert "would hold a, b, c and 2 more at /acme/london between" in excess(*rights)[0]


def test_people_are_told_one_by_one():
    assert len(excess(Right(NOAH, "call", LONDON), Right(BOB, "call", ACME))) == 2


def test_only_what_holds_by_then_is_told_of():
    ways = either([TOO_MUCH, both(unmade(COMES), made(LEAVES))])
    (line,) = said(Demand(Kind.EXCESS, ways, (Right(NOAH, "call", LONDON),)), {COMES})
    assert line.endswith("between `grant noah in group a` and `revoke noah in group b`")


def test_the_same_of_two_demands_is_told_once():
    demand = Demand(Kind.EXCESS, TOO_MUCH, (Right(NOAH, "call", LONDON),))
    assert said(demand, {COMES}, times=2) == said(demand, {COMES})


def test_a_gap_names_the_loss_and_the_gain_that_would_mend_it():
    ways = either([made(COMES), unmade(LEAVES)])
    assert said(Demand(Kind.GAP, ways, (Right(NOAH, "call", LONDON),)), {LEAVES}) == [
        (
            "RC0603 warning: noah is without call at /acme/london between "
            "`revoke noah in group b` and `grant noah in group a`: no safe order was found"
        )
    ]


def test_what_is_left_out_does_not_go_wrong():
    demand = Demand(Kind.EXCESS, TOO_MUCH, (Right(NOAH, "call", LONDON),))
    assert said(demand, {COMES}, left={COMES}) == []


def test_nobody_who_must_stay_is_a_lock_out_too():
    ways = either([made(COMES), unmade(LEAVES)])
    assert said(Demand(Kind.KEPT, ways), {LEAVES}) == [
        (
            "RC0605 error: no safe order: nobody would stay between "
            "`revoke noah in group b` and `grant noah in group a`"
        )
    ]


def test_of_very_many_the_first_are_told_and_the_rest_counted():
    rights = tuple(Right((LONDON, f"user-{number:02}"), "call", LONDON) for number in range(25))
    lines = excess(*rights)
    assert len(lines) == 21
    assert lines[0].startswith("RC0604 error: no safe order: user-00 would hold call")
    assert lines[-1].startswith("RC0604 error: so it is 5 more times on the way")
