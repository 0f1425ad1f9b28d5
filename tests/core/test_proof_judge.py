"""Judging an order: whether at some moment a demand is not met."""

from random import Random

import pytest

from reconciler.core.proof import judge as judging
from reconciler.core.proof.component import Component
from reconciler.core.proof.demand import Demand, Kind
from reconciler.core.proof.judge import Judge, missed
from reconciler.core.proof.ways import either, made, unmade

FREE = [0, 0, 0]
IN_A_LINE = [0, 0b1, 0b10]


def moment(before, *masks, must_hold=True):
    return Judge(before).moment(masks, must_hold=must_hold)


def test_who_leaves_before_coming_is_without():
    leaves, comes = (0, 0b1), (0b10, 0)
    assert moment(FREE, leaves, comes) == 0b1
    assert moment([0b10, 0, 0][::-1], leaves, comes) == 0b1


def test_who_comes_before_leaving_never_is():
    comes, leaves = (0b1, 0), (0, 0b10)
    assert moment([0, 0b1, 0], comes, leaves) is None


def test_what_comes_in_a_line_is_known_through_others():
    comes, leaves = (0b1, 0), (0, 0b100)
    assert moment(IN_A_LINE, comes, leaves) is None


def test_what_must_not_hold_does_unless_one_comes_before_the_other():
    comes_first = (0b1, 0b10)
    assert moment(FREE, comes_first, must_hold=False) == 0b1
    assert moment([0, 0b1, 0], comes_first, must_hold=False) == 0b1
    comes_last = (0b10, 0b1)
    assert moment([0, 0b1, 0], comes_last, must_hold=False) is None


@pytest.mark.parametrize("seed", range(60))
def test_a_moment_is_found_exactly_where_one_of_all_is_bad(seed):
    random, size = Random(seed), 5
    before = [random.getrandbits(place) if place else 0 for place in range(size)]
    masks = tuple((random.getrandbits(size), random.getrandbits(size)) for _ in range(2))
    masks = tuple((on, off & ~on) for on, off in masks)
    closed = [made for made in range(1 << size) if all_before(made, before)]
    for must_hold in (True, False):
        bad = {made for made in closed if holds(masks, made) != must_hold}
        found = Judge(before).moment(masks, must_hold=must_hold)
        assert found in bad if bad else found is None


def all_before(made, before):
    return all(before[place] & ~made == 0 for place in range(len(before)) if made >> place & 1)


def holds(masks, made):
    return any(on & made == on and not off & made for on, off in masks)


def test_what_takes_too_long_to_judge_is_given_up(monkeypatch):
    monkeypatch.setattr(judging, "_MOST", 1)
    judge = Judge(FREE)
    assert judge.moment(((0, 0b1), (0b10, 0)), must_hold=True) is None
    assert judge.gave_up
    demand = Demand(Kind.GAP, either([made(1), unmade(0)]))
    component = Component((0, 1, 2), (demand,))
    assert [one.is_known for one in missed(component, FREE)] == [False]
